import type { BelowUnits } from "../fleet/units.ts";
import type { RoleState } from "../model/role-state.ts";

/** What was read, or why it could not be: neither is the other. */
export type Told<T> = { readonly known: T } | { readonly unanswered: Unanswered };

export interface Unanswered {
  /** As an IAM action: `cloudtrail:GetTrail`. */
  readonly operation: string;
  /** The caller may not; otherwise AWS failed, in its own words. */
  readonly isDenied: boolean;
  readonly error: string;
}

/** A deployed stack as CloudFormation describes it. */
export interface Stack {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly status: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

/** What a stack's reviews get their evidence from, as the conditions of template.yaml decide it: auto takes the first of these that it can. */
export function engineOf({ parameters }: Stack): "cloudtrail" | "access-analyzer" | "last-accessed" {
  const { Evidence, TrailBucket = "", TrailArn = "" } = parameters;
  if (Evidence === "last-accessed") return Evidence;
  if (Evidence !== "access-analyzer" && TrailBucket !== "") return "cloudtrail";
  return TrailArn === "" ? "last-accessed" : "access-analyzer";
}

/** The id of the IAM Identity Center instance whose permission sets a stack reviews; undefined where it reviews none. */
export function instanceIdOf(stack: Stack): string | undefined {
  const { IdentityCenterId = "" } = stack.parameters;
  return IdentityCenterId !== "" && engineOf(stack) === "cloudtrail" ? IdentityCenterId : undefined;
}

export interface Trail {
  readonly arn: string;
  readonly bucket: string;
  /** Without slashes at its ends; empty where there is none. */
  readonly prefix: string;
  readonly isMultiRegion: boolean;
  readonly hasGlobalEvents: boolean;
  readonly isOfOrganization: boolean;
  readonly keyArn?: string;
}

export interface TrailEvents {
  /** Which management events the trail logs. */
  readonly management: "all" | "read" | "write" | "none";
  readonly hasDataEvents: boolean;
}

export interface TopicFacts {
  readonly topic: "approval" | "alarm" | "escalation";
  readonly arn: string;
  /** Null: there is no such topic. */
  readonly subscriptions: Told<{ readonly confirmed: number; readonly pending: readonly string[] } | null>;
}

export interface LastCycle {
  readonly status: string;
  readonly startedAt: string;
  readonly error?: string;
  /** In the words of what failed. */
  readonly cause?: string;
}

export interface Schedule {
  /** As EventBridge Scheduler tells it: `ENABLED` or `DISABLED`. */
  readonly state: string;
  readonly expression: string;
}

export interface RecordTable {
  readonly name: string;
  /** May it be put back to any point in time? Null: there is no such table. */
  readonly backups: Told<boolean | null>;
}

/** Parts of a stack as they are now: CloudFormation does not tell what was changed beside it. A part that an older stack has not is absent. */
export interface PartFacts {
  readonly schedule?: Told<Schedule | null>;
  /** The rule that hands denied calls to the watch, and its state as EventBridge tells it; null: there is no such rule. */
  readonly watchRule?: { readonly name: string; readonly state: Told<string | null> };
  /** State machines that are not there, by their ARNs. */
  readonly lostMachines: Told<readonly string[]>;
  readonly tables: readonly RecordTable[];
  /** The status with which the approval page answers, of HTTP. */
  readonly page?: Told<number>;
}

/** A role of infra/member-account.yaml, as a member has it. */
export interface MemberRole {
  readonly name: string;
  /** The trust policy, as JSON text. */
  readonly trust: string;
  /** The version of the template that made it; absent where the role does not say. */
  readonly template?: string;
}

/** A member account, as the operator sees it there. */
export interface MemberFacts {
  readonly account: string;
  /** Those of this hub's stack. */
  readonly roles: Told<readonly MemberRole[]>;
  /** Is there a rule, in the hub's region, that hands denied calls over to the hub? */
  readonly handsOver: Told<boolean>;
}

/** An instance of IAM Identity Center. */
export interface IdentityCenter {
  /** The account that it is in: of an organization, the management account. */
  readonly owner: string;
  /** The id of its identity store. */
  readonly store: string;
}

/** Who may approve, as the identity store knows them. */
export interface SetApprovers {
  readonly hasUsers: boolean;
  /** Addresses of the parameter ApproverEmails that no user has. */
  readonly unknown: readonly string[];
}

/** What is known of the permission sets that a stack reviews. */
export interface SetFacts {
  /** Of the instance. */
  readonly arn: string;
  /** Null: there is none of this ARN in the stack's Region. */
  readonly instance: Told<IdentityCenter | null>;
  /** This, and the approvers, are absent where there is no instance. Sets that have the tag's key. */
  readonly sets?: Told<readonly RoleState[]>;
  readonly approvers?: Told<SetApprovers>;
}

/** All that `whittle doctor` looks at. A thing that does not exist is known to be null. */
export interface StackFacts {
  readonly stack: Stack;
  /** Regions of which the trail's bucket holds log files of this account; null: no bucket. Only of a stack that reads the files itself. */
  readonly loggedRegions?: Told<readonly string[] | null>;
  /** This, and what depends on it, is absent where Access Analyzer reads no trail for the stack, or none is known. */
  readonly trail?: Told<Trail | null>;
  readonly logging?: Told<{ readonly isLogging: boolean; readonly deliveryError?: string }>;
  readonly events?: Told<TrailEvents>;
  readonly accessRole?: Told<RoleState | null>;
  /** JSON text; empty where the bucket has none. */
  readonly bucketPolicy?: Told<string | null>;
  /** JSON text. */
  readonly keyPolicy?: Told<string | null>;
  /** Of the trail's KMS key, as KMS tells it: `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly keyState?: Told<string | null>;
  readonly generationsToday?: Told<number>;
  readonly roles: Told<readonly RoleState[]>;
  readonly topics: readonly TopicFacts[];
  readonly parts: PartFacts;
  readonly lastCycle: Told<LastCycle | null>;
  /** Absent where the stack has no members. */
  readonly members?: readonly MemberFacts[];
  /** Absent where no unit of AWS Organizations is given. */
  readonly units?: Told<BelowUnits>;
  /** Absent where the stack reviews no permission sets. */
  readonly sets?: SetFacts | undefined;
}
