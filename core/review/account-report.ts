import { accountOf } from "#core/aws/arn.ts";
import { isUnmade } from "./model/outcome.ts";
import type { Proposal } from "./model/proposal.ts";
import type { Review } from "./model/review.ts";
import type { ReviewStatus } from "./model/status.ts";
import { riskOf } from "./risk.ts";

/** How the latest review of a role stands, in the words of somebody who asks for the whole. */
export const REPORTED_STATES = [
  "to-decide",
  "in-progress",
  "changed",
  "not-made",
  "restored",
  "rejected",
  "expired",
  "only-proposed",
  "nothing-to-change",
  "not-eligible",
  "failed",
] as const;
export type ReportedState = (typeof REPORTED_STATES)[number];

/** A review, with its proposal as it was decided where it made one that changes something. */
export interface ReviewWithProposal {
  readonly review: Review;
  readonly proposal: Proposal | undefined;
  /** What the role may do as it was read for the review: what counts until a change of it is made. Absent where it is not known. */
  readonly today?: Today;
}

/** A role as it is, whatever was proposed. */
export interface Today {
  /** Actions that it may use and did not. */
  readonly unused: number;
  /** Ways to widen its own permissions, each as its actions. */
  readonly escalations: readonly (readonly string[])[];
}

/** One role, by its latest review. */
export interface ReportedRole extends ReviewWithProposal {
  readonly state: ReportedState;
  /** Actions that the role may use today; null where its review counted none. */
  readonly granted: number | null;
  /** Actions of these that it does not use. */
  readonly unused: number;
  /** Ways to widen its own permissions that it has, each as its actions; where a change was made, those that stayed. */
  readonly escalations: readonly (readonly string[])[];
  readonly suspicious: number;
}

/** Actions removed until an instant, in all. */
export interface Removal {
  readonly at: string;
  readonly removed: number;
  readonly total: number;
}

/** What the roles of one account came to; `*` stands for permission sets, which are of none. */
export interface AccountFigures {
  readonly account: string;
  readonly roles: number;
  readonly toDecide: number;
  readonly failed: number;
  readonly removedCount: number;
  readonly unusedCount: number;
}

/** What the reviews of an account, or of several, came to. */
export interface AccountReport {
  /** Each account, the one with most unused actions first. */
  readonly accounts: readonly AccountFigures[];
  readonly roles: readonly ReportedRole[];
  readonly states: Readonly<Record<ReportedState, number>>;
  /** Changes that stand, oldest first. */
  readonly removals: readonly Removal[];
  readonly removedCount: number;
  readonly unusedCount: number;
  /** Roles of which no use was found in the whole window. */
  readonly idle: readonly ReportedRole[];
  /** Roles with unused actions, the widest first. */
  readonly widest: readonly ReportedRole[];
  /** Roles that wait for a decision, the longest waiting first. */
  readonly undecided: readonly ReportedRole[];
  /** Roles that can widen their own permissions, those with most ways first. */
  readonly escalating: readonly ReportedRole[];
  /** Roles with signs of suspicious activity. */
  readonly suspicious: readonly ReportedRole[];
}

/** The report of reviews in any order: of each role its latest review counts, and of removals every change that stands. */
export function accountReport(reviews: readonly ReviewWithProposal[]): AccountReport {
  const ordered = [...reviews].sort((a, b) => compare(a.review.createdAt, b.review.createdAt));
  const latest = new Map(ordered.map((each) => [each.review.roleArn, each] as const));
  const roles = [...latest.values()].map(roleOf).sort((a, b) => compare(a.review.roleName, b.review.roleName));
  const removals = removalsOf(ordered);
  return {
    accounts: accountsOf(roles, ordered),
    roles,
    states: countStates(roles),
    removals,
    removedCount: removals.at(-1)?.total ?? 0,
    unusedCount: roles.reduce((sum, { unused }) => sum + unused, 0),
    idle: roles.filter(({ review, proposal }) => review.outcome === "no-activity" || proposal?.unused !== undefined),
    widest: roles.filter(({ unused }) => unused > 0).sort((a, b) => b.unused - a.unused),
    undecided: roles.filter(({ state }) => state === "to-decide").sort((a, b) => compare(a.review.createdAt, b.review.createdAt)),
    escalating: roles.filter(({ escalations }) => escalations.length > 0).sort((a, b) => b.escalations.length - a.escalations.length),
    suspicious: roles.filter(({ suspicious }) => suspicious > 0),
  };
}

