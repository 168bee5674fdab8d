import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { EvidenceGap, Window } from "./activity.ts";
import { prefixesOfSource } from "./event-sources.ts";
import { roleKey } from "./role-key.ts";
import type { RoleTally } from "./role-tally.ts";
import type { TallySnapshot } from "./tally.ts";

/** A policy that the role carries. */
export interface GrantedPolicy {
  readonly arn: string;
  readonly name: string;
  /** When it came to say what it says, ISO 8601, where that is known. */
  readonly since?: string;
}

/** What is known of the evidence besides the records themselves. */
export interface EvidenceContext {
  readonly window: Window;
  /** Files that could not be read, by name, with the reason. */
  readonly unreadableFiles?: readonly { readonly file: string; readonly because: string }[];
  readonly roleCreatedAt?: string;
  /** The role's attached policies; what it got a short while ago cannot be judged. */
  readonly attached?: readonly GrantedPolicy[];
  /** How young a role or a grant may be before its silence means anything; 14 unless told. */
  readonly graceDays?: number;
  /** Regions that logs were expected from: where the role was last used, the trail's home region. */
  readonly expectedRegions?: readonly string[];
  /** Names of instance profiles → ARNs of their roles, as far as the account is known. */
  readonly rolesOfProfiles?: ReadonlyMap<string, string>;
}

const dayMs = 86_400_000;
const defaultGraceDays = 14;

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
    ...unreadable(tally, context.unreadableFiles ?? []),
    ...unresolvedEvents(role, catalogue),
    ...roleGaps(context, tally.attachments.get(roleKey(context.roleArn)) ?? new Map()),
  ];
}

/** The gaps that lie in the window and the role, whatever the activity was read from. `attachedAt`: when a policy was attached, by its ARN, where a log tells. */
export function roleGaps(
  context: Pick<EvidenceContext, "window" | "roleCreatedAt" | "attached" | "graceDays">,
  attachedAt: ReadonlyMap<string, string> = new Map(),
): readonly EvidenceGap[] {
  return [...shortWindow(context), ...youngRole(context), ...recentlyGranted(context, attachedAt)];
}

function startsLate(tally: TallySnapshot, window: Window): EvidenceGap[] {
  const missing = tally.first === "" ? [] : daysBetween(window.from, tally.first);
  if (missing.length < 2) return [];
  return [
    {
      kind: "trail-starts-late",
      detail: `The log begins on ${tally.first.slice(0, 10)}, ${missing.length - 1} days after the window does: what the role did before is not known.`,
      effect: "warn",
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
      detail: `${silent.length} ${silent.length === 1 ? "day has" : "days have"} no log record of anybody: ${listed(silent)}. What the role did then is not known.`,
      effect: tally.first === "" ? "wait" : "warn",
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
  return [
    {
      kind: "regions-without-logs",
      detail: `No log record comes from ${missing.join(", ")}, where the role is known to work. A trail of one region does not see the others.`,
      effect: "warn",
    },
  ];
}

function unreadable(tally: TallySnapshot, files: NonNullable<EvidenceContext["unreadableFiles"]>): EvidenceGap[] {
  const records = [...tally.unreadable.values()].reduce((sum, count) => sum + count, 0);
  if (files.length === 0 && records === 0) return [];
  const named = files.map(({ file, because }) => `${file}: ${because}`);
  const parts = [
    ...(files.length > 0 ? [`${files.length} ${files.length === 1 ? "log file" : "log files"} could not be read (${listed(named)})`] : []),
    ...(records > 0
      ? [`${records} ${records === 1 ? "record" : "records"} could not be read (${listed([...tally.unreadable.keys()])})`]
      : []),
  ];
  return [{ kind: "unreadable-files", detail: `${parts.join("; ")}. What they hold is not known.`, effect: "warn" }];
}

/** An event that no table knows: whatever its service grants now stays, because the action behind it cannot be told. */
function unresolvedEvents(role: RoleTally, catalogue: ActionCatalogue): EvidenceGap[] {
  const events = [...role.unresolved.keys()].sort();
  if (events.length === 0) return [];
  const prefixes = [...new Set(events.flatMap((event) => prefixesOfSource(event.split(" ")[0] ?? "")))]
    .filter((prefix) => catalogue.actionsOf(prefix).length > 0)
    .sort();
  return [
    {
      kind: "unresolved-events",
      detail: `No IAM action is known for ${listed(events.map((event) => event.replace(".amazonaws.com ", ":")))}.`,
      effect: prefixes.length > 0 ? "keep" : "warn",
      ...(prefixes.length > 0 ? { keeps: prefixes.map((prefix) => `${prefix}:*`) } : {}),
    },
  ];
}

/** What is done once a week or once a month does not show in a few days. */
function shortWindow({ window, graceDays = defaultGraceDays }: Pick<EvidenceContext, "window" | "graceDays">): EvidenceGap[] {
  const days = Math.max(1, Math.round((Date.parse(window.to) - Date.parse(window.from)) / dayMs));
  if (days >= graceDays) return [];
  return [
    {
      kind: "short-window",
      detail: `The evidence spans ${days} ${days === 1 ? "day" : "days"}, and fewer than ${graceDays} say little: what the role does once a week or once a month may not be in it.`,
      effect: "warn",
    },
  ];
}

function youngRole({ window, roleCreatedAt, graceDays = defaultGraceDays }: EvidenceContext): EvidenceGap[] {
  if (roleCreatedAt === undefined || Date.parse(roleCreatedAt) <= Date.parse(window.from)) return [];
  const age = Math.floor((Date.parse(window.to) - Date.parse(roleCreatedAt)) / dayMs);
  return [
    {
      kind: "role-younger-than-window",
      detail: `The role was made on ${roleCreatedAt.slice(0, 10)}, inside the window: it had ${Math.max(0, age)} days to show what it needs.`,
      effect: age < graceDays ? "wait" : "warn",
    },
  ];
}

function recentlyGranted(
  { window, attached = [], graceDays = defaultGraceDays }: Pick<EvidenceContext, "window" | "attached" | "graceDays">,
  attachedAt: ReadonlyMap<string, string>,
): EvidenceGap[] {
  const graceFrom = Date.parse(window.to) - graceDays * dayMs;
  return attached.flatMap(({ arn, name, since = "" }) => {
    const at = [since, attachedAt.get(arn) ?? ""].sort().at(-1) ?? "";
    if (at === "" || Date.parse(at) <= graceFrom) return [];
    const detail = `${name} was granted on ${at.slice(0, 10)}, less than ${graceDays} days before the window's end: nobody can tell yet what of it is used. It stays as it is.`;
    return [{ kind: "granted-recently" as const, detail, effect: "keep" as const, policies: [arn] }];
  });
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

function listed(names: readonly string[]): string {
  const most = 8;
  return names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}
