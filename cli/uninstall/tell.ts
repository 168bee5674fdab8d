import { outputOf } from "#adapters/operator/stack.ts";
import type { Stack } from "#core/review/doctor/facts.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Ended } from "#core/review/uninstall/end-all.ts";
import type { Removal } from "#core/review/uninstall/removal.ts";
import { counted, someOf } from "#core/text.ts";
import { line, paragraph, print, shellLines } from "../terminal/lines.ts";

const MOST_NAMES = 10;

const names = (reviews: readonly Review[]) =>
  someOf(
    reviews.map(({ roleName, status }) => `${roleName} (${status})`),
    MOST_NAMES,
  );

/** What would end, before anything does. */
export function tellRemoval({ name, region, account }: Stack, removal: Removal): void {
  const { isScheduled, cycles, removed, unwatched, awaited, restores, messages } = removal;
  const rehearsed = removed.filter(({ status }) => status === "rehearsing");
  print(`Stack ${name} in ${region}, account ${account}. No role is changed. This would end:\n`);
  line("Schedule", isScheduled ? "on; turned off" : "off already");
  line("Cycles", cycles === 0 ? "none runs" : `${cycles} stopped`);
  line("Reviews", removed.length === 0 ? "none is open" : `${removed.length} closed without a change: ${names(removed)}`);
  if (rehearsed.length > 0)
    line("Rehearsals", `${counted(rehearsed.length, "role")} in rehearsal: old and new policies are attached, and stay.`);
  if (unwatched.length > 0)
    line("Watches", `${unwatched.length} end early, so a denied call is not reported any more: ${names(unwatched)}`);
  if (messages > 0) line("Messages", `${messages} about denied calls, not sent yet, are dropped. See the record: whittle show ROLE`);
  if (awaited.length + restores > 0)
    line(
      "Waited for",
      [...(awaited.length > 0 ? [names(awaited)] : []), ...(restores > 0 ? [counted(restores, "restore")] : [])].join("; "),
    );
}

/** Says what is waited for, whenever that changes. */
export function tellWaiting(): (left: Ended["left"]) => void {
  let last = "";
  return ({ reviews, executions }) => {
    const text = reviews.length > 0 ? `Waiting for ${names(reviews)}.` : `Waiting for ${counted(executions.length, "execution")} to end.`;
    if (text !== last) print(text);
    last = text;
  };
}

/** What is still under way after all the waiting. */
export function tellLeft({ name }: Stack, { left }: Ended): void {
  paragraph("\nStill under way, and not cut off:");
  for (const { id, roleName, status } of left.reviews) paragraph(`${roleName}: ${status}, review ${id}`, 2);
  for (const { arn } of left.executions) paragraph(arn, 2);
  print(`\nRun the command again before you delete the stack. To see a review: whittle show REVIEW --stack ${name}`);
}

type Policies = readonly { readonly isAttached: boolean }[];

/** What stays in the account, and how the rest is deleted. */
export function tellStays(stack: Stack, policies: Policies): void {
  const { name, region, outputs } = stack;
  const attached = policies.filter(({ isAttached }) => isAttached).length;
  print("\nEverything has ended. What stays when you delete the stack:\n");
  line("Roles", "as they are, with the policies that they carry now");
  line(
    "Policies",
    `${counted(policies.length, "managed policy", "managed policies")} under the path /whittle/, ${attached} of them attached`,
  );
  line("Record", `table ${outputOf(stack, "ReviewTableName")}, with the command that restores each role`);
  if (outputs.VoteKeyArn !== undefined) line("Vote key", `KMS key ${outputs.VoteKeyArn}, which proves who decided`);
  print("\nDeleted with it: functions, state machines, topics, alarms, all logs, and the keys of the links (after 7 days).");
  print("\nDelete the stack:\n");
  print(shellLines(`aws cloudformation delete-stack --stack-name ${name} --region ${region}`, "  "));
  print(shellLines(`aws cloudformation wait stack-delete-complete --stack-name ${name} --region ${region}`, "  "));
}
