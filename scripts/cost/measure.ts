import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import * as v from "valibot";
import { createInstanceRole, GENERATED, roleArn } from "#test/offline-aws/account.ts";
import serveOfflineAws from "#test/offline-aws/fork-server.ts";
import { operator } from "#test/offline-aws/offline-aws.ts";
import { linkIn, press } from "#test/offline-aws/page.ts";
import { type DeployedStack, deployStack } from "#test/offline-aws/stack.ts";
import { until } from "#test/offline-aws/until.ts";
import type { Basis } from "./basis.ts";

const Calls = v.array(
  v.object({ service: v.string(), action: v.string(), role: v.nullable(v.string()), params: v.record(v.string(), v.unknown()) }),
);
const Invocations = v.array(v.object({ function: v.string(), ms: v.number() }));
/** An item with a place in the index of reviews. */
const Indexed = v.object({ Item: v.looseObject({ openSince: v.unknown() }) });
const Transaction = v.object({ TransactItems: v.array(v.object({ Put: v.optional(v.unknown()) })) });
const KILOBYTE = 1024;
const kilobytesOf = (written: unknown) => Math.ceil(JSON.stringify(written).length / KILOBYTE);

/** What the offline AWS counts while one role goes the dearest way of a review: it is asked about, approved, changed and watched. */
export async function measure(): Promise<Basis> {
  const end = await serveOfflineAws();
  const stack = await deployStack({ WatchHours: "1" });
  try {
    await createInstanceRole(stack.iam, "MyRole", { "whittle:review": "on", "offline:used": "ssm ssmmessages logs" });
    await stack.aws.control("aa/script", { principal_arn: roleArn("MyRole"), polls: 3, policies: [GENERATED] });
    const cycle = await stack.startCycle({});
    const request = await until("a request", async () => (await stack.messages()).find(({ message }) => message.includes("http"))?.message);
    await press(linkIn(request), "approve", "");
    await stack.ended(cycle, 120);
    const review = await endedReview(stack);
    const names = { cycle: await statesOf(stack, cycle), review: await statesOf(stack, review) };
    return { states: names, ...(await callsOf(stack)), invocations: await invocationsOf(stack) };
  } finally {
    await stack.aws.stop();
    await end?.();
  }
}

function client(stack: DeployedStack): SFNClient {
  return new SFNClient(operator(stack.aws.endpoint));
}

async function endedReview(stack: DeployedStack): Promise<string> {
  const command = new ListExecutionsCommand({ stateMachineArn: stack.output("RoleReviewArn") });
  return until(
    "the end of the review",
    async () => {
      const { executions = [] } = await client(stack).send(command);
      return executions.find(({ status }) => status === "SUCCEEDED")?.executionArn;
    },
    300,
  );
}

async function statesOf(stack: DeployedStack, executionArn: string): Promise<string[]> {
  const { events = [] } = await client(stack).send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

async function callsOf(stack: DeployedStack): Promise<Pick<Basis, "calls" | "writtenKilobytes" | "indexedKilobytes" | "mailed">> {
  const calls = v.parse(Calls, await stack.aws.control("calls")).filter(({ role }) => role?.includes("/whittle/"));
  const counts = new Map<string, number>();
  let writtenKilobytes = 0;
  let indexedKilobytes = 0;
  // A mail has a subject, and its copy for chat has none.
  const mailed = calls.filter(({ action, params }) => action === "Publish" && params.Subject !== undefined).length;
  for (const { service, action, params } of calls) {
    const name = `${service}:${action}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    if (/^dynamodb:(Put|Update|TransactWrite)/.test(name)) writtenKilobytes += kilobytesOf(params);
    if (v.is(Transaction, params))
      for (const { Put } of params.TransactItems) if (v.is(Indexed, Put)) indexedKilobytes += kilobytesOf(Put.Item);
  }
  return { calls: Object.fromEntries([...counts].sort()), writtenKilobytes, indexedKilobytes, mailed };
}

async function invocationsOf(stack: DeployedStack): Promise<Basis["invocations"]> {
  const all = v.parse(Invocations, await stack.aws.control("invocations"));
  return all.map((invocation) => ({ function: invocation.function.replace(/^stack-/, ""), ms: Math.round(invocation.ms) }));
}
