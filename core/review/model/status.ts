import * as v from "valibot";

/** Where a review stands. */
export const ReviewStatus = v.picklist([
  "generating",
  "proposing",
  "waiting",
  "approved",
  "rejected",
  "expired",
  "drifted",
  "applying",
  /** The refined policy is attached, and nothing is detached yet: live calls are held against the policies as they will be. */
  "rehearsing",
  "applied",
  "restoring",
  "restored",
  "settled",
  "failed",
]);
export type ReviewStatus = v.InferOutput<typeof ReviewStatus>;

/** A review changes its role in these alone. */
export type ChangingStatus = "applying" | "restoring";

const UNENDED = ["generating", "proposing", "waiting", "approved", "drifted", "applying", "rehearsing", "applied", "restoring"] as const;

/** Every way in which the status of a review may change, and every write that leaves it as it is. */
export const TRANSITIONS = {
  generate: { from: ["generating"], to: "generating" },
  "keep-evidence": { from: ["generating", "proposing"], to: "proposing" },
  /** The role is not eligible. */
  skip: { from: ["generating", "settled"], to: "settled" },
  /** Not once somebody was asked: the record shows what they were asked about, and what was applied is the way back. */
  propose: { from: ["generating", "proposing", "drifted"], to: "proposing" },
  ask: { from: ["proposing", "waiting"], to: "waiting" },
  "mark-told": { from: ["waiting"], to: "waiting" },
  approve: { from: ["waiting"], to: "approved" },
  reject: { from: ["waiting"], to: "rejected" },
  expire: { from: ["waiting"], to: "expired" },
  /** The role may not be changed after all, or its owner gets the change as a patch. */
  withdraw: { from: ["approved", "restoring"], to: "settled" },
  /** The stack is being removed, or the role's account left it. Nothing is detached in any of these, so the role keeps all that it had. */
  remove: { from: ["generating", "proposing", "waiting", "approved", "drifted", "rehearsing"], to: "settled" },
  /** The role, or what is known of its use, is not what was approved any more: a new proposal is made. */
  drift: { from: ["approved", "applying", "rehearsing", "restoring"], to: "drifted" },
  /** The approved change waits. The write is a sign that the review goes on. */
  postpone: { from: ["approved"], to: "approved" },
  apply: { from: ["approved", "applying", "rehearsing"], to: "applying" },
  /** What is to come is attached; the rehearsal begins, goes on or ends. */
  rehearse: { from: ["applying", "rehearsing"], to: "rehearsing" },
  "finish-apply": { from: ["applying"], to: "applied" },
  /** The code that owns the role has carried the change out. */
  deploy: { from: ["approved"], to: "applied" },
  /** The change was carried out, and something failed after it. */
  "note-failure": { from: ["applied"], to: "applied" },
  undo: { from: ["applying", "rehearsing", "restoring"], to: "restoring" },
  /** A review that is `applying` may have been cut off for good; the role's lease tells. */
  restore: { from: ["applying", "rehearsing", "applied", "settled", "failed", "restored", "restoring"], to: "restoring" },
  "finish-restore": { from: ["restoring"], to: "restored" },
  /** Only a part was restored, or nothing: the review stands as it did before. */
  "back-to-applied": { from: ["restoring"], to: "applied" },
  "back-to-settled": { from: ["restoring"], to: "settled" },
  "back-to-failed": { from: ["restoring"], to: "failed" },
  "back-to-restored": { from: ["restoring"], to: "restored" },
  /** The role was reviewed or changed since it was restored; it can be restored again. */
  reopen: { from: ["restored"], to: "settled" },
  close: { from: ["proposing", "applied", "settled"], to: "settled" },
  "close-rejected": { from: ["rejected"], to: "rejected" },
  "close-expired": { from: ["expired"], to: "expired" },
  fail: { from: [...UNENDED, "failed"], to: "failed" },
} as const satisfies Readonly<Record<string, { readonly from: readonly ReviewStatus[]; readonly to: ReviewStatus }>>;
export type Transition = keyof typeof TRANSITIONS;

/** The transitions that need the role's lease. */
export type ChangingTransition = { [T in Transition]: (typeof TRANSITIONS)[T]["to"] extends ChangingStatus ? T : never }[Transition];

/** A decision is recorded with these, and with nothing else; see the port's `decide`. */
type DecidingTransition = "approve" | "reject" | "expire";

/** The transitions that a step may ask for. */
export type StepTransition = Exclude<Transition, DecidingTransition>;

/** Does a review in this status allow the transition? */
export function isAllowed(transition: Transition, status: ReviewStatus): boolean {
  const { from }: { readonly from: readonly ReviewStatus[] } = TRANSITIONS[transition];
  return from.includes(status);
}

/** May a review go from one status to another in one write, or stay in it? */
export function isAllowedChange(from: ReviewStatus, to: ReviewStatus): boolean {
  return from === to || Object.values(TRANSITIONS).some((each) => each.to === to && [...each.from].some((status) => status === from));
}
