import type { ReviewRun } from "./run.ts";

/** What is said where no role has a change to write, and how to get one where policies were left alone. */
export async function noChangeText({ reviews, store, given }: ReviewRun): Promise<string> {
  const none = "No role has a change to write.";
  if (given.replace.includes("all")) return none;
  const proposals = await Promise.all(reviews().map(({ id }) => store.document(id, "proposal")));
  const left = proposals.filter((proposal) => proposal?.reason.id === "nothing-replaced" && carriesSome(proposal.reason));
  if (left.length === 0) return none;
  return `${none} Only *FullAccess, AdministratorAccess and PowerUserAccess are replaced unless you name others: add --replace all, --replace inline or --replace NAME.`;
}

function carriesSome({ carries, inline }: { readonly carries: readonly string[]; readonly inline: readonly string[] }): boolean {
  return carries.length + inline.length > 0;
}
