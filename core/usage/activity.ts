import type { ActionName } from "#core/aws/names.ts";
import type { EvidenceGap } from "./evidence-gap.ts";
import type { SuspiciousUse } from "./suspicious-use.ts";

/** A span of time, both ends ISO 8601 in UTC; `from` is before `to`. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/** How often one resource was acted on. `arn` may be a pattern where activity came from a generated policy. */
export interface SeenResource {
  readonly arn: string;
  readonly count: number;
  /** Where the role made it itself: by a call that makes something new, by one that writes over what is there, or within such a thing. */
  readonly made?: "new" | "put" | "part";
  /** What it belongs to is the role's own work, too. */
  readonly madeWithin?: true;
  /** What of the ARN is an id that AWS gave such a thing. */
  readonly madeIds?: readonly string[];
}

/** One action a role was seen to do, over the whole window. */
export interface ActivityEntry {
  readonly action: ActionName;
  /** Calls seen; undefined where the source has no counts (a generated policy). */
  readonly count?: number;
  readonly firstSeen?: string;
  readonly lastSeen?: string;
  /** Sorted by ARN. Empty where the calls named no resource. */
  readonly resources: readonly SeenResource[];
  /** Calls whose resource could not be told. */
  readonly withoutResource: number;
  /** Regions and accounts where it was called, sorted; they narrow a resource whose name is not known. */
  readonly regions: readonly string[];
  readonly accounts: readonly string[];
  /** AWS services that made calls on the role's behalf (`invokedBy`), sorted. */
  readonly via: readonly string[];
  /** Seen actions that cannot do without this one; absent where the action itself was recorded. CloudTrail never shows `iam:PassRole`. */
  readonly impliedBy?: readonly string[];
  /** Of `iam:PassRole`: the services that got the roles, where they are known; there is one entry for each set of them. */
  readonly receivers?: readonly string[];
  /** What the calls handed on, such as the policies that they attached; absent where one of them does not tell. */
  readonly handedOn?: readonly SeenResource[];
}

/** A resource that calls show to be used, or name, though not by which action. */
export interface TracedResource {
  readonly arn: string;
  /** The actions of those calls, sorted. */
  readonly by: readonly string[];
}

/** What the seen calls show of use that has no event of its own. */
export interface Traces {
  /** Actions that the calls show; `impliedBy` names the calls. Sorted by action. */
  readonly used: readonly ActivityEntry[];
  /** Used by some action, which is not known: a table whose key a service decrypted for the role. Sorted by ARN. */
  readonly touched: readonly TracedResource[];
  /** Named in calls to other services, such as the bucket of an export. Sorted by ARN. */
  readonly named: readonly TracedResource[];
}

/** A call that was refused: never a use, but worth telling. */
export interface DeniedEntry {
  readonly action: ActionName;
  readonly count: number;
  readonly resources: readonly SeenResource[];
}

/** An event that maps to no IAM action, by name, never guessed. */
export interface UnresolvedEvent {
  readonly source: string;
  readonly name: string;
  readonly count: number;
}

export interface RecordCounts {
  readonly read: number;
  readonly ofRole: number;
  readonly denied: number;
  readonly unreadable: number;
}

/** The window in two, so that a policy made from the first part can be tried on the calls of the rest. */
export interface HeldOut {
  /** Where the second part begins, ISO 8601. */
  readonly at: string;
  readonly earlier: Pick<Activity, "entries" | "denied" | "unresolved" | "suspicious" | "gaps">;
  readonly later: readonly ActivityEntry[];
}

/** What a role was seen to do in a window: the one shape that every source of activity yields. */
export interface Activity {
  readonly roleArn: string;
  /** The accounts of the roles that it is about, where they are several: those of a permission set; else it is the role's own. */
  readonly accounts?: readonly string[];
  readonly window: Window;
  readonly source: "trail" | "generated" | "last-accessed";
  readonly records: RecordCounts;
  /** Sorted by action. */
  readonly entries: readonly ActivityEntry[];
  /** Absent where the source has no calls. */
  readonly traces?: Traces;
  readonly denied: readonly DeniedEntry[];
  /** Service prefixes known to be used without the actions being known (`ssmmessages` …), sorted. */
  readonly servicesOnly: readonly string[];
  readonly unresolved: readonly UnresolvedEvent[];
  readonly suspicious: readonly SuspiciousUse[];
  readonly gaps: readonly EvidenceGap[];
  /** Absent where the source holds no calls. */
  readonly heldOut?: HeldOut;
}
