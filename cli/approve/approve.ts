import { openAddress } from "#adapters/operator/open-address.ts";
import { describeStack, outputOf } from "#adapters/operator/stack.ts";
import { stackRecord } from "#adapters/operator/stack-record.ts";
import { instantText } from "#core/messages/text.ts";
import { findReview } from "../reviews/find-review.ts";
import { DEFAULT_STACK } from "../stack/options.ts";
import { paragraph, print } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { APPROVE } from "./options.ts";

/** `whittle approve`: says where a review is decided, and decides nothing. Gives the exit code. Throws typed errors. */
export async function approve(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(APPROVE, args);
  if (parsed === "help") return 0;
  const [name, ...more] = parsed.positionals;
  if (name === undefined || more.length > 0) throw new UsageError(APPROVE.name, "Give one review id or one role name.");
  const { stack: named = DEFAULT_STACK, profile, region, open = false } = parsed.values;
  const stack = await describeStack(named, { profile, region });
  const record = stackRecord(outputOf(stack, "ReviewTableName"), { profile, region: stack.region });
  try {
    const { id, roleName, status, waiting } = await findReview(record, name);
    if (status !== "waiting" || !waiting) {
      paragraph(`${roleName} is ${status}: there is nothing to decide. See: whittle show ${id} --stack ${stack.name}`);
      return 1;
    }
    if (stack.parameters.ApproverSignIn !== "oidc") {
      paragraph(
        `${roleName} is decided by the link in the message to its approvers, until ${instantText(waiting.expiresAt)}. The link itself is the right to decide, so no command can make one. With ApproverSignIn = oidc, this prints the page's address.`,
      );
      return 1;
    }
    const address = `${outputOf(stack, "PageUrl")}/reviews/${id}`;
    paragraph(`Approve or reject ${roleName} here, until ${instantText(waiting.expiresAt)}:`);
    print(address);
    if (open) await openAddress(address);
    return 0;
  } finally {
    record.close();
  }
}
