import { codePatch } from "#core/review/change/code-patch.ts";
import type { ReasonOf } from "#core/review/model/outcome.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { CodeRequest } from "#core/review/ports/code-host.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import { messageOf } from "./message-of.ts";
import { outcomeText, ownerText } from "./outcome.ts";
import { headline } from "./summary.ts";

const FORMS = { "pull-request": "pull request", issue: "issue" } as const satisfies Record<CodeRequest["form"], string>;

/** Says that a pull request or an issue asks for the approved change, and what is to be done with it. */
export function codeRequestMessage(proposal: Proposal, owner: CodeOwner, { form, url }: Pick<CodeRequest, "form" | "url">): Message {
  const { name } = proposal.role;
  const isIssue = form === "issue";
  return messageOf({
    kind: "closing",
    reviewId: proposal.reviewId,
    roles: [proposal.role.arn],
    title: `Approved, ${FORMS[form]} opened: ${name}`,
    lead: [
      `${name} is managed by code: ${ownerText(owner.because)}. Its next deployment would undo a manual change, so Whittle changed nothing in AWS and opened ${isIssue ? "an" : "a"} ${FORMS[form]}.`,
    ],
    ways: [
      { words: isIssue ? "Make the change in the code, and deploy it:" : "Merge it, and deploy the code:", kind: "link", text: url },
      ...(isIssue ? [{ words: "The change as a patch:", kind: "patch", text: codePatch({ ...proposal, owner }) } as const] : []),
    ],
    after: "When the role has exactly the approved permissions, you get a message and Whittle watches for denied calls.",
  });
}

/** Says that the code has carried the change out. */
export function deployedMessage(review: Review, proposal: Proposal, url: string): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Applied by code: ${review.roleName}: ${headline(proposal)}`,
    lead: [
      `${review.roleName}: its code is deployed, and the role has exactly the permissions that ${review.decision?.by ?? "somebody"} approved.`,
    ],
    ways: [{ words: "To undo the change, revert this and deploy the code:", kind: "link", text: url }],
    after: "No action needed. If the role is denied a call that it could make before, you get a message.",
  });
}

/** Says that the code did not carry the change out, and what comes next. */
export function notDeployedMessage(review: Review, reason: ReasonOf<"not-deployed">): Message {
  return messageOf({
    kind: "closing",
    reviewId: review.id,
    roles: [review.roleArn],
    title: `Not applied: ${review.roleName}`,
    lead: [`${review.roleName}: ${outcomeText(reason)}`],
    ways: [{ words: `The ${FORMS[reason.form]}:`, kind: "link", text: reason.url }],
    after: "The next review of the role asks again.",
  });
}
