import { createInterface } from "node:readline/promises";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { eventRulesToEnd } from "#adapters/aws/event-rule-rehearsals.ts";
import { type AwsAccess, settingsOf } from "#adapters/bucket/access.ts";
import { systemClock, timerPauses } from "#adapters/machine.ts";
import { asOperator } from "#adapters/operator/as-operator.ts";
import { stackDeployment } from "#adapters/operator/deployment.ts";
import { describeStack, outputOf } from "#adapters/operator/stack.ts";
import { whittlePolicies } from "#adapters/operator/whittle-policies.ts";
import { shellWord } from "#core/review/change/restore/break-glass.ts";
import type { Stack } from "#core/review/doctor/facts.ts";
import { type Ended, endAll } from "#core/review/uninstall/end-all.ts";
import { planRemoval, type Removal } from "#core/review/uninstall/removal.ts";
import { oneOf } from "../one-of.ts";
import { DEFAULT_STACK, FORMATS } from "../stack/options.ts";
import { print, printJson } from "../terminal/lines.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { UNINSTALL } from "./options.ts";
import { tellLeft, tellRemoval, tellStays, tellWaiting } from "./tell.ts";

const DEFAULT_WAIT_MINUTES = 20;

/** `whittle uninstall`: gives the exit code. Throws typed errors. */
export async function uninstall(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(UNINSTALL, args);
  if (parsed === "help") return 0;
  const { stack: name = DEFAULT_STACK, profile, region, format = "text", yes = false, "dry-run": dryRun = false } = parsed.values;
  if (yes && dryRun) throw new UsageError(UNINSTALL.name, "Give --dry-run or --yes, not both.");
  const asJson = oneOf(UNINSTALL.name, "--format", FORMATS, format) === "json";
  const minutes = minutesOf(parsed.values.wait);
  const stack = await describeStack(name, { profile, region });
  const ports = await portsOf(stack, profile);
  return await asOperator(`stack ${name}`, async () => {
    const { deployment, store } = ports;
    const removal = planRemoval(await deployment.isScheduled(), await deployment.running(), await store.open());
    if (!asJson) tellRemoval(stack, removal);
    if (dryRun) return dryRunEnded(removal, asJson);
    if (!yes && !(await isConfirmed(name, { profile, region }))) return 3;
    const ended = await endAll(ports, minutes * 60, asJson ? () => {} : tellWaiting());
    const policies = await whittlePolicies({ profile, region: stack.region });
    if (asJson) printJson(endedJson(stack, ended, policies.length));
    else if (isLeft(ended)) tellLeft(stack, ended);
    else tellStays(stack, policies);
    return isLeft(ended) ? 1 : 0;
  });
}

function minutesOf(given: string | undefined): number {
  const minutes = Number(given ?? DEFAULT_WAIT_MINUTES);
  if (Number.isFinite(minutes) && minutes >= 0) return minutes;
  throw new UsageError(UNINSTALL.name, `--wait ${given}: give a number of minutes.`);
}

/** The rehearsals' rules and the record are read and written with the operator's own credentials. */
async function portsOf(stack: Stack, profile: string | undefined) {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { EventBridgeClient } = await import("@aws-sdk/client-eventbridge");
  const settings = settingsOf({ profile, region: stack.region });
  return {
    deployment: stackDeployment(stack, { profile }),
    store: dynamodbReviewStore(outputOf(stack, "ReviewTableName"), { client: new DynamoDBClient(settings) }),
    rehearsals: eventRulesToEnd(new EventBridgeClient(settings)),
    clock: systemClock,
    pauses: timerPauses,
  };
}

/** Where nobody can be asked, nothing is done. */
async function isConfirmed(name: string, { profile, region }: AwsAccess): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    const access = [profile === undefined ? [] : ["--profile", profile], region === undefined ? [] : ["--region", region]].flat();
    print(`\nNothing was ended. To end it: whittle uninstall ${["--stack", name, ...access].map(shellWord).join(" ")} --yes`);
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  try {
    if ((await asking.question(`\nTo end this now, type the name of the stack (${name}): `)).trim() === name) return true;
    print("Nothing was ended.");
    return false;
  } finally {
    asking.close();
  }
}

function dryRunEnded(removal: Removal, asJson: boolean): number {
  if (asJson) printJson({ dryRun: true, ...removalJson(removal) });
  return 0;
}

const named = ({ id, roleName, status }: Removal["removed"][number]) => ({ reviewId: id, roleName, status });

function removalJson({ removed, unwatched, awaited, ...counts }: Removal) {
  return { ...counts, removed: removed.map(named), unwatched: unwatched.map(named), awaited: awaited.map(named) };
}

function isLeft({ left }: Ended): boolean {
  return left.reviews.length + left.executions.length > 0;
}

function endedJson(stack: Stack, { removed, unwatched, left }: Ended, policies: number) {
  return {
    stack: stack.name,
    region: stack.region,
    removed: removed.map(named),
    unwatched: unwatched.map(named),
    left: { reviews: left.reviews.map(named), executions: left.executions.map(({ arn }) => arn) },
    stays: { table: outputOf(stack, "ReviewTableName"), policies },
  };
}
