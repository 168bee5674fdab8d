import type { Window } from "#core/usage/activity.ts";
import type { Answers } from "./answers.ts";
import type { ApproverRule } from "./approval/approver-rule.ts";
import type { ChangeWindow } from "./change/schedule/change-window.ts";

/** What the operator set: the template's parameters, or the command line. */
export interface Settings {
  /** `REGION/NAME` of the deployed stack, in a member after its account; absent in an embedded run. */
  readonly stack?: string;
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
  /** When approved changes may be made; at any time where it is absent. A restore is never delayed. */
  readonly changeWindow?: ChangeWindow;
  readonly watchHours: number;
  /** For how long a restore link is good, from when it is told. */
  readonly restoreLinkDays: number;
  /** For how many days an approved change is held against live calls; 0 for none, absent in an embedded run, which sees no live call. */
  readonly rehearsalDays?: number;
  /** The role is in another account than the stack, whose live calls the stack does not get. */
  readonly isOfMember?: true;
  /** The language of requests for approval; English where it is absent. The page follows its reader's browser. */
  readonly messageLanguage?: "en" | "ja";
  readonly graceDays: number;
  readonly generationsPerDay: number;
  /** The most roles that one cycle takes; infinite in an embedded run, which has no execution history to fill. */
  readonly reviewsPerCycle: number;
  readonly region: string;
  /** What becomes of an approved change of a role that code owns: a patch to paste, a pull request, or (also where it is absent) the change itself. */
  readonly codeOwnedRoles?: "patch" | "apply" | "pull-request";
  /** Is an action that is denied during the watch given back at once, without asking? */
  readonly restoreOnDenied?: boolean;
  /** Policies to replace besides the broad ones, of every role: names, `inline`, `all` (embedded only; elsewhere the role's tag says it). */
  readonly replace?: readonly string[];
  /** Roles that are never reviewed, by name pattern: Whittle's own among them. */
  readonly excludedRoles: readonly string[];
  /** Review every eligible role where none carries the tag (embedded only). */
  readonly untaggedToo: boolean;
  /** Base address of the approval page, without a trailing slash. */
  readonly pageUrl: string;
  /** Who may decide: whoever has the link, who signs in at the OpenID provider, or (embedded only) the person at this machine. */
  readonly approverSignIn: "link" | "oidc" | "local";
  /** Who alone may decide about the roles of an account or an owner; counts with `oidc` alone. */
  readonly approversOf?: readonly ApproverRule[];
  /** The folder with the copy of the account that changes are made in; absent where nothing is saved (embedded only). */
  readonly copyIn?: string;
  /** Answers to the questions of proposals, given before they are made (embedded only). */
  readonly answers?: Answers;
  /** Must each answer be about a question of every proposal? A run about one role refuses what answers nothing. */
  readonly answersMustMatch?: boolean;
  /** A window other than the last `lookBackDays`, where the operator gave one. */
  readonly window?: Window;
}

/** What every message needs to know. */
export type MessageSettings = Pick<Settings, "messageLanguage">;