function accountsOf(roles: readonly ReportedRole[], oldestFirst: readonly ReviewWithProposal[]): readonly AccountFigures[] {
  const changes = Map.groupBy(oldestFirst, ({ review }) => accountOf(review.roleArn));
  return [...Map.groupBy(roles, ({ review }) => accountOf(review.roleArn))]
    .map(([account, own]) => ({
      account,
      roles: own.length,
      toDecide: own.filter(({ state }) => state === "to-decide").length,
      failed: own.filter(({ state }) => state === "failed").length,
      removedCount: removalsOf(changes.get(account) ?? []).at(-1)?.total ?? 0,
      unusedCount: own.reduce((sum, { unused }) => sum + unused, 0),
    }))
    .sort((a, b) => b.unusedCount - a.unusedCount || compare(a.account, b.account));
}

function roleOf({ review, proposal, today }: ReviewWithProposal): ReportedRole {
  const state = stateOf(review);
  const isChanged = state === "changed";
  const after = proposal?.escalations.map(({ actions }) => actions) ?? [];
  const removed = proposal?.diff.removedCount ?? 0;
  return {
    review,
    proposal,
    state,
    granted: proposal ? proposal.diff.kept.length + (isChanged ? 0 : removed) : (today?.unused ?? null),
    unused: isChanged ? 0 : (today?.unused ?? removed),
    escalations: isChanged ? after : (today?.escalations ?? after),
    suspicious: proposal ? riskOf(proposal).suspicious : 0,
  };
}

const STATE_OF_STATUS: Readonly<Record<Exclude<ReviewStatus, "settled">, ReportedState>> = {
  generating: "in-progress",
  proposing: "in-progress",
  waiting: "to-decide",
  approved: "in-progress",
  rejected: "rejected",
  expired: "expired",
  drifted: "in-progress",
  applying: "in-progress",
  rehearsing: "in-progress",
  applied: "changed",
  restoring: "in-progress",
  restored: "restored",
  failed: "failed",
};

/** How a review stands, by its status and, once it is settled, by what it came to. */
export function stateOf({ status, decision, outcome, reason }: Pick<Review, "status" | "decision" | "outcome" | "reason">): ReportedState {
  if (status !== "settled") return STATE_OF_STATUS[status];
  if (decision?.verdict === "approved") return isUnmade(reason) ? "not-made" : "changed";
  if (decision?.verdict === "rejected") return "rejected";
  if (outcome === "proposed") return "only-proposed";
  return outcome === undefined || outcome === "not-eligible" ? "not-eligible" : "nothing-to-change";
}

function removalsOf(oldestFirst: readonly ReviewWithProposal[]): readonly Removal[] {
  const changes = oldestFirst.flatMap(({ review, proposal }) => {
    const at = review.decision?.at;
    return proposal && at !== undefined && stateOf(review) === "changed" ? [{ at, removed: proposal.diff.removedCount }] : [];
  });
  let total = 0;
  return changes
    .sort((a, b) => compare(a.at, b.at))
    .map(({ at, removed }) => {
      total += removed;
      return { at, removed, total };
    });
}

function countStates(roles: readonly ReportedRole[]): Readonly<Record<ReportedState, number>> {
  const count = (state: ReportedState) => roles.filter((role) => role.state === state).length;
  return {
    "to-decide": count("to-decide"),
    "in-progress": count("in-progress"),
    changed: count("changed"),
    "not-made": count("not-made"),
    restored: count("restored"),
    rejected: count("rejected"),
    expired: count("expired"),
    "only-proposed": count("only-proposed"),
    "nothing-to-change": count("nothing-to-change"),
    "not-eligible": count("not-eligible"),
    failed: count("failed"),
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
