import { globalArn, type IamEntity, iamEntityOf } from "#core/aws/arn.ts";
import { type ActionName, PASS_ROLE } from "#core/aws/names.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Activity, ActivityEntry, DeniedEntry, HeldOut, SeenResource, TracedResource, UnresolvedEvent } from "#core/usage/activity.ts";
import { add } from "#core/usage/counted.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { originsOf } from "#core/usage/lineage.ts";
import { newRoleSlices, type SplitRole, splitRole, wholeRole } from "#core/usage/role-slices.ts";
import { type ActionTally, callsOfOwnHolders, type RoleTally, takesRights } from "#core/usage/role-tally.ts";
import type { TallySnapshot } from "#core/usage/tally.ts";
import { withinOf } from "#core/usage/within.ts";
import { type EvidenceContext, evidenceGaps, unresolvedEvents } from "./gaps.ts";
import { pathsIn } from "./known-paths.ts";
import { ownChanges, type RoleOfEvidence } from "./own-changes.ts";
import { isVainEscalation, suspiciousUse } from "./suspicious.ts";

/**
 * What one role did, out of the tally of a log. A role that the log does not know gets an activity without entries:
 * whether that means unused is for the evidence gaps to say.
 */
export function activityOf(tally: TallySnapshot, roleArn: string, context: EvidenceContext, catalogue: ActionCatalogue): Activity {
  const slices = tally.roles.get(roleKey(roleArn)) ?? newRoleSlices();
  const role = wholeRole(slices);
  const gaps = evidenceGaps(tally, role, { ...context, roleArn }, catalogue);
  const split = splitRole(slices, context.window);
  return {
    roleArn,
    window: context.window,
    source: "trail",
    records: {
      read: tally.records,
      ofRole: role.records,
      denied: role.deniedRecords,
      unreadable: [...tally.unreadable.values()].reduce((sum, count) => sum + count, 0),
    },
    ...seenBy(role, { ...context, roleArn }, catalogue),
    servicesOnly: [],
    gaps,
    ...(split ? { heldOut: heldOut(split, gaps, { ...context, roleArn }, catalogue) } : {}),
  };
}

function seenBy(role: RoleTally, context: EvidenceContext & RoleOfEvidence, catalogue: ActionCatalogue) {
  return {
    entries: entriesOf(role, context, catalogue, [role]),
    traces: {
      used: sortedByKey(role.traced).map(([action, seen]) => entryOf(action, seen)),
      touched: tracedResources(role.touched),
      named: tracedResources(role.named),
    },
    denied: sortedByKey(role.denied).map(([action, seen]) => deniedOf(action, seen)),
    unresolved: unresolvedOf(role),
    suspicious: [...ownChanges(role, context, catalogue), ...suspiciousUse(role, catalogue)],
  };
}

/** The first part knows of no event that came later; what is known of the role and of the log is the same. */
function heldOut(
  { at, earlier, later }: SplitRole,
  gaps: readonly EvidenceGap[],
  context: EvidenceContext & RoleOfEvidence,
  catalogue: ActionCatalogue,
): HeldOut {
  const known = gaps.filter(({ kind }) => kind !== "unresolved-events");
  return {
    at,
    earlier: { ...seenBy(earlier, context, catalogue), gaps: [...known, ...unresolvedEvents(earlier, catalogue)] },
    later: entriesOf(later, context, catalogue, [earlier, later]),
  };
}

/** What the role used, with what of it the role made itself; `noted` is all that was noted of it. */
function entriesOf(
  role: RoleTally,
  { rolesOfProfiles }: EvidenceContext,
  catalogue: ActionCatalogue,
  noted: readonly RoleTally[],
): readonly ActivityEntry[] {
  const withPath = pathsIn(noted);
  const originOf = originsOf(role.made);
  const madeToo = (seen: SeenResource): SeenResource => ({ ...seen, ...originOf(withPath(seen.arn), seen.count) });
  const entries = plainEntries(role, rolesOfProfiles, catalogue, noted);
  return entries.map((entry) => ({
    ...entry,
    resources: named(entry, role.used.get(entry.action), withPath).map(madeToo),
    ...(entry.handedOn && { handedOn: entry.handedOn.map(madeToo) }),
  }));
}

/** A right over rights that never did anything is no proof that it is needed. */
function plainEntries(
  role: RoleTally,
  rolesOfProfiles: EvidenceContext["rolesOfProfiles"],
  catalogue: ActionCatalogue,
  noted: readonly RoleTally[],
): readonly ActivityEntry[] {
  const within = withinOf(role, noted);
  const rolesIn = rolesOfProfile(rolesOfProfiles, noted);
  const used = sortedByKey(role.used)
    .filter(([action, seen]) => !isVainEscalation(action, seen, catalogue))
    .map(([action, seen]) => ({ ...entryOf(action, seen), ...toldWithin(seen, within(action)), ...handedOnBy(action, seen, role) }));
  const passed = sortedByKey(role.passed).flatMap(([receivers, seen]) => {
    const resources = passedRoles(seen, rolesIn);
    const withoutResource = seen.withoutResource - callsOfOwnHolders(role, receivers);
    if (resources.length === 0 && withoutResource === 0) return [];
    return [{ ...entryOf(PASS_ROLE, seen), resources, withoutResource, ...(receivers === "" ? {} : { receivers: receivers.split(" ") }) }];
  });
  return [...used, ...passed].sort((a, b) => (a.action < b.action ? -1 : a.action > b.action ? 1 : 0));
}

