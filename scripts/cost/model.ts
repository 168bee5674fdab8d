import type { Basis, Prices } from "./basis.ts";

/** What a stack of Whittle holds whatever it does, read from the template. */
export interface Standing {
  /** Memory of each function in megabytes, by logical id. */
  readonly memory: ReadonlyMap<string, number>;
  readonly keys: number;
  /** Metrics that alarms look at: each is paid for, also where one alarm adds up several. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
}

/** One line of the bill: so many units, for one cycle of so many roles. */
export interface Line {
  readonly unit: string;
  readonly count: number;
  readonly usd: number;
}

export interface Bill {
  readonly roles: number;
  readonly lines: readonly Line[];
  readonly usd: number;
}

/** States that a cycle enters once, whatever the number of its roles. */
const ONCE_A_CYCLE = new Set(["DiscoverRoles", "EachRole", "BeginDigest", "SendDigest", "IsDigestTold", "IsMoreDue", "CycleEnded"]);
/** What a role's evidence is waited for in. */
const CHECK = { states: ["WaitForGeneration", "CheckGeneration", "IsGenerated"], function: "CheckGenerationFunction" };
/** Functions of those states. */
const PAGE = "ApprovalPageFunction";
const ASKING = "RequestApprovalFunction";
const INVOKED_ONCE_A_CYCLE = new Set(["DiscoverRolesFunction", "SendDigestFunction"]);
const MEGABYTES_A_GIGABYTE = 1024;
const BYTES_A_LOG_LINE = 700;
const LOG_LINES_AN_INVOCATION = 4;
const BYTES_A_GIGABYTE = 1e9;
const KILOBYTES_A_GIGABYTE = 1e6;
/** A review without its documents. What waits for a digest is written once more. */
const REVIEW_KILOBYTES = 2;
/** A day's tick finds the roles that are due: so many cycles of the schedule fall into the cycle of a role. */
export const TICKS_A_CYCLE = 30;
/** A transaction costs twice (DynamoDB Developer Guide, "Managing complex workflows with transactions"); so all writes are counted, but for what the index takes over. */
const TRANSACTION = 2;
/** A strongly consistent read of an item of up to 4 KB is one unit; documents are larger. */
const UNITS_A_READ = 4;
/** Each message goes to a topic for people and, as a copy, to one for chat. */
const PUBLISHED_A_MESSAGE = 2;
/** AWS tells this role's review to so many people by mail. */
const MAILS_A_MESSAGE = 2;
/** The template's `DigestFrom`, and MOST_IN_DIGEST of core/messages/digest.ts. */
const DIGEST_FROM = 5;
const MOST_IN_DIGEST = 25;

export interface Way {
  /** Is it checked, for a price, that a policy gives no new access? */
  readonly checked?: boolean;
  /** How often a role's evidence is looked for until it is there; as often as was counted, where it is absent. */
  readonly looks?: number;
}

/** What one cycle of so many roles costs in which every role is asked about, approved, changed and watched: the dearest way. */
export function billOf(basis: Basis, standing: Standing, prices: Prices, roles: number, { checked = true, looks }: Way = {}): Bill {
  const counts = countsOf(looks === undefined ? basis : withLooks(basis, looks), standing, roles);
  if (!checked) counts.delete("access-check");
  return billFor(
    [...counts].map(([unit, count]) => ({ unit, count })),
    prices,
    roles,
  );
}

/** The bill for so many units. */
export function billFor(units: readonly Omit<Line, "usd">[], prices: Prices, roles: number): Bill {
  const lines = units.map((line) => ({ ...line, usd: line.count * priceOf(prices, line.unit) }));
  return { roles, lines, usd: lines.reduce((sum, { usd }) => sum + usd, 0) };
}

function priceOf({ units }: Prices, unit: string): number {
  const price = units[unit];
  if (price === undefined) throw new RangeError(`scripts/cost/prices.json has no price for ${unit}.`);
  return price.usd;
}

/** What AWS's allowances that never end take off a bill, at most: they are shared by all that the account or its organization does. */
export function alwaysFreeOf({ lines }: Bill, prices: Prices): number {
  return lines.reduce((sum, { unit, count }) => sum + Math.min(count, prices.alwaysFree[unit]?.count ?? 0) * priceOf(prices, unit), 0);
}

/** As it was counted, with another number of looks for the evidence. What a look calls is left as it was. */
function withLooks(basis: Basis, looks: number): Basis {
  const upTo = <T>(items: readonly T[], kind: (item: T) => string | undefined): T[] => {
    const seen = new Map<string, number>();
    return items.filter((item) => {
      const of = kind(item);
      if (of === undefined) return true;
      seen.set(of, (seen.get(of) ?? 0) + 1);
      return (seen.get(of) ?? 0) <= looks;
    });
  };
  const cycle = upTo(basis.states.cycle, (state) => (CHECK.states.includes(state) ? state : undefined));
  const invocations = upTo(basis.invocations, ({ function: id }) => (id === CHECK.function ? id : undefined));
  return { ...basis, states: { ...basis.states, cycle }, invocations };
}

/** What a function takes in so many milliseconds. */
export function gigabyteSecondsOf({ memory }: Pick<Standing, "memory">, id: string, ms: number): number {
  return (ms * (memory.get(id) ?? Number.NaN)) / MEGABYTES_A_GIGABYTE / 1000;
}

/** What is paid for a stack that does nothing. */
const STANDING = new Set(["kms-key-month", "alarm-metric-month", "dashboard-month"]);

/** A bill in dollars: what the stack holds, whatever the number of roles, and what the roles add. */
export function partsOf({ lines }: Bill): { readonly standing: number; readonly roles: number } {
  const sum = (isStanding: boolean) => lines.filter(({ unit }) => STANDING.has(unit) === isStanding).reduce((all, { usd }) => all + usd, 0);
  return { standing: sum(true), roles: sum(false) };
}

const HOURS_A_CYCLE = 30 * 24;
const SECONDS_AN_HOUR = 3600;

/**
 * Months of custom metrics, at most. `Proposals` are counted while a day's cycle takes one role after the other, in the hours that their
 * waits last and one more; `Changes` whenever somebody approves, each in an hour of its own; the oldest request at each tick. The other
 * metrics are sent where something goes wrong.
 */
function metricMonths(basis: Basis, roles: number): number {
  const waited = basis.states.cycle.filter((state) => state === "WaitForGeneration").reduce((sum, _, look) => sum + 20 * 1.5 ** look, 0);
  const hoursADay = Math.min(24, Math.ceil(((roles / TICKS_A_CYCLE) * waited) / SECONDS_AN_HOUR) + 1);
  const proposals = Math.min(roles, TICKS_A_CYCLE * hoursADay);
  return (proposals + Math.min(roles, HOURS_A_CYCLE) + TICKS_A_CYCLE) / HOURS_A_CYCLE;
}

/** What the digest adds and saves where enough roles are due a day: a role's request waits for it in a state of its own, and few messages tell of all. */
function digestOf(roles: number): { readonly held: number; readonly digests: number } {
  const daily = roles / TICKS_A_CYCLE;
  return daily < DIGEST_FROM ? { held: 0, digests: 0 } : { held: roles, digests: TICKS_A_CYCLE * Math.ceil(daily / MOST_IN_DIGEST) };
}

function countsOf(basis: Basis, standing: Standing, roles: number): Map<string, number> {
  const times = (once: boolean) => (once ? TICKS_A_CYCLE : roles);
  const { held, digests } = digestOf(roles);
  const transitions = [...basis.states.cycle, ...basis.states.review].reduce((sum, state) => sum + times(ONCE_A_CYCLE.has(state)), held);
  let requests = 0;
  let gigabyteSeconds = 0;
  for (const { function: id, ms } of basis.invocations) {
    const count = times(INVOKED_ONCE_A_CYCLE.has(id)) + (id === ASKING ? held : 0);
    requests += count;
    gigabyteSeconds += gigabyteSecondsOf(standing, id, count * ms);
  }
  const made = (pattern: RegExp) =>
    Object.entries(basis.calls).reduce((sum, [call, count]) => (pattern.test(call) ? sum + count * roles : sum), 0);
  // What a cycle writes stays; so it is paid for in each month that follows, too.
  const kept = ((basis.writtenKilobytes + basis.indexedKilobytes) * roles) / KILOBYTES_A_GIGABYTE;
  // One message of each role is its request.
  const mailed = basis.mailed * roles - held + digests;
  return new Map([
    ["state-transition", transitions],
    ["lambda-request", requests],
    ["lambda-gb-second", gigabyteSeconds],
    [
      "dynamodb-write-unit",
      (basis.writtenKilobytes * TRANSACTION + basis.indexedKilobytes) * roles + REVIEW_KILOBYTES * (TRANSACTION + 1) * held,
    ],
    ["dynamodb-gb-month", kept],
    ["dynamodb-backup-gb-month", kept],
    ["http-api-request", basis.invocations.filter(({ function: id }) => id === PAGE).length * roles],
    ["dynamodb-read-unit", made(/^dynamodb:(Get|BatchGet|Query|Scan)/) * UNITS_A_READ],
    ["sns-publish", mailed * PUBLISHED_A_MESSAGE],
    ["sns-email", mailed * MAILS_A_MESSAGE],
    ["kms-request", made(/^kms:/)],
    ["access-check", made(/^access-analyzer:Check/)],
    ["log-gb", (requests * LOG_LINES_AN_INVOCATION * BYTES_A_LOG_LINE) / BYTES_A_GIGABYTE],
    ["kms-key-month", standing.keys],
    ["alarm-metric-month", standing.alarmMetrics],
    ["dashboard-month", standing.dashboards],
    ["custom-metric-month", metricMonths(basis, roles)],
    ["trace", requests],
  ]);
}
