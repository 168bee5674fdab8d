import { describe, expect, test } from "vitest";
import { slackWebhook } from "#adapters/slack/webhook.ts";
import { type Answer, startSlack } from "./slack.ts";

const MESSAGE = { text: "hello", blocks: [] };

/** Sends one message to a Slack that answers so, and tells how often, after which pauses and to what end. */
async function sendTo(answers: readonly Answer[]) {
  const slack = await startSlack(answers);
  const pauses: number[] = [];
  let reads = 0;
  const readAddress = async () => {
    reads += 1;
    return slack.address;
  };
  const webhook = slackWebhook(readAddress, { pause: async (seconds) => void pauses.push(seconds) });
  const error = await webhook.send(MESSAGE).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { webhook, slack, pauses, error, reads: () => reads };
}

describe("a message is sent", () => {
  test("once, where Slack takes it", async () => {
    const { slack, error } = await sendTo([{ status: 200 }]);
    expect([error, slack.posted]).toEqual([undefined, [MESSAGE]]);
    slack.close();
  });

  test("again after as long as Slack asks for", async () => {
    const { slack, pauses, error } = await sendTo([{ status: 429, retryAfter: "7" }, { status: 200 }]);
    expect([error, pauses, slack.posted.length]).toEqual([undefined, [7], 2]);
    slack.close();
  });

  test("again at once, where Slack asks for no pause", async () => {
    const { slack, pauses, error } = await sendTo([{ status: 429, retryAfter: "0" }, { status: 200 }]);
    expect([error, pauses]).toEqual([undefined, [0]]);
    slack.close();
  });

  test("again, and later each time, while Slack is at fault", async () => {
    const { slack, pauses, error } = await sendTo([{ status: 500 }, { status: 503 }, { status: 502 }, { status: 200 }]);
    expect([error, pauses]).toEqual([undefined, [1, 2, 4]]);
    slack.close();
  });
});

describe("a message is left to Lambda to try again", () => {
  test.each<[string, Answer, number]>([
    ["where Slack stays at fault", { status: 500 }, 5],
    ["where Slack asks for a long pause", { status: 429, retryAfter: "3600" }, 1],
  ])("%s", async (_, answer, posted) => {
    const { slack, error } = await sendTo([answer]);
    expect(error).toMatchObject({ name: "SlackUnavailableError", code: "slack-unavailable" });
    expect(slack.posted).toHaveLength(posted);
    slack.close();
  });

  test("where Slack cannot be reached", async () => {
    const slack = await startSlack([{ status: 200 }]);
    slack.close();
    const webhook = slackWebhook(async () => slack.address, { pause: async () => {} });
    await expect(webhook.send(MESSAGE)).rejects.toMatchObject({ code: "slack-unavailable" });
  });
});

describe("a message is refused for good", () => {
  test.each<[Answer, string]>([
    [{ status: 404, body: "no_service" }, "404 (no_service)"],
    [{ status: 400, body: "invalid_payload" }, "400 (invalid_payload)"],
    [{ status: 403, body: "<html>Go to https://evil.example</html>" }, "403."],
  ])("with %j, told as %s", async (answer, said) => {
    const { slack, error } = await sendTo([answer]);
    expect(error).toMatchObject({ code: "slack-refused", message: expect.stringContaining(said) });
    expect(slack.posted).toHaveLength(1);
    slack.close();
  });

  test("and the address is read anew for the next, so that a new webhook needs no deployment", async () => {
    const { webhook, slack, reads } = await sendTo([{ status: 404, body: "no_service" }, { status: 200 }]);
    await webhook.send(MESSAGE);
    await webhook.send(MESSAGE);
    expect([reads(), slack.posted.length]).toEqual([2, 3]);
    slack.close();
  });
});

describe("the address", () => {
  test("is in no error, whatever goes wrong", async () => {
    const answers: Answer[] = [
      { status: 404, body: "secret-of-the-webhook" },
      { status: 500 },
      { status: 302, location: "http://127.0.0.1:1/elsewhere" },
    ];
    for (const answer of answers) {
      const { slack, error } = await sendTo([answer]);
      expect(error).toBeInstanceOf(Error);
      expect(`${JSON.stringify(error, Object.getOwnPropertyNames(error))}${String(error)}`).not.toMatch(/secret-of|services|127\.0\.0\.1/);
      slack.close();
    }
  });

  test("is followed nowhere else", async () => {
    const other = await startSlack([{ status: 200 }]);
    const { slack } = await sendTo([{ status: 307, location: other.address }]);
    expect(other.posted).toEqual([]);
    slack.close();
    other.close();
  });

  test.each(["http://hooks.slack.com/services/x", "hooks.slack.com/services/x", "file:///etc/passwd", "https://"])(
    "is not %s",
    async (given) => {
      const webhook = slackWebhook(async () => given, { pause: async () => {} });
      await expect(webhook.send(MESSAGE)).rejects.toMatchObject({ code: "webhook-address" });
    },
  );
});
