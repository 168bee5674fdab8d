import * as v from "valibot";
import { IamName } from "#core/aws/names.ts";
import type { Question } from "#core/evidence/question.ts";
import { EvidenceReason } from "#core/evidence/reason.ts";
import { WIDENINGS } from "#core/evidence/widening.ts";
import type { AccessLevel } from "#core/policy/catalogue.ts";
import type { JsonPolicy } from "#core/policy/json.ts";
import { count, counts, instant, list, listOf, object, optional, texts } from "#core/schema.ts";
import type { ActivityEntry, DeniedEntry, UnresolvedEvent } from "#core/usage/activity.ts";
import { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { SuspiciousUse } from "#core/usage/suspicious-use.ts";
import { Check } from "./check.ts";
import { AskedAgain, Note } from "./note.ts";
import { Outcome, OutcomeReason, OwnerSign } from "./outcome.ts";
import { PolicyRef } from "./role-state.ts";

/** Both ends ISO 8601 in UTC; `from` is before `to`. */
export const ReviewWindow = object({ from: instant, to: instant });

const jsonPolicy = v.custom<JsonPolicy>((value) => typeof value === "object" && value !== null);

const ProposedPolicy = object({
  name: IamName,
  /** The policy document in AWS's JSON form. */
  document: jsonPolicy,
  /** Characters as IAM counts them: without white space. At most 6,144. */
  size: count,
  /** Written into the role itself, because it has no place left for a managed policy. */
  inline: optional(v.literal(true)),
});
export type ProposedPolicy = v.InferOutput<typeof ProposedPolicy>;

const Evidence = object({
  action: v.string(),
  kind: v.picklist(["seen", "implied", "last-accessed", "asked"]),
  because: EvidenceReason,
  /** False for a blind spot that nothing proves: the approver sees these by name. */
  proven: v.boolean(),
  /** Patterns that allow more than the names that were seen, why, and how many names each stands for. */
  widened: optional(list(object({ pattern: v.string(), because: v.picklist(WIDENINGS), from: count }))),
});
export type Evidence = v.InferOutput<typeof Evidence>;

const accessLevel = v.custom<AccessLevel>((value) => typeof value === "string");

/** How many actions of one service go, of how many that the role has today. */
export const MainService = object({
  /** Without `Amazon` or `AWS`: `CloudWatch Logs`. */
  name: v.string(),
  removedCount: count,
  count,
});
export type MainService = v.InferOutput<typeof MainService>;

const Diff = object({
  /** Actions granted before and after by what the review touches, sorted. */
  kept: texts,
  /**
   * By name, sorted; where there are many, as patterns that match removed actions and no other action of the catalogue of that day, and
   * what an answer to a question can keep by name.
   */
  removed: texts,
  removedCount: count,
  /** By service, sorted: how many of each access level, in the order of GRAVEST_FIRST. */
  removedByLevel: list(object({ service: v.string(), counts })),
  /** The service that nearly all of it is about, where there is one. */
  mainService: optional(MainService),
});
export type Diff = v.InferOutput<typeof Diff>;

const WouldDeny = object({ action: v.string(), resource: v.string(), count });
export type WouldDeny = v.InferOutput<typeof WouldDeny>;

/** The very calls that the proposal was made from, tried against it. */
const Replay = object({
  /** Null where the evidence holds no calls: Access Analyzer's generated policy names actions alone. */
  calls: v.nullable(count),
  allowed: v.nullable(count),
  wouldDeny: list(WouldDeny),
});
export type Replay = v.InferOutput<typeof Replay>;

const DeniedLater = object({
  action: v.string(),
  resource: v.string(),
  count,
  /** The action's first later call. */
  firstSeen: instant,
  /** What the first part did not hold: the action, the resource, this one of several names of the same form, or a name where each is used but once. */
  kind: v.picklist(["new-action", "new-resource", "recurring", "new-each-time"]),
  /** Does the proposal, which is made from the whole window, allow it? */
  covered: v.boolean(),
  /** The pattern that the proposal names in place of the names that were seen, because they vary. */
  widenedTo: optional(v.string()),
});
/** A later call that a policy made from the first part of the window would deny. */
export type DeniedLater = v.InferOutput<typeof DeniedLater>;

const Proof = v.variant("kind", [
  object({
    kind: v.literal("tested"),
    builtFrom: ReviewWindow,
    testedOn: ReviewWindow,
    /** Later calls, and how many of them would succeed: a call is one, also where it would be denied on several resources. */
    calls: count,
    allowed: count,
    denied: list(DeniedLater),
  }),
  object({ kind: v.literal("not-tested"), reason: v.picklist(["no-call-evidence", "too-few-calls", "no-calls"]) }),
]);
/** How the proposal fared on calls that it was not made from. */
export type Proof = v.InferOutput<typeof Proof>;

/** A way to gain rights that the role still has afterwards: all of its actions together. */
const KeptEscalation = object({
  actions: texts,
  /** Do the retained policies leave it open by themselves? */
  byRetained: v.boolean(),
});
export type KeptEscalation = v.InferOutput<typeof KeptEscalation>;

export const Unused = object({
  /** Whole days until the end of the window; at least so many where no use is known. */
  days: count,
  /** The last use that is known. */
  lastUsed: optional(instant),
  /** IAM itself reports no use since, or the log alone shows none. */
  known: v.picklist(["by-iam", "by-log"]),
});
/** For how long a role was not used. */
export type Unused = v.InferOutput<typeof Unused>;

const CodeKind = v.picklist(["cloudformation", "cdk", "terraform"]);
export type CodeKind = v.InferOutput<typeof CodeKind>;

/** What a role was made by: a change by hand would be reported as drift, or undone by the next deployment. */
const CodeOwner = object({
  kind: CodeKind,
  because: OwnerSign,
  /** The stack and the resource's name in it, where they are known. */
  stack: optional(v.string()),
  logicalId: optional(v.string()),
});
export type CodeOwner = v.InferOutput<typeof CodeOwner>;

const SeenActivity = object({
  records: object({ read: count, ofRole: count, denied: count, unreadable: count }),
  entries: listOf<ActivityEntry>(),
  source: v.picklist(["trail", "generated", "last-accessed"]),
  denied: listOf<DeniedEntry>(),
  unresolved: listOf<UnresolvedEvent>(),
});

/** What the refined policy holds whatever the answers are, and what keeping adds to it, by question. */
const Parts = object({ always: jsonPolicy, keeping: list(object({ question: v.string(), document: jsonPolicy })) });
export type Parts = v.InferOutput<typeof Parts>;

/** Fewer patterns that match the same actions, for a statement of the documents of some parts: `always` is the first of these. */
const ShorterActions = object({ document: count, statement: count, actions: texts });
export type ShorterActions = v.InferOutput<typeof ShorterActions>;

const Choice = object({
  question: v.string(),
  /** What the proposed documents do. */
  default: v.picklist(["keep", "remove"]),
  /** Its actions that the role loses on every resource unless this question, or another one, keeps them. */
  loses: list(object({ action: v.string(), level: accessLevel })),
});
export type Choice = v.InferOutput<typeof Choice>;

const OpenWay = object({
  actions: texts,
  byRetained: v.boolean(),
  /** Sets of questions: keeping any of these sets whole leaves the way open. */
  openWith: list(texts),
});
/** A way to gain rights that is open after some answers, or after all. */
export type OpenWay = v.InferOutput<typeof OpenWay>;

/** What a role may carry besides what a review leaves on it until the change is done: managed policies, and characters of inline ones. */
const PolicyRoom = object({ managed: count, inline: count });
export type PolicyRoom = v.InferOutput<typeof PolicyRoom>;

/** What the approver may answer, with all that the documents of any set of answers are made of. */
const Choices = object({
  questions: list(Choice),
  plain: Parts,
  /** What the plain parts are shortened by, where they do not fit into one document. */
  shorter: optional(list(ShorterActions)),
  /** The plain parts so shortened, as earlier versions wrote them. */
  shortened: optional(Parts),
  /** The role's room for refined policies. */
  room: PolicyRoom,
  /** Absent where no answer opens or closes a way to gain rights. */
  ways: optional(list(OpenWay)),
});
export type Choices = v.InferOutput<typeof Choices>;

/** What an approver decides about. */
export const Proposal = object({
  reviewId: v.string(),
  role: object({ name: IamName, arn: v.string() }),
  window: ReviewWindow,
  proposedAt: instant,
  outcome: Outcome,
  reason: OutcomeReason,
  replaces: list(PolicyRef),
  /** Names of inline policies that are replaced too, sorted. */
  replacesInline: texts,
  retains: list(PolicyRef),
  policies: list(ProposedPolicy),
  evidence: list(Evidence),
  activity: SeenActivity,
  gaps: list(EvidenceGap),
  suspicious: list(SuspiciousUse),
  /** What no log can tell, for the approver to decide. */
  questions: listOf<Question>(),
  /** Absent where no question is left to the approver. */
  choices: optional(Choices),
  /** Words in the role's tags that mean nothing, resources made wider to fit, and the like. */
  notes: list(Note),
  /** Where the role's last proposal was rejected, or was approved and the role drifted: what happened, and why it is asked again. */
  askedAgain: optional(AskedAgain),
  diff: Diff,
  checks: list(Check),
  replay: Replay,
  proof: Proof,
  /** Removed actions whose use the evidence could not have shown. */
  unlogged: texts,
  escalations: list(KeptEscalation),
  /** Two where the role's tag asks for two different approvers. */
  approversNeeded: optional(v.literal(2)),
  /** The owner whose approvers alone may decide, by the role's tag; messages are routed by it. */
  roleOwner: optional(v.string()),
  /** For how many days the change is rehearsed after its approval; absent where it is carried out at once. */
  rehearsalDays: optional(v.number()),
  /** The code that the role belongs to, where it does. */
  owner: optional(CodeOwner),
  /** SHA-256 over everything that decides the role's permissions, in hex; see fingerprint.ts. */
  roleFingerprint: v.string(),
  /** Where the role is not used at all, and everything is taken off it. */
  unused: optional(Unused),
  /** SHA-256 over all that the record keeps of the role, its trust policy and tags too, in hex: what is signed covers it. */
  roleStateHash: optional(v.string()),
});
export type Proposal = v.InferOutput<typeof Proposal>;
