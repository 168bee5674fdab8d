import type { RoleName } from "#core/aws/names.ts";
import { fingerprint } from "#core/review/change/fingerprint.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { INLINE_NAME } from "#core/review/permission-sets/inline-policy.ts";
import type { SetChanges } from "#core/review/ports/permission-sets.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { approvedAccount } from "./account.ts";
import { APPLY, type Run, runWithFaults, type Watchable } from "./faults.ts";
import type { Scenario } from "./scenarios.ts";

export type Ending = "applied" | "restored" | "failed with the truth" | `untrue: ${string}`;

/**
 * How a run ended, judged by the account and not by what the record says alone: a failed review must name what the role carries,
 * and the commands that it gives must put the role right.
 */
export async function endingOf(account: Watchable, run: Run, asApplied: RoleState): Promise<Ending> {
  account.time.pass(3600);
  const { status, failure } = run.review;
  const now = account.iam.accepted(account.before.name);
  const isOld = isSame(now, account.before);
  const isApplied = isSame(now, asApplied);
  if (status === "settled" || status === "applied") return isApplied ? "applied" : "untrue: it says applied";
  if (status === "restored") return isOld ? "restored" : "untrue: it says restored";
  if (failure?.code === "change-failed") return await halfwayEnding(account, run, failure.message);
  if (failure?.code === "change-undone" || run.ended === "") return truth(isOld, "it says undone");
  if (isApplied) return truth(failure?.step === "applied", `it does not say that it was applied: ${failure?.code}`);
  return truth(isOld, `it says ${failure?.code ?? "nothing"}`);
}

function truth(isTrue: boolean, otherwise: string): Ending {
  return isTrue ? "failed with the truth" : `untrue: ${otherwise}`;
}

/** The role after a run without faults. */
export async function appliedRole(scenario: Scenario): Promise<RoleState> {
  const account = await approvedAccount(scenario);
  await runWithFaults(account, APPLY, []);
  return account.iam.accepted(account.before.name);
}

async function halfwayEnding(account: Watchable, { shown }: Run, message: string): Promise<Ending> {
  const carried = / the role carried (.*): all that it had, or all that was approved\./.exec(message)?.[1] ?? "";
  if (!shown.has(carried)) return `untrue: it never carried ${carried}`;
  await runCommands(account, message.slice(message.search(/aws (iam|sso-admin)/)));
  const isBack = isSame(account.iam.accepted(account.before.name), account.before);
  return truth(isBack, "the commands do not put it right");
}

/** What a shell would do with the commands: one after the other, and where one fails nothing after the next `&&`. */
async function runCommands(account: Watchable, line: string): Promise<void> {
  const commands = line.split(" && ").flatMap((part) => part.replace(/^\{ |; \}$/g, "").split("; "));
  for (const command of commands) await runCommand(account, command);
}

async function runCommand({ before, ports: { changes } }: Watchable, command: string): Promise<void> {
  const words = command.split(" ");
  if ("provision" in changes) return await runSetCommand(changes, before.name, words);
  const option = (name: string) => words[words.indexOf(name) + 1] ?? "";
  const role = asRoleName(option("--role-name"));
  const policy = () => asArn(option("--policy-arn"));
  const name = option("--policy-name");
  switch (words[2]) {
    case "attach-role-policy":
      return changes.attach(role, policy());
    case "detach-role-policy":
      return changes.detach(role, policy());
    case "set-default-policy-version":
      return changes.setDefaultVersion(policy(), option("--version-id"));
    case "put-role-policy":
      return changes.putInline(role, name, option("--policy-document").slice(1, -1));
    case "delete-role-policy":
      return changes.deleteInline(role, name);
    default:
      throw new Error(`no command of ours: ${command}`);
  }
}

async function runSetCommand(changes: SetChanges, set: RoleName, words: readonly string[]): Promise<void> {
  const option = (name: string) => words[words.indexOf(name) + 1] ?? "";
  switch (words[2]) {
    case "attach-managed-policy-to-permission-set":
      return changes.attach(set, asArn(option("--managed-policy-arn")));
    case "put-inline-policy-to-permission-set":
      return changes.putInline(set, INLINE_NAME, option("--inline-policy").slice(1, -1));
    case "delete-inline-policy-from-permission-set":
      return changes.deleteInline(set, INLINE_NAME);
    case "provision-permission-set":
      return changes.provision(set);
    default:
      throw new Error(`no command of ours: ${words.join(" ")}`);
  }
}

function isSame(one: RoleState, other: RoleState): boolean {
  return fingerprint(one) === fingerprint(other);
}
