import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { ScopeFacts } from "#core/usage/open-types.ts";
import type { LastAccessed } from "./last-accessed.ts";
import type { Purpose } from "./purpose.ts";

/** What the questions to an approver are made from. */
export interface CandidateInput {
  readonly activity: Activity;
  /** Actions that are implied, and so stay anyway. */
  readonly implied: ReadonlySet<string>;
  readonly purpose: Purpose;
  /** Undefined where it is not known. */
  readonly lastAccessed: readonly LastAccessed[] | undefined;
  readonly facts: ScopeFacts;
  /** Of other services than these, nothing can be open: the role may do nothing there. Undefined: of any. */
  readonly mayUse: ((service: string) => boolean) | undefined;
  readonly catalogue: ActionCatalogue;
}
