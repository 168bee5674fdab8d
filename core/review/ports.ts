import type { Activity, Window } from "#core/activity/activity.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { LastAccessReports } from "./last-access.ts";
import type { ChangingStatus, Decision, JournalEntry, Review, ReviewStatus } from "./record.ts";
import type { PolicyRef, RoleState } from "./role-state.ts";
import type { RoleTurn, TakingTurn } from "./turn.ts";

/** IAM, read. */
export interface Roles {
  /** Every role of the account with its policies, page by page (GetAccountAuthorizationDetails). */
  all(): AsyncIterable<RoleState>;
  /** One role as it is now. Throws RoleNotFoundError. */
  read(roleName: string): Promise<RoleState>;
}

export interface PolicyVersion {
  readonly versionId: string;
  readonly isDefault: boolean;
  readonly createdAt: string;
}

/** What a stack calls a role of its own. */
export interface StackResource {
  readonly stack: string;
  /** Absent where the stack has so many resources that it was not told. */
  readonly logicalId?: string;
}

/** CloudFormation, as far as it says whose a role is: a role carries no tag of its stack. */
export interface Stacks {
  /** Undefined where no stack of this region made the role. */
  ownerOf(roleName: string): Promise<StackResource | undefined>;
}

/** IAM, write: one method a call, none of them clever. The change plan makes them repeatable. */
export interface RoleChanges {
  /** Throws PolicyExistsError where the name is taken. */
  createPolicy(policy: {
    readonly path: string;
    readonly name: string;
    readonly document: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<{ readonly arn: string }>;
  /** The new version becomes the default. Throws VersionLimitError where there are five. */
  createPolicyVersion(arn: string, document: string): Promise<{ readonly versionId: string }>;
  setDefaultVersion(arn: string, versionId: string): Promise<void>;
  deletePolicyVersion(arn: string, versionId: string): Promise<void>;
  /** Newest first; empty where the policy does not exist. */
  policyVersions(arn: string): Promise<readonly PolicyVersion[]>;
  /** JSON text. */
  policyDocument(arn: string, versionId: string): Promise<string>;
  deletePolicy(arn: string): Promise<void>;
  /** Adds these tags, or gives them new values; other tags stay. */
  tagPolicy(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  attach(roleName: string, policyArn: string): Promise<void>;
  /** No error where it is not attached. */
  detach(roleName: string, policyArn: string): Promise<void>;
  attached(roleName: string): Promise<readonly PolicyRef[]>;
  /** How many carry a policy or have it as their boundary, users and groups among them; 0 where it does not exist (GetPolicy). */
  carriers(policyArn: string): Promise<number>;
}

/** What a finished generation found: the documents as Access Analyzer wrote them, or activity read from a trail. */
export type GenerationResult =
  | { readonly kind: "documents"; readonly documents: readonly string[]; readonly isComplete: boolean }
  | { readonly kind: "activity"; readonly activity: Activity };

export type GenerationStatus =
  | { readonly status: "IN_PROGRESS" }
  | { readonly status: "SUCCEEDED"; readonly result: GenerationResult }
  | { readonly status: "FAILED" | "CANCELED"; readonly code: string; readonly message: string };

/** IAM Access Analyzer's policy generation, or what stands for it. */
export interface PolicyGenerations {
  /** Repeating the call with the same token gives the same job. Throws QuotaExceededError while another one runs. */
  start(request: { readonly roleArn: string; readonly window: Window; readonly clientToken: string }): Promise<{ readonly jobId: string }>;
  check(jobId: string): Promise<GenerationStatus>;
  /** Ends a job that takes too long, so that it does not hold up the one place there is. */
  cancel(jobId: string): Promise<void>;
  /** How many were started since then, cancelled ones too: the daily quota counts them all. */
  startedSince(instant: string): Promise<number>;
}

export interface PolicyFinding {
  readonly type: "ERROR" | "SECURITY_WARNING" | "WARNING" | "SUGGESTION";
  readonly code: string;
  readonly detail: string;
}

/** Access Analyzer's own checks. Embedded there are none, and the checks say `skipped`. */
export interface PolicyChecks {
  validate(document: string): Promise<readonly PolicyFinding[] | "unavailable">;
  /** Does `proposed` allow anything that `existing` does not? Documents as JSON text. */
  noNewAccess(proposed: string, existing: string): Promise<{ readonly pass: boolean; readonly reasons: readonly string[] } | "unavailable">;
}

/** The bulky parts of a review. `before` is what restoring needs. */
export interface ReviewDocuments {
  readonly evidence: GenerationResult;
  readonly before: RoleState;
  readonly proposal: import("./proposal.ts").Proposal;
}

/** What is known of a role from earlier reviews. */
export interface RoleHistory {
  readonly roleName: string;
  readonly openReviewId?: string;
  /** When the last review of it that counts for its cycle ended. */
  readonly settledAt?: string;
  /** The last review of it that a person decided. */
  readonly decidedReviewId?: string;
  /** Actions, or patterns of them, that were missed after a review and given back: later reviews keep them. Sorted. */
  readonly keep?: readonly string[];
  /** Who changes the role at this moment; absent where no review ever did. */
  readonly turn?: RoleTurn;
}

/** The record. Every write is conditional: two writers never both win. */
export interface ReviewStore {
  /**
   * Opens a review of a role unless one is open. The same cycle asking again gets its own review back
   * (`claimed: true`); another cycle is told which one is open (`claimed: false`).
   */
  claim(review: Review): Promise<{ readonly reviewId: string; readonly claimed: boolean }>;
  /** Throws ReviewNotFoundError. */
  get(reviewId: string): Promise<Review>;
  /**
   * Moves a review on. Throws ReviewConflictError where its status is none of `from` (checked in the same write).
   * A status that ends a review also frees the role for the next one. One that says that the review changes its role takes the
   * role's turn, any other gives it up. Throws RoleBusyError where it is another's turn.
   */
  update(reviewId: string, from: readonly ReviewStatus[], change: ReviewChange): Promise<Review>;
  /**
   * Records a decision on a waiting review, once; the first approval of a review that needs two is recorded as that.
   * Nothing is recorded where it is decided already, or where the same person approves again.
   * Throws ApproverUnknownError where two must approve and the approver has not signed in.
   */
  decide(reviewId: string, decision: Decision): Promise<Decided>;
  putDocument<K extends keyof ReviewDocuments>(reviewId: string, name: K, value: ReviewDocuments[K]): Promise<void>;
  document<K extends keyof ReviewDocuments>(reviewId: string, name: K): Promise<ReviewDocuments[K] | undefined>;
  append(reviewId: string, entry: JournalEntry): Promise<void>;
  /** Oldest first. */
  journal(reviewId: string): Promise<readonly JournalEntry[]>;
  /** Adds to what later reviews of a role keep. */
  keep(roleName: string, actions: readonly string[]): Promise<void>;
  history(roleNames: readonly string[]): Promise<ReadonlyMap<string, RoleHistory>>;
  /** Open reviews, oldest first. */
  open(): Promise<readonly Review[]>;
}

/** What came of a decision, with the review as it stands now. */
export interface Decided {
  readonly recorded: "decision" | "approval" | "nothing";
  readonly review: Review;
}

/** While a review changes its role, it is the role's turn for it. */
export type ReviewChange = ChangedFields &
  (
    | { readonly status: Exclude<ReviewStatus, ChangingStatus>; readonly turn?: undefined }
    | { readonly status: ChangingStatus; readonly turn: TakingTurn }
  );

/** `null` takes a field away. */
interface ChangedFields {
  readonly updatedAt: string;
  readonly outcome?: NonNullable<Review["outcome"]>;
  readonly reason?: string;
  readonly jobId?: string;
  readonly proposalHash?: string;
  readonly quietUntil?: string;
  readonly approversNeeded?: 2 | null;
  readonly waiting?: Review["waiting"] | null;
  /** Taken away where the role drifted: what was decided is no longer what would be applied. The journal keeps it. */
  readonly decision?: null;
  readonly failure?: Review["failure"] | null;
  readonly closedAt?: string;
}

export interface Message {
  /** At most 100 characters, one line, ASCII (SNS). */
  readonly subject: string;
  /** Plain text. */
  readonly body: string;
  /** The same for chat: a custom notification of Amazon Q Developer in chat applications, as JSON text. */
  readonly chat: string;
  readonly kind: "approval-request" | "digest" | "reminder" | "escalation" | "closing" | "denied" | "alarm";
  /** Absent where it is about many. */
  readonly reviewId?: string;
}

export interface Notifier {
  publish(message: Message): Promise<void>;
}

/** The workflow's side of a task that waits for a callback. */
export interface Callbacks {
  /** Throws CallbackGoneError where the task has ended meanwhile. */
  succeed(taskToken: string, output: unknown): Promise<void>;
}

/** What starts the state machine role-restore. */
export interface Restores {
  /**
   * Started once under a name of at most 80 characters; a second start under the same name changes nothing. False where what was
   * started under it is over, or is not the same.
   */
  start(name: string, input: RestoreInput): Promise<boolean>;
  /** One line by which a person starts it. */
  command(input: RestoreInput): string;
}

/** All that a review took away is given back, or `addBack` alone; what was `missed` is kept by later reviews. */
export interface RestoreInput {
  readonly reviewId: string;
  readonly addBack?: readonly string[];
  readonly missed?: readonly string[];
  readonly by?: string;
  readonly reason?: string;
  /** The fingerprint of the role that whoever asks was shown: where the role is another by then, nothing is done. */
  readonly seen?: string;
}

/** Keyed hashes over links and form tokens: KMS when deployed, a key of the process when embedded. */
export interface Signer {
  /** Base64url, without padding. */
  sign(text: string): Promise<string>;
  verify(text: string, signature: string): Promise<boolean>;
}

export interface Clock {
  /** ISO 8601, UTC, milliseconds. */
  now(): string;
}

/** Waiting inside a step: seconds, for IAM to show what it has accepted. The workflow does the longer waits. */
export interface Pauses {
  pause(seconds: number): Promise<void>;
}

export interface Ids {
  /** 128 random bits, in lower-case base 32: good for an execution name and a link. */
  next(): string;
}

/** What the operator set: the template's parameters, or the command line. */
export interface Settings {
  readonly tagKey: string;
  readonly tagValue: string;
  readonly lookBackDays: number;
  readonly reviewCycleDays: number;
  readonly approvalDays: number;
  /** When nobody has decided by then, the escalation topic is asked too; 0 for never. */
  readonly escalationHours: number;
  /** For how long what was rejected is not asked again unchanged; 0 to ask again every cycle. */
  readonly quietDays: number;
  /** From how many proposals of one cycle on approvers get one message that lists them; 0 for never. */
  readonly digestFrom: number;
  readonly watchHours: number;
  /** For how long a restore link is good, from when it is told. */
  readonly restoreLinkDays: number;
  readonly graceDays: number;
  readonly generationsPerDay: number;
  readonly region: string;
  /** What becomes of an approved change of a role that code owns: a patch to paste, or (also where it is absent) the change itself. */
  readonly codeOwnedRoles?: "patch" | "apply";
  /** Is an action that is denied during the watch given back at once, without asking? */
  readonly restoreOnDenied?: boolean;
  /** Roles that are never reviewed, by name pattern: Whittle's own among them. */
  readonly excludedRoles: readonly string[];
  /** Review every eligible role where none carries the tag (embedded only). */
  readonly untaggedToo: boolean;
  /** Base address of the approval page, without a trailing slash. */
  readonly pageUrl: string;
  /** Who may decide: whoever has the link, who signs in at the OpenID provider, or (embedded only) the person at this machine. */
  readonly approverSignIn: "link" | "oidc" | "local";
  /** A window other than the last `lookBackDays`, where the operator gave one. */
  readonly window?: Window;
}

/** Everything a step of the workflow may use. Each deployed function is given only what its role allows. */
export interface Ports {
  readonly roles: Roles;
  readonly stacks: Stacks;
  readonly changes: RoleChanges;
  readonly generations: PolicyGenerations;
  readonly lastAccess: LastAccessReports;
  readonly checks: PolicyChecks;
  readonly store: ReviewStore;
  readonly notifier: Notifier;
  readonly callbacks: Callbacks;
  readonly signer: Signer;
  readonly catalogue: ActionCatalogue;
  readonly clock: Clock;
  readonly pauses: Pauses;
  readonly ids: Ids;
  readonly settings: Settings;
}
