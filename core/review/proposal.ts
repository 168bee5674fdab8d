import type { BlindSpotQuestion } from "#core/evidence/dark-use.ts";
import type { AccessLevel } from "#core/policy/catalogue.ts";
import type { JsonPolicy } from "#core/policy/json.ts";
import type { Activity, EvidenceGap, SuspiciousUse, Window } from "#core/usage/activity.ts";
import type { CodeOwner } from "./code-owner.ts";
import type { PolicyRef } from "./role-state.ts";

export type Outcome = "proposed" | "nothing-to-change" | "no-activity" | "not-eligible";

export interface ProposedPolicy {
  readonly name: string;
  /** The policy document in AWS's JSON form. */
  readonly document: JsonPolicy;
  /** Characters as IAM counts them: without white space. At most 6,144. */
  readonly size: number;
}

export interface Evidence {
  readonly action: string;
  readonly kind: "seen" | "implied" | "last-accessed" | "asked";
  readonly because: string;
  /** False for a blind spot that nothing proves: the approver sees these by name. */
  readonly proven: boolean;
}

export interface ActionCount {
  readonly service: string;
  readonly level: AccessLevel;
  readonly count: number;
}

/** How many actions of one service go, of how many that the role has today. */
export interface MainService {
  /** Without `Amazon` or `AWS`: `CloudWatch Logs`. */
  readonly name: string;
  readonly removedCount: number;
  readonly count: number;
}

export interface Diff {
  /** Actions granted before and after by what the review touches, sorted. */
  readonly kept: readonly string[];
  readonly removed: readonly string[];
  readonly removedCount: number;
  readonly removedByLevel: readonly ActionCount[];
  /** The service that nearly all of it is about, where there is one. */
  readonly mainService?: MainService;
}

export interface Check {
  readonly name:
    | "no-new-access"
    | "valid-policy"
    | "fits-iam-limits"
    | "replay"
    | "evidence-complete"
    | "privilege-escalation"
    | "access-analyzer-no-new-access"
    | "access-analyzer-valid-policy"
    | "permissions-boundary";
  readonly result: "pass" | "fail" | "warn" | "skipped";
  readonly detail: string;
}

export interface WouldDeny {
  readonly action: string;
  readonly resource: string;
  readonly count: number;
}

/** The very calls that the proposal was made from, tried against it. */
export interface Replay {
  /** Null where the evidence holds no calls: Access Analyzer's generated policy names actions alone. */
  readonly calls: number | null;
  readonly allowed: number | null;
  readonly wouldDeny: readonly WouldDeny[];
}

/** A way to gain rights that the role still has afterwards: all of its actions together. */
export interface KeptEscalation {
  readonly actions: readonly string[];
  /** Do the retained policies leave it open by themselves? */
  readonly byRetained: boolean;
}

/** What an approver decides about. */
export interface Proposal {
  readonly reviewId: string;
  readonly role: { readonly name: string; readonly arn: string };
  readonly window: Window;
  readonly proposedAt: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly replaces: readonly PolicyRef[];
  readonly retains: readonly PolicyRef[];
  readonly policies: readonly ProposedPolicy[];
  readonly evidence: readonly Evidence[];
  readonly activity: Pick<Activity, "records" | "entries" | "source" | "denied" | "unresolved">;
  readonly gaps: readonly EvidenceGap[];
  readonly suspicious: readonly SuspiciousUse[];
  /** Services that may be used in the dark, and what is done about it unless a tag says otherwise. */
  readonly questions: readonly BlindSpotQuestion[];
  /** Words in the role's tags that mean nothing, resources made wider to fit, and the like: one sentence each. */
  readonly notes: readonly string[];
  /** Where the role's last proposal was rejected, or was approved and the role drifted: what happened, and why it is asked again. */
  readonly askedAgain?: string;
  readonly diff: Diff;
  readonly checks: readonly Check[];
  readonly replay: Replay;
  /** Removed actions whose use the evidence could not have shown. */
  readonly unlogged: readonly string[];
  readonly escalations: readonly KeptEscalation[];
  /** The code that the role belongs to, where it does. */
  readonly owner?: CodeOwner;
  /** SHA-256 over everything that decides the role's permissions, in hex; see fingerprint.ts. */
  readonly roleFingerprint: string;
}
