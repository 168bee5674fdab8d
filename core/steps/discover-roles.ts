import * as v from "valibot";
import { accountOf } from "#core/aws/arn.ts";
import { type RoleKey, roleKey } from "#core/cloudtrail/role-key.ts";
import { InvalidInputError } from "#core/errors.ts";
import { isEnded } from "#core/review/approval/decided.ts";
import { isStale, longestQuiet } from "#core/review/approval/stale.ts";
import { isCanary } from "#core/review/change/schedule/canaries.ts";
import { type CycleDays, cycleDaysOf, dueSince, placeInLine } from "#core/review/due.ts";
import { ineligibleBecause, isTagged } from "#core/review/eligibility.ts";
import { AccountUnreachableError, OtherStackError } from "#core/review/errors.ts";
import type { Ineligible, SkippedRole } from "#core/review/model/outcome.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { otherStack } from "#core/review/other-stack.ts";
import type { RoleHistory } from "#core/review/ports/review-store.ts";
import type { Ports } from "#core/review/ports.ts";
import { WHITTLE_PATH } from "#core/review/selection.ts";
import { daysBefore, daysBetween } from "#core/review/time.ts";
import type { Window } from "#core/usage/activity.ts";
import { readInput } from "./input.ts";
import { OperatorInput } from "./operator-input.ts";

type Needs = Pick<Ports, "roles" | "store" | "generations" | "ids" | "clock" | "settings">;

const StepInput = v.looseObject({
  cycleId: v.pipe(v.string(), v.nonEmpty()),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
});

/** What a person started the cycle with, beside what the workflow says of it. */
export const DiscoveryInput = v.looseObject({ input: OperatorInput });

export interface Discovery {
  readonly cycleId: string;
  readonly dryRun: boolean;
  readonly reviews: readonly { readonly reviewId: string; readonly roleName: string }[];
  /** Roles that were looked at and left out, with why; at most 200, to stay far below a state's 256 KiB. */
  readonly skipped: readonly SkippedRole[];
  readonly skippedCount: number;
  /** For how many hours the oldest request has waited for a decision when the cycle begins; 0 where none waits. */
  readonly oldestUndecidedHours: number;
  readonly nextCycle: NextCycle;
}

/** The cycle that follows at once, where more roles are due than one cycle takes; without a name where none does. */
interface NextCycle {
  readonly name: string;
  readonly input: v.InferInput<typeof OperatorInput> & object;
}

export const MOST_SKIPPED_TOLD = 200;

/**
 * Opens a review for each role that is tagged, eligible and due, as far as today's quota of generations goes.
 * Running it again in the same cycle gives the same reviews; a role under review elsewhere is left alone. Where more roles are due than a
 * cycle takes, a next cycle is named.
 * Throws InvalidInputError for input that is no operator's input, or names a role that is not there, and OtherStackError where another
 * stack of the account reviews the same roles.
 */
export async function discoverRoles(ports: Needs, input: unknown): Promise<Discovery> {
  const { cycleId, startedAt } = readInput(StepInput, input, "discover-roles");
  const asked = readInput(DiscoveryInput, input, "execution input").input;
  const dryRun = asked.dryRun ?? false;
  const named = asked.roleNames && new Set(asked.roleNames);
  const { account, since } = asked;
  const candidates = await candidateRoles(ports, named, account);
  const opening: Opening = {
    ports,
    cycleId,
    startedAt,
    dryRun,
    byName: named !== undefined,
    account,
    since: since ?? startedAt,
    most: asked.left ?? Number.POSITIVE_INFINITY,
  };
  const { eligible, skipped } = await setIneligibleAside(opening, candidates);
  const history = await ports.store.history(eligible.map(({ arn }) => roleKey(arn)));
  const due: Waiting[] = [];
  for (const role of eligible) {
    const cycle = cycleDaysOf(role, ports.settings);
    const past = history.get(roleKey(role.arn));
    // Tried by a cycle before this one, which told of it.
    if (since !== undefined && past?.triedAt !== undefined && past.triedAt >= new Date(since).toISOString()) continue;
    if (named === undefined && !isDue(past, startedAt, cycle.days)) skipped.push({ roleName: role.name, reason: notDue(cycle) });
    else due.push({ role, place: placeInLine(role, past, cycle.days) });
  }
  const { reviews, leftOut } = await openReviews(opening, due, history, skipped);
  const told = { skipped: skipped.slice(0, MOST_SKIPPED_TOLD), skippedCount: skipped.length };
  const isFull = reviews.length >= ports.settings.reviewsPerCycle && leftOut.length > 0;
  const next = nextCycle(opening, isFull ? (asked.left ?? shareOf(eligible, ports)) - reviews.length : 0);
  return { cycleId, dryRun, reviews, ...told, oldestUndecidedHours: await oldestUndecidedHours(ports), nextCycle: next };
}

