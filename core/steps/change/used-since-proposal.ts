import { isNoted } from "#core/review/change/restore/requests.ts";
import type { ReviewedRole } from "#core/review/change/reviewed.ts";
import { usedSince } from "#core/review/change/watch/used-since.ts";
import type { Ports } from "#core/review/ports.ts";

type Needs = Pick<Ports, "latestUse" | "store" | "clock">;

/**
 * What the role used since its proposal and would lose by it, sorted: approval may come weeks later. Where that cannot be looked up, the
 * journal says so, and the change goes on with what was known. Throws ThrottledError.
 */
export async function usedSinceProposal(
  { latestUse, store, clock }: Needs,
  { proposal, before }: ReviewedRole,
): Promise<readonly string[]> {
  const { report, logged } = await latestUse.ofRole(proposal.role.arn);
  if (report !== undefined && "missing" in report) {
    const unchecked = { kind: "use-unchecked", at: clock.now(), because: report.missing } as const;
    if (!isNoted(await store.journal(proposal.reviewId), unchecked)) await store.append(proposal.reviewId, unchecked);
    return usedSince(proposal, before, { services: [], logged });
  }
  return usedSince(proposal, before, { services: report?.services ?? [], logged });
}
