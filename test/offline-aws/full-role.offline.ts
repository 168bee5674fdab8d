import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { attach, createInstanceRole, GENERATED, roleArn } from "./account.ts";
import { offlineAwsMissing } from "./offline-aws.ts";
import { filledIn, linkIn, open, send } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const ROLE = "PatchManagerInstanceRole";
const INLINE = `whittle-${ROLE}`;
const Cycle = v.pipe(v.string(), v.parseJson(), v.object({ reviews: v.tuple([v.object({ reviewId: v.string() })]) }));

/** With the two that the role begins with, ten. */
const OTHERS = [
  "AmazonS3ReadOnlyAccess",
  "AmazonEC2ReadOnlyAccess",
  "AmazonSNSReadOnlyAccess",
  "AmazonRDSReadOnlyAccess",
  "AmazonVPCReadOnlyAccess",
  "AWSLambda_ReadOnlyAccess",
  "AWSCloudTrail_ReadOnlyAccess",
  "AmazonDynamoDBReadOnlyAccess",
];

describe.skipIf(missing)(`a role with all ten places for policies taken${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let before: RoleState;
  let reviewId: string;

  const role = () => iamRoles(stack.iam).read(ROLE);

  function told(subject: RegExp): Promise<string> {
    const find = async () =>
      (await stack.messages()).find((message) => subject.test(message.subject) && message.topic === stack.output("ApprovalTopicArn"))
        ?.message;
    return until(`the message ${subject}`, find, 170);
  }

  beforeAll(async () => {
    stack = await deployStack({ WatchHours: "720" });
    await createInstanceRole(stack.iam, ROLE, { "whittle:review": "on" });
    for (const name of OTHERS) await attach(stack.iam, ROLE, `arn:aws:iam::aws:policy/${name}`);
    before = await role();
    await stack.aws.control("aa/script", { principal_arn: roleArn(ROLE), polls: 1, policies: [GENERATED] });
    const { output } = await stack.ended(await stack.startCycle({}), 120);
    reviewId = v.parse(Cycle, output).reviews[0].reviewId;
  });
  afterAll(() => stack.aws.stop());

  test("is asked about, and told that the refined policy becomes an inline one", async () => {
    const { text } = await open(linkIn(await told(/^Approve\? /)));
    expect(text.replaceAll(/<wbr\s*\/?>|\u200b/g, "").replaceAll(/\s+/g, " ")).toContain(
      `so ${INLINE} becomes an inline policy of the role`,
    );
  });

  test("is written before anything is detached, and loses nothing that it used", async () => {
    const form = await filledIn(linkIn(await told(/^Approve\? /)), "approve", "");
    expect((await send(form)).status).toBe(200);
    await until("the applied change", async () => ((await stack.store.get(reviewId)).status === "applied" ? true : undefined));
    const calls = (await stack.calls()).filter(
      ({ service, action, role: by }) => service === "iam" && by && /^(Attach|Detach|Create|Put|Delete)/.test(action),
    );
    expect(calls.map(({ action }) => action)).toEqual(["PutRolePolicy", "DetachRolePolicy"]);
    const { attached, inline } = await role();
    expect(attached.map(({ name }) => name)).not.toContain("CloudWatchLogsFullAccess");
    expect(attached).toHaveLength(9);
    const actions = inline.flatMap(({ name, json }) =>
      parsePolicy(json, name).statements.flatMap((statement) => statement.actions.patterns),
    );
    expect(inline.map(({ name }) => name)).toEqual([INLINE]);
    expect(actions).toContain("logs:CreateLogStream");
  });

  test("is as before once it is restored, byte for byte", async () => {
    const form = await filledIn(linkIn(await told(/^Applied: /)), "all", "It needs more.");
    expect((await send(form)).status).toBe(200);
    await told(/^Restored: /);
    expect(await role()).toEqual(before);
  });

  test("no function was refused a call", async () => {
    expect((await stack.calls()).filter(({ denied }) => denied)).toEqual([]);
  });
});