/** Above what is due on average, so that failed reviews and days without a cycle are made up for. */
const MARGIN = 1.2;

/** How many roles are reviewed on a day, so that each has its turn in time and approvers are asked about a share of them, not about all at once. */
function shareOf(eligible: readonly RoleState[], { settings }: Needs): number {
  return Math.ceil(MARGIN * eligible.reduce((sum, role) => sum + 1 / cycleDaysOf(role, settings).days, 0));
}

/** Where a cycle is full, and roles that are due are left for another: that one, with what it is started with. Roles that are asked for by name are taken once. */
function nextCycle({ ports, dryRun, byName, account, since }: Opening, left: number): NextCycle {
  if (byName || left <= 0) return { name: "", input: {} };
  return { name: ports.ids.next(), input: { dryRun, since, left, ...(account === undefined ? {} : { account }) } };
}

async function oldestUndecidedHours({ store, clock }: Needs): Promise<number> {
  const asked = (await store.open()).flatMap(({ waiting }) => (waiting ? [waiting.since] : []));
  const ages = asked.map((since) => daysBetween(since, clock.now()) * 24);
  return Math.floor(Math.max(0, ...ages));
}

interface Opening {
  readonly ports: Needs;
  readonly cycleId: string;
  readonly startedAt: string;
  readonly dryRun: boolean;
  readonly byName: boolean;
  readonly account: string | undefined;
  /** When the first of the cycles that follow each other began. */
  readonly since: string;
  /** What the cycles before left of the day's share. */
  readonly most: number;
}

/** Whoever answers must answer for the account that was asked for: its reviews would be another account's otherwise. */
async function candidateRoles(
  ports: Needs,
  named: ReadonlySet<string> | undefined,
  account: string | undefined,
): Promise<readonly RoleState[]> {
  const found: RoleState[] = [];
  const own: RoleState[] = [];
  for await (const role of ports.roles.all()) {
    // A permission set is of no account.
    if (account !== undefined && !role.permissionSet && role.accountId !== account)
      throw new AccountUnreachableError(account, `IAM answered with roles of ${role.accountId}.`);
    if (role.path === WHITTLE_PATH) own.push(role);
    const wanted = named ? named.has(role.name) : ports.settings.untaggedToo || isTagged(role, ports.settings);
    if (wanted) found.push(role);
  }
  const other = otherStack(own, ports.settings);
  if (other !== undefined) throw new OtherStackError(other, ports.settings);
  const missing = [...(named ?? [])].filter((name) => !found.some((role) => role.name === name));
  if (missing.length > 0) throw new InvalidInputError("roleNames", `there is no role named ${missing.join(", ")} in this account.`);
  return found;
}

async function setIneligibleAside(
  opening: Opening,
  roles: readonly RoleState[],
): Promise<{ eligible: RoleState[]; skipped: SkippedRole[] }> {
  const eligible: RoleState[] = [];
  const skipped: SkippedRole[] = [];
  for (const role of roles) {
    const reason = ineligibleBecause(role, opening.ports.settings);
    if (reason === undefined) eligible.push(role);
    else {
      skipped.push({ roleName: role.name, reason });
      await recordIneligible(opening, role, reason);
    }
  }
  return { eligible, skipped };
}

async function recordIneligible(opening: Opening, role: RoleState, reason: Ineligible): Promise<void> {
  const { reviewId, claimed } = await opening.ports.store.claim(newReview(opening, role));
  if (!claimed) return;
  await opening.ports.store.update(reviewId, "skip", {
    outcome: "not-eligible",
    reason,
    updatedAt: opening.ports.clock.now(),
  });
}

