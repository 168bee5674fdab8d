import { CreatePolicyCommand, CreatePolicyVersionCommand, PutRolePolicyCommand, SetDefaultPolicyVersionCommand } from "@aws-sdk/client-iam";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { attach, createInstanceRole, GENERATED, roleArn } from "./account.ts";
import { deniedCall, putCloudTrailEvent } from "./event-bus.ts";
import { offlineAwsMissing, operator } from "./offline-aws.ts";
import { filledIn, linkIn, open, send } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const ROLE = "PatchManagerInstanceRole";
const MISSED = "logs:DeleteLogGroup";
const Cycle = v.pipe(v.string(), v.parseJson(), v.object({ reviews: v.tuple([v.object({ reviewId: v.string() })]) }));

/** A refined policy of an earlier review, with as many versions as IAM keeps; the last but one is in force. */
const OLD_VERSIONS = ["sns:ListTopics", "sns:Publish", "sns:Subscribe", "logs:PutRetentionPolicy", "sns:Unsubscribe"];

describe.skipIf(missing)(`a change that took too much away${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let before: RoleState;
  let reviewId: string;
  let link: string;

  const role = () => iamRoles(stack.iam).read(ROLE);
  const messages = async (subject: RegExp) => (await stack.messages()).filter((message) => subject.test(message.subject));

  /** The first message of that subject to the approvers. */
  function told(subject: RegExp): Promise<string> {
    const find = async () => (await messages(subject)).find(({ topic }) => topic === stack.output("ApprovalTopicArn"))?.message;
    return until(`the message ${subject}`, find, 170);
  }

  async function startReview(input: unknown): Promise<string> {
    await stack.aws.control("aa/script", { principal_arn: roleArn(ROLE), polls: 1, policies: [GENERATED] });
    const { output } = await stack.ended(await stack.startCycle(input), 120);
    return v.parse(Cycle, output).reviews[0].reviewId;
  }

  beforeAll(async () => {
    stack = await deployStack({ WatchHours: "720" });
    await createInstanceRole(stack.iam, ROLE, { "whittle:review": "on" });
    await giveOldRefinedPolicy(stack);
    before = await role();
    reviewId = await startReview({});
  });
  afterAll(() => stack.aws.stop());

  test("is approved by 200 clicks at once: one decision, one application", async () => {
    const form = await filledIn(linkIn(await told(/^Approve\? /)), "approve", "");
    const answers = await Promise.all(Array.from({ length: 200 }, () => send(form)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(199);
    await until("the applied change", async () => ((await stack.store.get(reviewId)).status === "applied" ? true : undefined));
    const written = (await stack.calls()).filter(
      ({ service, action, role }) => service === "iam" && role && /^(Attach|Detach|Create)/.test(action),
    );
    expect(written.map(({ action }) => action)).toEqual(["CreatePolicyVersion", "DetachRolePolicy"]);
  });

  test("is told with the link that takes it back, and with one line that needs nothing of Whittle", async () => {
    const message = await told(/^Applied: /);
    expect(message).toMatch(/\/restore\/\S+/);
    expect(message).toMatch(
      /^\s*\[ .* = 123456789012 \] .* && aws iam attach-role-policy .* && aws iam set-default-policy-version .* --version-id v4$/m,
    );
  });

  test("a denied call reaches the watch through the event rule, and is told once, however often the event is delivered", async () => {
    const event = deniedCall(ROLE, MISSED, "DeleteLogGroup", "arn:aws:logs:us-east-1:123456789012:log-group:/export:*");
    await putCloudTrailEvent(stack.aws, event);
    const message = await told(/^Denied since the change: /);
    expect(message).toContain("i-0abc1234def567890, from 10.0.0.7");
    link = linkIn(message);
    expect(link).toContain("/restore/");
    await putCloudTrailEvent(stack.aws, event);
    await putCloudTrailEvent(stack.aws, { ...event, eventID: "of another kind", errorCode: "ThrottlingException" });
    // More than two, where a delivery failed and was tried again.
    const delivered = await until("both deliveries", async () => {
      const events = await stack.invocationsOf("WatchRoleFunction");
      return events.length >= 2 ? events : undefined;
    });
    expect(JSON.stringify(delivered)).not.toContain("of another kind");
    expect((await messages(/^Denied/)).filter(({ topic }) => topic === stack.output("ApprovalTopicArn"))).toHaveLength(1);
  });

  test("opening the link shows each way back, and changes nothing", async () => {
    const asApplied = await role();
    const { status, text } = await open(link);
    expect(status).toBe(200);
    for (const way of [`Restore only ${MISSED}`, "Restore logs:*", "Restore everything that the review removed"])
      expect(text).toContain(way);
    expect(await role()).toEqual(asApplied);
    expect(await restores(stack)).toEqual([]);
  });

  test("pressing its button asks once, however often it is pressed, and the role is as before, byte for byte", async () => {
    const form = await filledIn(link, "all", "The export needs it.");
    const answers = await Promise.all([send(form), send(form), send(form)]);
    expect(answers.map(({ status }) => status).sort()[0]).toBe(200);
    const message = await told(/^Restored: /);
    expect(message.replaceAll(/\s+/g, " ")).toContain("The export needs it.");
    const ended = async () => ((await restores(stack)).includes("RUNNING") ? undefined : await restores(stack));
    expect(await until("the end of the restore", ended)).toEqual(["SUCCEEDED"]);
    expect(await role()).toEqual(before);
    expect(await stack.store.get(reviewId)).toMatchObject({ status: "restored" });
    expect((await open(link)).text).toContain("This role is already restored");
  });

  test("the next cycle proposes to keep what was missed", async () => {
    const nextId = await startReview({ roleNames: [ROLE] });
    const { policies, evidence } = await until("the next proposal", () => stack.store.document(nextId, "proposal"));
    const kept = policies.flatMap(({ name, document }) =>
      parsePolicy(document, name).statements.flatMap(({ actions }) => actions.patterns),
    );
    expect(kept).toContain(MISSED);
    expect(evidence.find(({ action }) => action === MISSED)?.because).toMatchObject({ id: "given-back" });
    expect(kept).not.toContain("logs:DeleteLogStream");
  });

  test("no function was refused a call", async () => {
    expect((await stack.calls()).filter(({ denied }) => denied)).toEqual([]);
  });
});

async function giveOldRefinedPolicy({ iam }: DeployedStack): Promise<void> {
  const [first, ...more] = OLD_VERSIONS.map((Action) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }, undefined, 2),
  );
  const { Policy } = await iam.send(new CreatePolicyCommand({ Path: "/whittle/", PolicyName: `whittle-${ROLE}`, PolicyDocument: first }));
  const PolicyArn = Policy?.Arn ?? "";
  for (const PolicyDocument of more) await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument }));
  await iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v4" }));
  await attach(iam, ROLE, PolicyArn);
  await iam.send(new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: "extra", PolicyDocument: first }));
}

/** How each execution of role-restore stands. */
async function restores({ aws, output }: DeployedStack): Promise<readonly (string | undefined)[]> {
  const listing = new ListExecutionsCommand({ stateMachineArn: output("RoleRestoreArn") });
  const { executions = [] } = await new SFNClient(operator(aws.endpoint)).send(listing);
  return executions.map(({ status }) => status);
}