/** What the calls acted on that named something in it by its id, where that is known of all of them. */
function toldWithin(seen: ActionTally, within: readonly SeenResource[] | undefined): Partial<ActivityEntry> {
  return within === undefined || seen.resources.counts.size > 0 ? {} : { resources: within, withoutResource: 0 };
}

/** What the action's calls handed on, where every one of them tells. Of what gives rights, those that came to nothing are left out. */
function handedOnBy(action: string, { count, failed }: ActionTally, role: RoleTally): Pick<ActivityEntry, "handedOn"> {
  const values = sortedByKey(role.handedOn.get(action) ?? new Map<string, number>()).map(([arn, times]) => ({ arn, count: times }));
  const telling = takesRights(action) ? count : count - failed;
  const isWhole = values.length > 0 && values.every(({ arn }) => /^(?:arn|policy):/.test(arn)) && sumOf(values) === telling;
  return isWhole ? { handedOn: values } : {};
}

function sumOf(values: readonly SeenResource[]): number {
  return values.reduce((sum, each) => sum + each.count, 0);
}

/** Roles by name, also where a call named an instance profile. */
function passedRoles(seen: ActionTally, rolesIn: (profile: IamEntity) => readonly string[]): readonly SeenResource[] {
  const counts = new Map<string, number>();
  for (const { arn, count } of seenResources(seen)) {
    const entity = iamEntityOf(arn);
    const roles = entity?.type === "instance-profile" ? rolesIn(entity) : [arn];
    for (const role of roles) add(counts, role, count);
  }
  return sortedByKey(counts).map(([arn, count]) => ({ arn, count }));
}

/**
 * Whose a profile is: by the account, or by the calls that put a role into it. Of a profile that neither knows, its own name stands for the
 * role's, as the EC2 console makes the two.
 */
function rolesOfProfile(
  known: ReadonlyMap<string, string> | undefined,
  noted: readonly RoleTally[],
): (profile: IamEntity) => readonly string[] {
  return (profile) => {
    const { account, name } = profile;
    const role = known?.get(`${account}/${name}`) ?? known?.get(name);
    if (role !== undefined) return [role];
    const held = noted.flatMap(({ holders }) => [...(holders.get(`iam:${name}`)?.keys() ?? [])]).filter((arn) => arn !== "");
    return held.length > 0 ? [...new Set(held)] : [globalArn("iam", profile, `role/${name}`)];
  };
}

/**
 * What the calls were on, with the paths that are known. A name is asked for without one where nothing has it yet: a call that came to
 * nothing was on the name as it stands.
 */
function named({ resources }: ActivityEntry, tally: ActionTally | undefined, withPath: (arn: string) => string): readonly SeenResource[] {
  const isInVain = tally !== undefined && tally.failed > 0;
  const seen = resources.flatMap(({ arn, count }) =>
    isInVain && withPath(arn) !== arn
      ? [
          { arn, count },
          { arn: withPath(arn), count },
        ]
      : [{ arn: withPath(arn), count }],
  );
  const counts = new Map<string, number>();
  for (const { arn, count } of seen) add(counts, arn, count);
  return counts.size === seen.length ? seen : sortedByKey(counts).map(([arn, count]) => ({ arn, count }));
}

/** A call that came to nothing and names nothing says nothing of what the others are on: who wants to keep more could make one. */
function entryOf(action: ActionName, seen: ActionTally): ActivityEntry {
  const isNamed = seen.resources.counts.size > 0;
  return {
    action,
    count: seen.count,
    firstSeen: seen.first,
    lastSeen: seen.last,
    resources: seenResources(seen),
    withoutResource: isNamed ? seen.withoutResource - seen.vague : seen.withoutResource,
    regions: [...seen.regions.keys()].sort(),
    accounts: [...seen.accounts.keys()].sort(),
    via: [...seen.via.keys()].sort(),
    ...(seen.recorded === 0 && seen.impliedBy.size > 0 ? { impliedBy: [...seen.impliedBy.keys()].sort() } : {}),
  };
}

function tracedResources(traced: ReadonlyMap<string, ReadonlyMap<string, number>>): readonly TracedResource[] {
  return sortedByKey(traced).map(([arn, calls]) => ({ arn, by: [...calls.keys()].sort() }));
}

function deniedOf(action: ActionName, seen: ActionTally): DeniedEntry {
  return { action, count: seen.count, resources: seenResources(seen) };
}

function seenResources(seen: ActionTally): readonly SeenResource[] {
  return sortedByKey(seen.resources.counts).map(([arn, count]) => ({ arn, count }));
}

function unresolvedOf(role: RoleTally): readonly UnresolvedEvent[] {
  return sortedByKey(role.unresolved).map(([event, count]) => {
    const [source = "", name = ""] = event.split(" ");
    return { source, name, count };
  });
}

function sortedByKey<K extends string, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
