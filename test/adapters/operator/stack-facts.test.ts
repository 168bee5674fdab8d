import { GetAccountAuthorizationDetailsCommand, IAMClient } from "@aws-sdk/client-iam";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { stackFacts } from "#adapters/operator/stack-facts.ts";
import type { Stack } from "#core/review/doctor/facts.ts";

const iam = mockClient(IAMClient);
const sns = mockClient(SNSClient);
const sfn = mockClient(SFNClient);
const NOW = "2026-11-28T10:00:00.000Z";
const topicArn = (name: string) => `arn:aws:sns:eu-west-1:111122223333:${name}`;
const CYCLE = "arn:aws:states:eu-west-1:111122223333:stateMachine:review-cycle";

const stack: Stack = {
  name: "whittle",
  region: "eu-west-1",
  account: "111122223333",
  status: "CREATE_COMPLETE",
  parameters: { Evidence: "last-accessed", EscalationHours: "0" },
  outputs: {
    ReviewCycleArn: CYCLE,
    ApprovalTopicArn: topicArn("approval"),
    AlarmTopicArn: topicArn("alarm"),
    EscalationTopicArn: topicArn("escalation"),
  },
};

const facts = (parameters: Stack["parameters"] = {}) =>
  stackFacts(
    { ...stack, parameters: { ...stack.parameters, ...parameters } },
    { profile: undefined, region: undefined },
    { now: NOW, memberRole: "operator" },
  );

beforeEach(() => {
  for (const client of [iam, sns, sfn]) client.reset();
  iam.on(GetAccountAuthorizationDetailsCommand).resolves({ RoleDetailList: [], Policies: [] });
  sns.on(ListSubscriptionsByTopicCommand).resolves({ Subscriptions: [] });
  sfn.on(ListExecutionsCommand).resolves({ executions: [] });
});

describe("of a stack that IAM's report is enough for, whittle doctor reads", () => {
  test("the roles, the topics and the last cycle, and no trail", async () => {
    expect(await facts()).toMatchObject({ roles: { known: [] }, lastCycle: { known: null } });
    expect(Object.keys(await facts()).filter((fact) => /trail|log|bucket|key|generation/i.test(fact))).toEqual([]);
  });

  test("who has confirmed a subscription, on every page, and who has not yet", async () => {
    const page = (confirmed: readonly string[], pending: readonly string[]) => [
      ...confirmed.map((Endpoint) => ({ SubscriptionArn: `${topicArn("approval")}:${Endpoint}`, Endpoint })),
      ...pending.map((Endpoint) => ({ SubscriptionArn: "PendingConfirmation", Endpoint })),
    ];
    sns
      .on(ListSubscriptionsByTopicCommand, { TopicArn: topicArn("approval") })
      .callsFake(({ NextToken }) =>
        NextToken ? { Subscriptions: page(["ben"], ["cat"]) } : { Subscriptions: page(["ann"], ["dan"]), NextToken: "more" },
      );
    const { topics } = await facts();
    expect(topics).toEqual([
      { topic: "approval", arn: topicArn("approval"), subscriptions: { known: { confirmed: 2, pending: ["dan", "cat"] } } },
      { topic: "alarm", arn: topicArn("alarm"), subscriptions: { known: { confirmed: 0, pending: [] } } },
    ]);
  });

  test("that a topic is not there", async () => {
    sns.on(ListSubscriptionsByTopicCommand).rejects(Object.assign(new Error("Topic does not exist"), { name: "NotFoundException" }));
    expect((await facts()).topics.map(({ subscriptions }) => subscriptions)).toEqual([{ known: null }, { known: null }]);
  });

  test("the escalation topic too, where the stack escalates", async () => {
    const { topics } = await facts({ EscalationHours: "24" });
    expect(topics.map(({ topic }) => topic)).toEqual(["approval", "alarm", "escalation"]);
  });

  test("how the last cycle ended, and why it failed", async () => {
    const startDate = new Date("2026-11-27T03:00:00.000Z");
    const execution = { executionArn: "e1", stateMachineArn: CYCLE, name: "e1", status: "FAILED" as const, startDate };
    sfn.on(ListExecutionsCommand, { stateMachineArn: CYCLE, maxResults: 1 }).resolves({ executions: [execution] });
    const cause = JSON.stringify({ errorType: "DigestFailed", errorMessage: "No digest could be sent.", trace: ["at index.mjs"] });
    sfn.on(DescribeExecutionCommand, { executionArn: "e1" }).resolves({ error: "DigestFailed", cause });
    expect((await facts()).lastCycle).toEqual({
      known: { status: "FAILED", startedAt: startDate.toISOString(), error: "DigestFailed", cause: "No digest could be sent." },
    });
  });

  test("what AWS did not let it read as that, each by itself", async () => {
    sns.on(ListSubscriptionsByTopicCommand).rejects(Object.assign(new Error("no"), { name: "AuthorizationError" }));
    const { topics, lastCycle } = await facts();
    const unanswered = { operation: "sns:ListSubscriptionsByTopic", isDenied: true };
    expect(topics.map(({ subscriptions }) => subscriptions)).toMatchObject([{ unanswered }, { unanswered }]);
    expect(lastCycle).toEqual({ known: null });
  });
});
