import * as v from "valibot";
import { count, instant, list, object, optional } from "#core/schema.ts";
import { Brief } from "./brief.ts";
import { Ineligible, Outcome, OutcomeReason } from "./outcome.ts";
import { ReviewWindow } from "./proposal.ts";
import { ReviewStatus } from "./status.ts";

/** Who signed in, as their OpenID provider names them: issuer and subject together belong to one person for good. */
const SignedIn = object({
  issuer: v.string(),
  subject: v.string(),
  /** Where the provider says that it is verified. */
  email: optional(v.string()),
});
export type SignedIn = v.InferOutput<typeof SignedIn>;

/** What was said to one question of the proposal. */
const Answer = object({
  question: v.string(),
  verdict: v.picklist(["keep", "remove"]),
  /** `default`: the approver left the question as it was proposed. */
  by: v.picklist(["approver", "default"]),
});
export type Answer = v.InferOutput<typeof Answer>;

/** One person's yes to a review that needs two. */
const Approval = object({
  at: instant,
  by: v.string(),
  identity: SignedIn,
  reason: optional(v.string()),
  proposalHash: v.string(),
  answers: optional(list(Answer)),
  /** See vote.ts. */
  signature: optional(v.string()),
});
export type Approval = v.InferOutput<typeof Approval>;

/** What a person said, or the clock where nobody did. */
const Decision = object({
  verdict: v.picklist(["approved", "rejected", "expired"]),
  at: instant,
  /** What is known of who decided: a signed-in identity, or "holder of the link"; "nobody" where it expired. */
  by: v.string(),
  /** Absent where nobody had to sign in. */
  identity: optional(SignedIn),
  reason: optional(v.string()),
  /** The hash of exactly the proposal that was decided about. */
  proposalHash: v.string(),
  /** One to each question that the proposal leaves to the approver; absent where there is none, and where it was not approved. */
  answers: optional(list(Answer)),
  /** Of the one person who decided; see vote.ts. */
  signature: optional(v.string()),
});
export type Decision = v.InferOutput<typeof Decision>;

/** A wait for a person. The task token stays in the record: no message, page or log ever holds it. */
const Waiting = object({
  taskToken: v.string(),
  /** Those that the same round was asked with before: which of them the workflow waits for, only the workflow knows. */
  earlierTokens: optional(list(v.string())),
  since: instant,
  expiresAt: instant,
  /** Counts from 1; roundsOf says what each of them tells. 0 while the digest of the cycle is waited for. */
  round: count,
  /** The last round whose message went out; a repeated call does not send it again. */
  toldRound: count,
});
export type Waiting = v.InferOutput<typeof Waiting>;

const span = { since: instant, until: instant };

/** The time in which live calls are held against the policies as they will be, and how it ended, once it has. */
const Rehearsal = v.union([
  object({ ...span, end: optional(v.never()) }),
  /** No call would be denied, some would, or the role was changed. */
  object({ ...span, end: v.picklist(["clean", "caught", "drifted"]) }),
  /** The role may not be changed any more. */
  object({ ...span, end: v.literal("withdrawn"), because: Ineligible }),
  /** IAM reports a use of these that the change would end. */
  object({ ...span, end: v.literal("used"), usedSince: list(v.string()) }),
]);
export type Rehearsal = v.InferOutput<typeof Rehearsal>;

/** What one person wants back of an applied change. */
export const RestoreVote = object({
  at: instant,
  by: v.string(),
  /** Absent where nobody had to sign in. */
  identity: optional(SignedIn),
  reason: v.string(),
  /** Actions, or patterns of them; absent where all is wanted back. */
  addBack: optional(list(v.string())),
  /** What was missed: later reviews keep it. */
  missed: optional(list(v.string())),
  /** The fingerprint of the role that they were shown. */
  seen: optional(v.string()),
  /** See restore-vote.ts. */
  signature: v.string(),
});
export type RestoreVote = v.InferOutput<typeof RestoreVote>;

const Failure = object({ code: v.string(), message: v.string(), step: v.string() });
export type Failure = v.InferOutput<typeof Failure>;

/** One role's passage through the workflow in one cycle. Bulky parts are documents of their own. */
export const Review = object({
  id: v.string(),
  roleName: v.string(),
  roleArn: v.string(),
  /** The execution of the review cycle that opened it. */
  cycleId: v.string(),
  dryRun: v.boolean(),
  /** An operator named the role: it is asked about, also where the same was rejected not long ago. */
  byName: optional(v.literal(true)),
  /** The role is changed before others, by its tag when the review was opened. */
  canary: optional(v.literal(true)),
  status: ReviewStatus,
  outcome: optional(Outcome),
  reason: optional(OutcomeReason),
  createdAt: instant,
  updatedAt: instant,
  window: ReviewWindow,
  jobId: optional(v.string()),
  proposalHash: optional(v.string()),
  /** See approval/seal.ts. */
  proposalSeal: optional(v.string()),
  evidenceSeal: optional(v.string()),
  /** The proposal in short, for lists; nothing is decided by it. Absent where no change is proposed. */
  brief: optional(Brief),
  waiting: optional(Waiting),
  /** Two where the role's tag asks for two different approvers. */
  approversNeeded: optional(v.literal(2)),
  /** The owner whose approvers alone may decide, by the role's tag; messages are routed by it. */
  roleOwner: optional(v.string()),
  /** Who has approved so far, where two must; also once it is decided. A new proposal starts again. */
  approvals: optional(list(Approval)),
  decision: optional(Decision),
  /** Who wants what back, where two must; each person's last word. */
  restoreVotes: optional(list(RestoreVote)),
  /** Nobody was asked: the same was rejected, and it is not asked about again before then. */
  quietUntil: optional(instant),
  /** Absent until it begins; a new proposal starts again. */
  rehearsal: optional(Rehearsal),
  failure: optional(Failure),
  /** When its end was told and the role became free for the next review. */
  closedAt: optional(instant),
  /** Grows by one with every write; a conditional write names the one it read. */
  revision: count,
});
export type Review = v.InferOutput<typeof Review>;
