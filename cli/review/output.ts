import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSnapshot } from "#adapters/local/account/snapshot.ts";
import type { ReviewRun } from "./run.ts";

/** Writes what a run leaves: the snapshot as it would be, each refined policy, and the record (whittle.sqlite is there already). */
export async function writeOutput(folder: string, { snapshot, store, reviews, given }: ReviewRun): Promise<void> {
  if (given.decide === "ask" || given.decide === "approve") writeSnapshot(join(folder, "account.json"), snapshot);
  for (const { id } of reviews()) {
    const proposal = await store.document(id, "proposal");
    if (!proposal || proposal.policies.length === 0) continue;
    mkdirSync(join(folder, "policies"), { recursive: true });
    for (const { name, document } of proposal.policies) writeJson(join(folder, "policies", `${name}.json`), document);
  }
}

function writeJson(file: string, value: unknown): void {
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}
