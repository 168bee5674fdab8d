import type { ActionLastAccessed, LastAccessed } from "#core/evidence/last-accessed.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { Answers } from "../answers.ts";
import type { PolicyRoom } from "../model/proposal.ts";
import type { Review } from "../model/review.ts";
import type { RoleState } from "../model/role-state.ts";

export interface ProposeInput {
  readonly review: Pick<Review, "id" | "window">;
  readonly role: RoleState;
  readonly roleFingerprint: string;
  readonly activity: Activity;
  /** When the role last used each service, where IAM told. */
  readonly lastAccessed?: readonly LastAccessed[];
  /** What a log shows after the end of its window, where a change was stopped because of it. */
  readonly usedSince?: readonly ActionLastAccessed[];
  /** Actions that were missed after an earlier review and given back. */
  readonly keep: readonly string[];
  /** Answers to the questions, where they were given before. */
  readonly answers?: Answers;
  /** What the operator wants replaced besides; see selectPolicies. */
  readonly replace?: readonly string[];
  /** What the refined policy may take, where that is not the room that the role has. */
  readonly room?: PolicyRoom;
  readonly proposedAt: string;
  readonly catalogue: ActionCatalogue;
}

/** The role's policy documents by what the review does with them. */
export interface RolePolicies {
  readonly replaced: readonly PolicyDocument[];
  readonly retained: readonly PolicyDocument[];
  /** Refined and retained: the role as it would be. */
  readonly after: readonly PolicyDocument[];
  readonly refined: readonly PolicyDocument[];
}
