import { sizeOf } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import type { AccessLevel, ActionCatalogue } from "#core/policy/catalogue.ts";
import { countByLevel, GRAVEST_FIRST, grantedActions } from "#core/policy/diff.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { escalationActions } from "#core/policy/escalation.ts";
import type { Window } from "#core/usage/activity.ts";
import type { Proposal } from "./model/proposal.ts";
import type { RoleState } from "./model/role-state.ts";
import { documentsOf } from "./role-policies.ts";
import { daysBetween } from "./time.ts";

/** How far a role's permissions exceed what it uses, in numbers: what an account's roles are compared by. */
export interface Standing {
  readonly roleName: string;
  readonly roleArn: string;
  /** Was what it may do held against what it did? If not, its unused actions are not known, and stand as none. */
  readonly isCompared: boolean;
  /** Actions that the review would remove, or all that the role may do where it did nothing. */
  readonly unused: Readonly<Record<AccessLevel, number>>;
  readonly unusedCount: number;
  /** Ways in which the role can widen its own permissions: today, and with the proposal. */
  readonly escalations: { readonly now: number; readonly after: number };
  /** Whole days from its last use to the end of the window; null where it was never used. */
  readonly unusedDays: number | null;
}

/** What is known of a role and its review. `window` is the proposal's, or the review's where there is none. */
export interface StandingInput {
  readonly role: RoleState;
  readonly window: Window;
  /** Absent where the review ended before one was made. */
  readonly proposal?: Proposal | undefined;
}

/** How a role stands. Never throws: a role whose policies cannot be read has none. */
export function standingOf({ role, window, proposal }: StandingInput, catalogue: ActionCatalogue): Standing {
  const documents = documentsOf(role);
  const isProposed = proposal?.outcome === "proposed";
  const rows = proposal?.outcome === "no-activity" ? grantedByLevel(documents, catalogue) : (proposal?.diff.removedByLevel ?? []);
  const counts = rows.map((row) => row.counts);
  const now = escalationActions(documents, catalogue).length;
  return {
    roleName: role.name,
    roleArn: role.arn,
    isCompared: isCompared(proposal),
    unused: {
      "Permissions management": sumOf(counts, "Permissions management"),
      Write: sumOf(counts, "Write"),
      Tagging: sumOf(counts, "Tagging"),
      Read: sumOf(counts, "Read"),
      List: sumOf(counts, "List"),
    },
    unusedCount: counts.flat().reduce((sum, count) => sum + count, 0),
    escalations: { now, after: isProposed ? proposal.escalations.length : now },
    unusedDays: unusedDays(role, window, proposal),
  };
}

/** A review that replaces nothing, or knows too little, compares nothing. */
function isCompared(proposal: Proposal | undefined): boolean {
  return proposal?.outcome === "proposed" || proposal?.outcome === "no-activity" || proposal?.reason.id === "refined-already";
}

function grantedByLevel(documents: readonly PolicyDocument[], catalogue: ActionCatalogue): ReturnType<typeof countByLevel> {
  const space = actionSpace(catalogue);
  return countByLevel(grantedActions(documents, space), space);
}

/** How many actions policies allow together. */
export function grantedCount(documents: readonly PolicyDocument[], catalogue: ActionCatalogue): number {
  return sizeOf(grantedActions(documents, actionSpace(catalogue)));
}

function sumOf(counts: readonly (readonly number[])[], level: AccessLevel): number {
  const at = GRAVEST_FIRST.indexOf(level);
  return counts.reduce((sum, row) => sum + (row[at] ?? 0), 0);
}

function unusedDays({ lastUsed }: RoleState, { to }: Window, proposal: Proposal | undefined): number | null {
  const seen = (proposal?.activity.entries ?? []).flatMap(({ lastSeen }) => (lastSeen === undefined ? [] : [lastSeen]));
  const times = [...seen, ...(lastUsed ? [lastUsed.at] : [])].map((at) => Date.parse(at));
  if (times.length === 0) return null;
  const last = new Date(times.reduce((a, b) => Math.max(a, b))).toISOString();
  return Math.max(0, Math.floor(daysBetween(last, to)));
}

/** Orders roles so that the one to look at first comes first: by what it could do to permissions, then to data, then how long it is idle. */
export function worstFirst(a: Standing, b: Standing): number {
  const [one, other] = [weightsOf(a), weightsOf(b)];
  const at = one.findIndex((weight, index) => weight !== other[index]);
  return at < 0 ? (a.roleName < b.roleName ? -1 : 1) : (other[at] ?? 0) - (one[at] ?? 0);
}

function weightsOf({ unused, unusedCount, unusedDays: days, escalations }: Standing): readonly number[] {
  const removable = unusedCount > 0 && escalations.now > 0 ? 1 : 0;
  return [
    removable,
    unused["Permissions management"],
    unused.Write,
    unused.Tagging,
    unusedCount,
    escalations.after,
    days ?? Number.POSITIVE_INFINITY,
  ];
}
