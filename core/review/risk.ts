import type { Proposal } from "./model/proposal.ts";

/** What an approver should weigh, as counts. All zero: nothing is known that speaks against the change. */
export interface Risk {
  /** Calls of the window's last part that a policy made from the first part would deny; null where it was not tested. */
  readonly laterCallsDenied: number | null;
  /** Replayed calls that would be denied; null where the evidence holds no calls. */
  readonly replayedCallsDenied: number | null;
  /** Removed actions whose use the evidence could not have shown. */
  readonly removedUnlogged: number;
  readonly keptWithoutProof: number;
  /** Actions that are narrowed to what the role used on one occasion. */
  readonly narrowedToOne: number;
  /** Ways to gain rights that the role still has afterwards, by refined and retained policies together. */
  readonly escalations: number;
  readonly suspicious: number;
  readonly gaps: number;
}

/** The risk of a proposed change; every message, page and report counts from here. */
export function riskOf({ proof, replay, unlogged, evidence, escalations, suspicious, gaps, notes }: Proposal): Risk {
  return {
    laterCallsDenied: proof.kind === "tested" ? proof.calls - proof.allowed : null,
    replayedCallsDenied: replay.calls === null ? null : replay.calls - (replay.allowed ?? 0),
    removedUnlogged: unlogged.length,
    keptWithoutProof: evidence.filter(({ proven }) => !proven).length,
    narrowedToOne: notes.reduce((sum, note) => sum + (note.id === "seen-once" ? note.actions.length : 0), 0),
    escalations: escalations.length,
    suspicious: suspicious.length,
    gaps: gaps.length,
  };
}