async function openReviews(
  opening: Opening,
  due: readonly Waiting[],
  history: ReadonlyMap<RoleKey, RoleHistory>,
  skipped: SkippedRole[],
): Promise<{ readonly reviews: Discovery["reviews"]; readonly leftOut: readonly RoleState[] }> {
  const { ports } = opening;
  const [first] = due;
  let left = first ? await generationsLeft(opening, accountOf(first.role.arn)) : 0;
  const reviews: { reviewId: string; roleName: string }[] = [];
  const leftOut: RoleState[] = [];
  for (const role of firstInLine(due, left)) {
    const holder = await holderOf(opening, history.get(roleKey(role.arn)));
    if (holder !== undefined) {
      skipped.push({ roleName: role.name, reason: { id: "still-open", reviewId: holder } });
      continue;
    }
    if (left <= 0) {
      skipped.push({ roleName: role.name, reason: { id: "cycle-full" } });
      leftOut.push(role);
      continue;
    }
    const { reviewId, claimed } = await ports.store.claim(newReview(opening, role));
    if (claimed) {
      reviews.push({ reviewId, roleName: role.name });
      left -= 1;
    } else skipped.push({ roleName: role.name, reason: { id: "still-open", reviewId } });
  }
  return { reviews, leftOut };
}

/** How many roles this cycle may take: what others have claimed of the account's quota and not started yet is theirs. */
async function generationsLeft({ ports, cycleId, startedAt, most }: Opening, account: string): Promise<number> {
  const started = await ports.generations.startedSince(daysBefore(startedAt, 1));
  const claimed = (await ports.store.open()).filter(
    (review) =>
      review.status === "generating" &&
      review.jobId === undefined &&
      review.cycleId !== cycleId &&
      accountOf(review.roleArn) === account &&
      !isStale(review, startedAt, ports.settings),
  );
  return Math.min(most, ports.settings.reviewsPerCycle, ports.settings.generationsPerDay - started - claimed.length);
}

/**
 * The review by which another cycle held the role when this one looked, also where it has ended since: the role has had its turn. One that
 * nobody works on is ended, and holds nothing.
 */
async function holderOf({ ports, cycleId, startedAt }: Opening, history: RoleHistory | undefined): Promise<string | undefined> {
  if (history?.openReviewId === undefined) return undefined;
  const open = await ports.store.get(history.openReviewId);
  if (isEnded(open)) return open.id;
  if (!isStale(open, startedAt, ports.settings)) return open.cycleId === cycleId ? undefined : open.id;
  const now = ports.clock.now();
  await ports.store.update(open.id, "fail", {
    seen: open.status,
    updatedAt: now,
    closedAt: now,
    waiting: null,
    failure: {
      code: "abandoned",
      step: open.status,
      message: `Nothing happened in this review for ${Math.floor(longestQuiet(open, ports.settings))} days; a new one takes its place.`,
    },
  });
  return undefined;
}

function newReview({ ports, cycleId, startedAt, dryRun, byName }: Opening, role: RoleState): Review {
  const now = ports.clock.now();
  return {
    id: ports.ids.next(),
    roleName: role.name,
    roleArn: role.arn,
    cycleId,
    dryRun,
    ...(byName ? { byName } : {}),
    ...(isWatched(ports.settings) && isCanary(role) ? { canary: true as const } : {}),
    status: "generating",
    createdAt: now,
    updatedAt: now,
    window: windowOf(ports.settings, startedAt),
    revision: 0,
  };
}

/** An embedded run watches no change, so that there is nothing to wait for. */
function isWatched({ stack }: Needs["settings"]): boolean {
  return stack !== undefined;
}

function windowOf(settings: Needs["settings"], startedAt: string): Window {
  return settings.window ?? { from: daysBefore(startedAt, settings.lookBackDays), to: new Date(startedAt).toISOString() };
}

/** A role that is to be reviewed, and where it stands in line. */
interface Waiting {
  readonly role: RoleState;
  readonly place: string;
}

function isDue(history: RoleHistory | undefined, now: string, cycleDays: number): boolean {
  const since = dueSince(history, cycleDays);
  return since === undefined || since <= new Date(now).toISOString();
}

function notDue({ days, unreadable }: CycleDays): SkippedRole["reason"] {
  return { id: "reviewed-lately", days, ...(unreadable === undefined ? {} : { unreadableTag: unreadable }) };
}

/** Canary roles come first, but take half of the cycle's places at most: a tag makes one, and others must have their turn too. */
function firstInLine(due: readonly Waiting[], places: number): readonly RoleState[] {
  // Without a limit, as on a laptop, nobody waits, and people read in the order of names.
  const placeOf = ({ place }: Waiting): string => (places === Number.POSITIVE_INFINITY ? "" : place);
  const inLine = due.toSorted((a, b) => compare(placeOf(a), placeOf(b)) || compare(a.role.name, b.role.name)).map(({ role }) => role);
  const first = inLine.filter(isCanary).slice(0, Math.max(0, Math.ceil(places / 2)));
  return [...new Set([...first, ...inLine])];
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
