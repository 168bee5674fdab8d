import type { AwsAccess } from "#adapters/bucket/access.ts";
import { UnusableFileError } from "#adapters/local/errors.ts";
import { describeStack } from "#adapters/operator/stack.ts";
import { stackRecord } from "#adapters/operator/stack-record.ts";
import { startExecution } from "#adapters/operator/start-execution.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import { executionName } from "../start/execution-name.ts";
import { paragraph, print } from "../terminal/lines.ts";
import { lastApplied } from "./last-applied.ts";
import type { WantedBack } from "./wanted-back.ts";

/**
 * Starts role-restore of a deployed stack, and says what follows. Whether the restore is allowed, the workflow decides: it refuses one
 * of a role that two people approve, which is asked for on the page. Throws typed errors.
 */
export async function restoreInStack(stack: string, access: AwsAccess, { name, actions, reason }: WantedBack): Promise<void> {
  const { outputs, region } = await describeStack(stack, access);
  const where = { ...access, region };
  const record = stackRecord(outputs.ReviewTableName ?? "", where);
  try {
    const review = lastApplied(await record.all(), name);
    if (!review) throw new UnusableFileError(name, `no applied review in the stack ${stack} has this id or role. See: whittle list`);
    const input = {
      reviewId: review.id,
      ...(actions.length > 0 ? { addBack: actions } : {}),
      ...(reason === undefined ? {} : { reason }),
    };
    const isSet = isSetArn(review.roleArn);
    if (isSet && actions.length > 0)
      throw new UnusableFileError(review.roleName, "is a permission set, which is restored as a whole. Leave --action out.");
    const machine = isSet ? outputs.SetRestoreArn : outputs.RoleRestoreArn;
    const executionArn = await startExecution(machine ?? "", executionName(), input, where);
    print(`Started ${executionArn}`);
    paragraph(
      actions.length > 0
        ? `It adds ${actions.join(", ")} to the policy that the review gave ${review.roleName}, as far as the role had them before.`
        : `It attaches to ${review.roleName} what the review detached, then detaches what the review attached.`,
    );
    paragraph(`The approvers are notified when it is done, or why it was refused. See: whittle show ${review.id} --stack ${stack}`);
  } finally {
    record.close();
  }
}
