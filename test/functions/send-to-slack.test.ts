import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Context } from "aws-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { messageOf } from "#core/messages/message-of.ts";
import { type Answer, startSlack } from "#test/adapters/slack/slack.ts";

const SECRET_ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:webhook-AbCdEf";
const LINK = "https://page.example/r/claims.secret-signature";
const secrets = mockClient(SecretsManagerClient);

const { chat } = messageOf({
  kind: "approval-request",
  reviewId: "review-1",
  roles: ["arn:aws:iam::111122223333:role/MyRole"],
  title: "Approve? MyRole",
  lead: ["The role may do much more than it does."],
  ways: [{ words: "Look and decide:", kind: "link", text: LINK }],
});
const event = { Records: [{ EventSource: "aws:sns", Sns: { Message: chat, MessageAttributes: {} } }] };
const context: Context = {
  callbackWaitsForEmptyEventLoop: true,
  functionName: "send-to-slack",
  functionVersion: "$LATEST",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:111122223333:function:send-to-slack",
  memoryLimitInMB: "256",
  awsRequestId: "request",
  logGroupName: "group",
  logStreamName: "stream",
  getRemainingTimeInMillis: () => 1000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.stubEnv("WEBHOOK_SECRET_ARN", SECRET_ARN);
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, "write").mockImplementation((line) => lines.push(String(line)) > 0);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.resetModules();
  secrets.reset();
});

/** A function that starts cold, with a Slack that answers so. */
async function started(answers: readonly Answer[]) {
  const slack = await startSlack(answers);
  secrets.on(GetSecretValueCommand, { SecretId: SECRET_ARN }).resolves({ SecretString: `${slack.address}\n` });
  const { handler } = await import("#functions/send-to-slack.ts");
  return { slack, handler };
}

test("passes a message on to the channel, with the link behind a button, and reads the secret once", async () => {
  const { slack, handler } = await started([{ status: 200 }]);
  expect(await handler(event, context)).toEqual({ reviewId: "review-1", status: "sent" });
  await handler(event, context);
  expect(slack.posted).toHaveLength(2);
  expect(slack.posted[0]?.blocks).toContainEqual(
    expect.objectContaining({ type: "actions", elements: [expect.objectContaining({ url: LINK })] }),
  );
  expect(secrets.commandCalls(GetSecretValueCommand)).toHaveLength(1);
  slack.close();
});

test("passes on every message of an event", async () => {
  const { slack, handler } = await started([{ status: 200 }]);
  await handler({ Records: [...event.Records, ...event.Records, ...event.Records] }, context);
  expect(slack.posted).toHaveLength(3);
  slack.close();
});

test.each<[string, Answer[], unknown]>([
  ["a message that is sent", [{ status: 200 }], event],
  ["a message that is refused", [{ status: 404, body: "no_service" }], event],
  ["an event that is none", [{ status: 200 }], { Records: [{ Sns: { Message: LINK } }] }],
])("logs neither the link nor the webhook's address: %s", async (_, answers, given) => {
  const { slack, handler } = await started(answers);
  const outcome = await handler(given, context).catch((error: unknown) => String(error));
  expect(lines).toHaveLength(1);
  expect(`${lines.join()}${JSON.stringify(outcome)}`).not.toMatch(/secret-signature|secret-of-the-webhook|127\.0\.0\.1/);
  slack.close();
});

test("what cannot be sent fails, so that Lambda tries again and then keeps it", async () => {
  const { slack, handler } = await started([{ status: 403, body: "invalid_token" }]);
  await expect(handler(event, context)).rejects.toMatchObject({ name: "SlackRefusedError" });
  slack.close();
});
