import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { eventRuleRehearsals } from "#adapters/aws/event-rule-rehearsals.ts";
import { QuotaExceededError, ServiceFaultError } from "#core/errors.ts";

const FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:RehearseCall";
const ROLE = "arn:aws:iam::111122223333:role/app/Worker";
const NAME = "whittle-rehearsal-abc";
const mock = mockClient(EventBridgeClient);
const rehearsals = eventRuleRehearsals(FUNCTION, new EventBridgeClient({ region: "us-east-1", maxAttempts: 1 }));
afterEach(() => mock.reset());

test("a rule hands every call of the one role over, those that only read among them, with the review's id", async () => {
  mock.on(PutRuleCommand).resolves({}).on(PutTargetsCommand).resolves({ FailedEntryCount: 0, FailedEntries: [] });
  await rehearsals.begin("abc", ROLE);
  const rule = mock.commandCalls(PutRuleCommand)[0]?.args[0].input;
  expect(rule).toMatchObject({ Name: NAME, State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" });
  expect(JSON.parse(rule?.EventPattern ?? "")).toEqual({
    source: [{ prefix: "aws." }],
    "detail-type": ["AWS API Call via CloudTrail"],
    detail: { userIdentity: { type: ["AssumedRole"], sessionContext: { sessionIssuer: { arn: [ROLE] } } } },
  });
  const [target] = mock.commandCalls(PutTargetsCommand)[0]?.args[0].input.Targets ?? [];
  expect(target).toMatchObject({ Arn: FUNCTION, InputTransformer: { InputPathsMap: { source: "$.source", detail: "$.detail" } } });
  const filledIn = target?.InputTransformer?.InputTemplate?.replace("<source>", '"aws.s3"').replace("<detail>", "{}");
  expect(JSON.parse(filledIn ?? "")).toEqual({ reviewId: "abc", source: "aws.s3", detail: {} });
});

test("a rule says whose calls it hands over, in 512 characters at the most (EventBridge API Reference, PutRule), however long the role's path is", async () => {
  mock.on(PutRuleCommand).resolves({}).on(PutTargetsCommand).resolves({});
  const long = `arn:aws:iam::111122223333:role/${"p".repeat(500)}/Worker`;
  for (const arn of [ROLE, long]) await rehearsals.begin("abc", arn);
  const [short, cut] = mock.commandCalls(PutRuleCommand).map(({ args }) => args[0].input.Description);
  expect(short).toBe(`The calls of ${ROLE} while Whittle rehearses a change of it. Whittle deletes this rule.`);
  expect([cut?.length, cut?.startsWith(`The calls of ${long.slice(0, 400)}`)]).toEqual([512, true]);
});

test.each([
  ["stands as it was made", {}, FUNCTION, true],
  ["was turned off", { State: "DISABLED" as const }, FUNCTION, false],
  ["has another pattern", { EventPattern: "{}" }, FUNCTION, false],
  ["has another target", {}, `${FUNCTION}2`, false],
])("a rule that %s", async (_, change, Arn, expected) => {
  mock.on(PutRuleCommand).resolves({}).on(PutTargetsCommand).resolves({});
  await rehearsals.begin("abc", ROLE);
  const { EventPattern, State } = mock.commandCalls(PutRuleCommand)[0]?.args[0].input ?? {};
  mock
    .on(DescribeRuleCommand, { Name: NAME })
    .resolves({ ...(EventPattern ? { EventPattern } : {}), ...(State ? { State } : {}), ...change });
  mock.on(ListTargetsByRuleCommand, { Rule: NAME }).resolves({ Targets: [{ Id: "RehearseCall", Arn }] });
  expect(await rehearsals.isStanding("abc", ROLE)).toBe(expected);
});

test("a rule that is gone does not stand, and can be ended again", async () => {
  mock.onAnyCommand().rejects(named("ResourceNotFoundException"));
  expect(await rehearsals.isStanding("abc", ROLE)).toBe(false);
  await rehearsals.end("abc");
  expect(mock.commandCalls(RemoveTargetsCommand).length + mock.commandCalls(DeleteRuleCommand).length).toBe(2);
});

test("a bus that takes no more rules, and a target that was not taken, are errors", async () => {
  mock.on(PutRuleCommand).rejects(named("LimitExceededException"));
  await expect(rehearsals.begin("abc", ROLE)).rejects.toThrow(QuotaExceededError);
  mock
    .on(PutRuleCommand)
    .resolves({})
    .on(PutTargetsCommand)
    .resolves({ FailedEntries: [{ ErrorCode: "InternalException" }] });
  await expect(rehearsals.begin("abc", ROLE)).rejects.toThrow(ServiceFaultError);
});

function named(name: string): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 400 } });
}
