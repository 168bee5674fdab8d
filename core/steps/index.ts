import type { Ports } from "#core/review/ports.ts";
import { applyPolicy } from "./apply-policy.ts";
import { checkGeneration } from "./check-generation.ts";
import { cleanUp } from "./clean-up.ts";
import { closeReview } from "./close-review.ts";
import { discoverRoles } from "./discover-roles.ts";
import { expireReview } from "./expire-review.ts";
import { followPullRequest } from "./follow-pull-request.ts";
import { proposePolicy } from "./propose-policy.ts";
import { rehearseChange } from "./rehearse-change.ts";
import { reportFailure } from "./report-failure.ts";
import { requestApproval } from "./request-approval.ts";
import { restoreRole } from "./restore-role.ts";
import { sendDigest } from "./send-digest.ts";
import { startGeneration } from "./start-generation.ts";

export type Step = (ports: Ports, input: unknown) => Promise<unknown>;

/** Every step of the workflow by its function's name; the state machines name them `${DiscoverRolesFunction}` and so on. */
export const steps = {
  "discover-roles": discoverRoles,
  "start-generation": startGeneration,
  "check-generation": checkGeneration,
  "propose-policy": proposePolicy,
  "request-approval": requestApproval,
  "send-digest": sendDigest,
  "expire-review": expireReview,
  "apply-policy": applyPolicy,
  "rehearse-change": rehearseChange,
  "follow-pull-request": followPullRequest,
  "restore-role": restoreRole,
  "clean-up": cleanUp,
  "close-review": closeReview,
  "report-failure": reportFailure,
} as const satisfies Record<string, Step>;
