import { loadCatalogue } from "#adapters/catalogue.ts";
import { ownPolicies, readSnapshot, type Snapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { noLastAccess } from "#adapters/local/small-ports.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import type { TrailReading } from "#adapters/local/trail/read-trail.ts";
import { recordIn } from "#cli/output-folder.ts";
import { readArguments } from "#cli/review/arguments.ts";
import type { ReviewRun } from "#cli/review/run.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { createTally } from "#core/usage/tally.ts";
import { folderHolding, type Held } from "../record-folder.ts";

interface Given {
  readonly args?: readonly string[];
  readonly held?: readonly Held[];
  readonly reading?: Partial<TrailReading>;
  readonly snapshot?: Snapshot;
  readonly more?: Partial<ReviewRun>;
}

/** A run over the sample's account that has come to these reviews. */
export async function aRun({ args = [], held = [], reading, snapshot = sample(), more = {} }: Given = {}): Promise<ReviewRun> {
  const given = readArguments(["--account", "sample/account.json", "--trail", "sample/trail", ...args]);
  if (given === "help") throw new Error("Nobody asked for help.");
  const roles: RoleState[] = [];
  for await (const role of snapshotRoles(snapshot).all()) roles.push(role);
  const catalogue = loadCatalogue();
  const tally = createTally([], { from: "2026-01-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" }).snapshot();
  const read = Promise.resolve(reading && { tally, files: 1, problems: [], passedOver: [], ...reading });
  const never = async (): Promise<never> => {
    throw new Error("Nothing is generated.");
  };
  const store = sqliteReviewStore(recordIn(await folderHolding(...held)));
  return {
    given,
    snapshot,
    roles,
    ownPolicies: ownPolicies(snapshot),
    catalogue,
    source: {
      generations: {
        start: never,
        check: async () => ({ status: "FAILED", code: "none", message: "none" }),
        cancel: never,
        startedSince: never,
      },
      roleNames: [],
      window: undefined,
      region: "*",
      read,
    },
    lastAccess: noLastAccess,
    named: [],
    untaggedToo: false,
    isOfOneRole: false,
    isOfMany: false,
    store,
    reviews: () => store.all(),
    ...more,
  };
}

export function sample(): Snapshot {
  return readSnapshot("sample/account.json");
}
