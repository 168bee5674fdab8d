import { join } from "node:path";

/** Where an output folder holds the snapshot with what was carried out. */
export function snapshotIn(folder: string): string {
  return join(folder, "account.json");
}

/** Where it holds the record. */
export function recordIn(folder: string): string {
  return join(folder, "whittle.sqlite");
}

/** Where it holds each refined policy, in a file of its own. */
export function policiesIn(folder: string): string {
  return join(folder, "policies");
}
