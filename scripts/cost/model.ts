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
const ONCE_A_CYCLE = new Set(["DiscoverRoles", "EachRole", "BeginDigest", "SendDigest", "IsDigestTold", "CycleEnded"]);
/** Functions of those states. */
const INVOKED_ONCE_A_CYCLE = new Set(["DiscoverRolesFunction", "SendDigestFunction"]);
const MEGABYTES_A_GIGABYTE = 1024;
const BYTES_A_LOG_LINE = 700;
const LOG_LINES_AN_INVOCATION = 4;
const BYTES_A_GIGABYTE = 1e9;
/** A day's tick finds the roles that are due: so many cycles of the schedule fall into the cycle of a role. */
export const TICKS_A_CYCLE = 30;
/** A transaction costs twice (DynamoDB Developer Guide, "Managing complex workflows with transactions"); so all writes are counted. */
const TRANSACTION = 2;
/** A strongly consistent read of an item of up to 4 KB is one unit; documents are larger. */
const UNITS_A_READ = 4;
/** AWS tells this role's review to so many people by mail. */
const MAILS_A_MESSAGE = 2;

/** What one cycle of so many roles costs in which every role is asked about, approved, changed and watched: the dearest way. */
export function billOf(basis: Basis, standing: Standing, prices: Prices, roles: number, { checks = true } = {}): Bill {
  const counts = countsOf(basis, standing, roles);
  if (!checks) counts.delete("access-check");
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
/** `Proposals` and `Changes`, which each role is counted in. */
const METRICS_A_ROLE = 2;

/**
 * Months of custom metrics, at most: each role proposed and changed in an hour of its own, and the oldest request told at each tick. The
 * other metrics are sent where something goes wrong.
 */
function metricMonths(roles: number): number {
  return (METRICS_A_ROLE * Math.min(roles, HOURS_A_CYCLE) + TICKS_A_CYCLE) / HOURS_A_CYCLE;
}

function countsOf(basis: Basis, standing: Standing, roles: number): Map<string, number> {
  const times = (once: boolean) => (once ? TICKS_A_CYCLE : roles);
  const transitions = [...basis.states.cycle, ...basis.states.review].reduce((sum, state) => sum + times(ONCE_A_CYCLE.has(state)), 0);
  let requests = 0;
  let gigabyteSeconds = 0;
  for (const { function: id, ms } of basis.invocations) {
    const count = times(INVOKED_ONCE_A_CYCLE.has(id));
    requests += count;
    gigabyteSeconds += gigabyteSecondsOf(standing, id, count * ms);
  }
  const made = (pattern: RegExp) =>
    Object.entries(basis.calls).reduce((sum, [call, count]) => (pattern.test(call) ? sum + count * roles : sum), 0);
  return new Map([
    ["state-transition", transitions],
    ["lambda-request", requests],
    ["lambda-gb-second", gigabyteSeconds],
    ["dynamodb-write-unit", basis.writtenKilobytes * TRANSACTION * roles],
    ["dynamodb-read-unit", made(/^dynamodb:(Get|BatchGet|Query|Scan)/) * UNITS_A_READ],
    ["sns-publish", made(/^sns:Publish$/)],
    ["sns-email", made(/^sns:Publish$/) * MAILS_A_MESSAGE],
    ["kms-request", made(/^kms:/)],
    ["access-check", made(/^access-analyzer:Check/)],
    ["log-gb", (requests * LOG_LINES_AN_INVOCATION * BYTES_A_LOG_LINE) / BYTES_A_GIGABYTE],
    ["kms-key-month", standing.keys],
    ["alarm-metric-month", standing.alarmMetrics],
    ["dashboard-month", standing.dashboards],
    ["custom-metric-month", metricMonths(roles)],
    ["trace", requests],
  ]);
}
