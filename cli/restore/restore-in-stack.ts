import type { AwsAccess } from "#adapters/bucket/access.ts";
import { UnusableFileError } from "#adapters/local/errors.ts";
import { describeStack, outputOf } from "#adapters/operator/stack.ts";
import { stackRecord } from "#adapters/operator/stack-record.ts";
import { startExecution } from "#adapters/operator/start-execution.ts";
import type { Stack } from "#core/review/doctor/facts.ts";
import type { Review } from "#core/review/model/review.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import { executionName } from "../start/execution-name.ts";
import { paragraph, print } from "../terminal/lines.ts";
import { lastApplied } from "./last-applied.ts";
import { checkWanted, type WantedBack } from "./wanted-back.ts";

/**
 * Starts role-restore of a deployed stack, and says what follows. Whether the restore is allowed, the workflow decides: it refuses one
 * of a role that two people approve, which is asked for on the page. Throws typed errors.
 */
export async function restoreInStack(stackName: string, access: AwsAccess, { name, actions, reason }: WantedBack): Promise<void> {
  const stack = await describeStack(stackName, access);
  const where = { ...access, region: stack.region };
  const record = stackRecord(outputOf(stack, "ReviewTableName"), where);
  try {
    const review = lastApplied(await record.all(), name);
    if (!review) throw new UnusableFileError(name, `no applied review in the stack ${stackName} has this id or role. See: whittle list`);
    const input = {
      reviewId: review.id,
      ...(actions.length > 0 ? { addBack: actions } : {}),
      ...(reason === undefined ? {} : { reason }),
    };
    const machine = isSetArn(review.roleArn) ? restoreOfSets(stack, review, actions) : outputOf(stack, "RoleRestoreArn");
    await checkWanted(record, review, actions);
    const executionArn = await startExecution(machine, executionName(), input, where);
    print(`Started ${executionArn}`);
    paragraph(
      actions.length > 0
        ? `It adds ${actions.join(", ")} to the policy that the review gave ${review.roleName}, as far as the role had them before.`
        : `It attaches to ${review.roleName} what the review detached, then detaches what the review attached.`,
    );
    paragraph(`The approvers are notified when it is done, or why it was refused. See: whittle show ${review.id} --stack ${stackName}`);
  } finally {
    record.close();
  }
}

function restoreOfSets({ name, outputs }: Stack, { roleName }: Review, actions: readonly string[]): string {
  if (actions.length > 0) throw new UnusableFileError(roleName, "is a permission set, which is restored as a whole. Leave --action out.");
  if (outputs.SetRestoreArn !== undefined) return outputs.SetRestoreArn;
  throw new UnusableFileError(
    roleName,
    `is a permission set, and the stack ${name} reviews none any more. Set its parameter IdentityCenterId again, or run the commands in the message about the change.`,
  );
}
