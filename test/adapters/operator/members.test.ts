import { DescribeRuleCommand, EventBridgeClient, ListRuleNamesByTargetCommand } from "@aws-sdk/client-eventbridge";
import { IAMClient, ListRolesCommand, ListRoleTagsCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { settingsOf } from "#adapters/bucket/access.ts";
import { memberFacts } from "#adapters/operator/members.ts";

const iam = mockClient(IAMClient);
const sts = mockClient(STSClient);
const events = mockClient(EventBridgeClient);

const facts = async (MemberAccounts: string, arn = "arn:aws:states:eu-west-1:111122223333:stateMachine:review-cycle") => {
  const stack = {
    name: "whittle",
    region: "eu-west-1",
    account: "111122223333",
    status: "CREATE_COMPLETE",
    parameters: { MemberAccounts },
  };
  const settings = settingsOf({ profile: undefined, region: undefined });
  return (await memberFacts({ ...stack, outputs: { ReviewCycleArn: arn } }, settings, "operator")).members ?? [];
};
const rules = (...states: string[]) => {
  events.on(ListRuleNamesByTargetCommand).resolves({ RuleNames: states });
  events.on(DescribeRuleCommand).callsFake(({ Name }) => ({ State: Name }));
};
const role = (RoleName: string) => ({
  RoleName,
  AssumeRolePolicyDocument: encodeURIComponent(`{"for":"${RoleName}"}`),
  Path: "/whittle/",
  RoleId: "AROA",
  Arn: `arn:aws:iam::222233334444:role/whittle/${RoleName}`,
  CreateDate: new Date(0),
});

beforeEach(() => {
  for (const client of [iam, sts, events]) client.reset();
  sts
    .on(AssumeRoleCommand)
    .resolves({ Credentials: { AccessKeyId: "id", SecretAccessKey: "s", SessionToken: "t", Expiration: new Date(0) } });
  iam.on(ListRolesCommand).resolves({ Roles: [] });
  iam.on(ListRoleTagsCommand).resolves({
    Tags: [
      { Key: "team", Value: "a" },
      { Key: "whittle:template", Value: "7" },
    ],
  });
  rules("ENABLED");
});

describe("of each member, whittle doctor reads", () => {
  test("the stack's own roles by its name, and the template's version that one of them tells", async () => {
    iam.on(ListRolesCommand, { PathPrefix: "/whittle/" }).resolves({
      Roles: ["whittle-discover-roles", "whittle-change-role", "whittle-2-discover-roles", "other-change-role"].map(role),
    });
    const trustOf = (name: string) => `{"for":"${name}"}`;
    expect(await facts("222233334444")).toEqual([
      {
        account: "222233334444",
        roles: {
          known: [
            { name: "whittle-discover-roles", trust: trustOf("whittle-discover-roles"), template: "7" },
            { name: "whittle-change-role", trust: trustOf("whittle-change-role") },
          ],
        },
        handsOver: { known: true },
      },
    ]);
  });

  test("no version where the member's template tells none", async () => {
    iam.on(ListRolesCommand).resolves({ Roles: [role("whittle-discover-roles")] });
    iam.on(ListRoleTagsCommand).resolves({ Tags: [{ Key: "team", Value: "a" }] });
    const [member] = await facts("222233334444");
    expect(member?.roles).toEqual({ known: [{ name: "whittle-discover-roles", trust: '{"for":"whittle-discover-roles"}' }] });
  });

  test.each([
    ["a rule that is on", ["ENABLED"], true],
    ["one that is off beside one that is on", ["DISABLED", "ENABLED"], true],
    ["a rule that is off", ["DISABLED"], false],
    ["no rule", [], false],
  ])("whether it hands its events over: with %s", async (_, states, known) => {
    rules(...states);
    expect((await facts("222233334444"))[0]?.handsOver).toEqual({ known });
    expect(events.commandCalls(ListRuleNamesByTargetCommand)[0]?.args[0].input).toEqual({
      TargetArn: "arn:aws:events:eu-west-1:111122223333:event-bus/default",
    });
  });
});

test("each member is asked by its own role, in the stack's partition; a stack without members asks nobody", async () => {
  expect(await facts("")).toEqual([]);
  expect(sts.commandCalls(AssumeRoleCommand)).toEqual([]);
  await facts("222233334444,333344445555", "arn:aws-cn:states:cn-north-1:111122223333:stateMachine:review-cycle");
  expect(sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input.RoleArn)).toEqual([
    "arn:aws-cn:iam::222233334444:role/operator",
    "arn:aws-cn:iam::333344445555:role/operator",
  ]);
});

test("a role that cannot be assumed leaves the others to be read, and says so once", async () => {
  sts.on(AssumeRoleCommand, { RoleArn: "arn:aws:iam::222233334444:role/operator" }).rejects(new Error("you may not"));
  const [refused, other] = await facts("222233334444,333344445555");
  expect(refused).toMatchObject({ account: "222233334444", roles: { unanswered: expect.anything() }, handsOver: { known: true } });
  expect(other).toMatchObject({ account: "333344445555", roles: { known: [] } });
});
