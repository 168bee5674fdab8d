import type { FaultyFile } from "#core/cloudtrail/log-fault.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { prefixesOf } from "#core/services/index.ts";
import type { Window } from "#core/usage/activity.ts";
import { type EvidenceGap, MOST_NAMED } from "#core/usage/evidence-gap.ts";
import type { RoleTally } from "#core/usage/role-tally.ts";
import type { TallySnapshot } from "#core/usage/tally.ts";
import { ownVersions } from "./own-changes.ts";
import { type RoleContext, roleGaps } from "./role-gaps.ts";

/** What is known of the evidence besides the records themselves. */
export interface EvidenceContext extends RoleContext {
  /** Files that could not be read, by name, with the reason. */
  readonly unreadableFiles?: readonly FaultyFile[];
  /** How many files there are, the unreadable ones too. */
  readonly files?: number;
  /** Regions that logs were expected from: where the role was last used, the trail's home region. */
  readonly expectedRegions?: readonly string[];
  /** Names of instance profiles → ARNs of their roles, as far as the account is known; of several accounts, `account/name`. */
  readonly rolesOfProfiles?: ReadonlyMap<string, string>;
}

const dayMs = 86_400_000;

/** Everything about a log that keeps absence from meaning unused, each with what Whittle does because of it. */
export function evidenceGaps(
  tally: TallySnapshot,
  role: RoleTally,
  context: EvidenceContext & { readonly roleArn: string },
  catalogue: ActionCatalogue,
): readonly EvidenceGap[] {
  return [
    ...startsLate(tally, context.window),
    ...daysWithoutLogs(tally, context.window),
    ...regionsWithoutLogs(tally, context.expectedRegions ?? []),
    ...unreadable(tally, context),
    ...unresolvedEvents(role, catalogue),
    ...roleGaps(withoutOwnVersions(context, role), tally.attachments.get(roleKey(context.roleArn)) ?? new Map()),
  ];
}

/** A version that the role made says nothing of when the policy came to it: it could keep its policies new for good. */
function withoutOwnVersions(context: RoleContext, role: RoleTally): RoleContext {
  const own = ownVersions(role);
  if (own.size === 0 || !context.attached) return context;
  return {
    ...context,
    attached: context.attached.map(({ since, ...policy }) => (own.has(policy.arn) || since === undefined ? policy : { ...policy, since })),
  };
}

function startsLate(tally: TallySnapshot, window: Window): EvidenceGap[] {
  const missing = tally.first === "" ? [] : daysBetween(window.from, tally.first);
  if (missing.length < 2) return [];
  return [
    {
      kind: "trail-starts-late",
      effect: "warn",
      begins: tally.first.slice(0, 10),
      missingDays: missing.length - 1,
    },
  ];
}

/** Days inside the log's own span without one record of anybody. An account with a trail is never silent for a day. */
function daysWithoutLogs(tally: TallySnapshot, window: Window): EvidenceGap[] {
  const [, from = window.from] = [tally.first || window.from, window.from].sort();
  const silent = daysBetween(from, lastInstant(window)).filter((day) => !tally.days.has(day));
  if (silent.length === 0) return [];
  return [
    {
      kind: "days-without-logs",
      effect: tally.first === "" ? "wait" : "warn",
      days: silent.length,
      first: silent.slice(0, MOST_NAMED),
    },
  ];
}

/** A window that ends at midnight does not reach into the day that begins there. */
function lastInstant(window: Window): string {
  return new Date(Date.parse(window.to) - 1).toISOString();
}

function regionsWithoutLogs(tally: TallySnapshot, expected: readonly string[]): EvidenceGap[] {
  const missing = [...new Set(expected)].filter((region) => !tally.regions.has(region)).sort();
  if (missing.length === 0) return [];
  return [{ kind: "regions-without-logs", effect: "warn", regions: missing }];
}

function unreadable(tally: TallySnapshot, { unreadableFiles: files = [], files: outOf }: EvidenceContext): EvidenceGap[] {
  const counts = [...tally.unreadable].filter(([fault]) => fault !== "rest-of-file");
  const records = counts.reduce((sum, [, count]) => sum + count, 0);
  if (files.length === 0 && records === 0) return [];
  const reasons = counts.map(([fault]) => fault);
  return [
    {
      kind: "unreadable-files",
      effect: "warn",
      files: files.length,
      ...(outOf === undefined || files.length === 0 ? {} : { outOf }),
      firstFiles: files.slice(0, MOST_NAMED),
      records,
      reasons: reasons.length,
      firstReasons: reasons.slice(0, MOST_NAMED),
    },
  ];
}

/** An event that no table knows: whatever its service grants now stays, because the action behind it cannot be told. */
export function unresolvedEvents(role: RoleTally, catalogue: ActionCatalogue): EvidenceGap[] {
  const events = [...role.unresolved.keys()].sort();
  if (events.length === 0) return [];
  const prefixes = [...new Set(events.flatMap((event) => prefixesOf(event.split(" ")[0] ?? "")))]
    .filter((prefix) => catalogue.actionsOf(prefix).length > 0)
    .sort();
  return [
    {
      kind: "unresolved-events",
      effect: prefixes.length > 0 ? "keep" : "warn",
      of: "log",
      events: events.length,
      firstEvents: events.slice(0, MOST_NAMED).map((event) => event.replace(".amazonaws.com ", ":")),
      ...(prefixes.length > 0 ? { keeps: prefixes.map((prefix) => `${prefix}:*`) } : {}),
    },
  ];
}

/** Every day that an instant of the span falls on, `YYYY-MM-DD`. */
function daysBetween(from: string, to: string): readonly string[] {
  const days: string[] = [];
  const end = Date.parse(to.slice(0, 10));
  for (let day = Date.parse(from.slice(0, 10)); day <= end && days.length < 4000; day += dayMs) {
    days.push(new Date(day).toISOString().slice(0, 10));
  }
  return days;
}
