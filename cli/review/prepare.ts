import { loadCatalogue } from "#adapters/catalogue.ts";
import { ownPolicies, type Snapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { readLastAccess } from "#adapters/local/last-access-file.ts";
import { keepHeapSmall } from "#adapters/local/small-heap.ts";
import { noLastAccess } from "#adapters/local/small-ports.ts";
import { type LocalReviewStore, sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import type { OpenLogs } from "#adapters/local/trail/open-logs.ts";
import { isTagged } from "#core/review/eligibility.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { closeAbandoned } from "../abandoned.ts";
import { tellError } from "../terminal/lines.ts";
import type { ReviewArguments } from "./arguments.ts";
import { carryOver, notCarriedOver } from "./carry-over.ts";
import { openAccount } from "./open-account.ts";
import { isContinued, openOutput } from "./output.ts";
import type { ReviewRun } from "./run.ts";
import { TAG } from "./settings.ts";
import { openSource, type Source } from "./source.ts";

/** From so many roles on, a second thread takes less time than it needs to start. */
const MANY = 50;

/** The one role that a run is about, where it is about one. */
function onlyRole({ roleNames }: Source, roles: readonly RoleState[]): RoleState | undefined {
  const [name, ...others] = roleNames;
  if (name === undefined) return roles.length === 1 ? roles[0] : undefined;
  return others.length === 0 ? roles.find((role) => role.name === name) : undefined;
}

/** Opens all that a run goes by, and begins to read its logs. Throws typed errors for unusable input. */
export async function prepare(given: ReviewArguments, logs: OpenLogs | undefined): Promise<ReviewRun> {
  const snapshot = await openAccount(given);
  const store = isContinued(given) ? await continued(given, snapshot) : undefined;
  try {
    return await prepareWith(given, logs, snapshot, store);
  } catch (error) {
    store?.close();
    throw error;
  }
}

/** Opens the record of earlier runs, and gives the snapshot the changes that they made. */
async function continued(given: ReviewArguments, snapshot: Snapshot): Promise<LocalReviewStore> {
  const store = sqliteReviewStore(openOutput(given));
  try {
    const left = given.out === undefined ? [] : await carryOver(snapshot, given.out, store);
    if (left.length > 0) tellError(notCarriedOver(left, given));
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

async function prepareWith(
  given: ReviewArguments,
  logs: OpenLogs | undefined,
  snapshot: Snapshot,
  opened: LocalReviewStore | undefined,
): Promise<ReviewRun> {
  const roles: RoleState[] = [];
  for await (const role of snapshotRoles(snapshot).all()) roles.push(role);
  const catalogue = loadCatalogue();
  const source = openSource(given, logs, roles, catalogue);
  const isOfMany = (source.roleNames.length || roles.length) >= MANY;
  if (isOfMany) keepHeapSmall();
  const only = onlyRole(source, roles);
  const lastAccess =
    source.lastAccess ?? (given.lastAccessed === undefined ? noLastAccess : readLastAccess(given.lastAccessed, roles, only));
  const store = opened ?? sqliteReviewStore(openOutput(given));
  await closeAbandoned(store);
  const earlier = new Set(store.all().map(({ id }) => id));
  return {
    given,
    snapshot,
    roles,
    ownPolicies: ownPolicies(snapshot),
    catalogue,
    source,
    lastAccess,
    named: source.roleNames,
    isOfOneRole: only !== undefined,
    isOfMany,
    untaggedToo: source.roleNames.length > 0 || !roles.some((role) => isTagged(role, TAG)),
    store,
    reviews: () => store.all().filter(({ id }) => !earlier.has(id)),
  };
}
