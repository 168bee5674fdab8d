import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Review } from "#core/review/model/review.ts";
import { createInstanceRole, GENERATED, roleArn } from "./account.ts";
import { offlineAwsMissing } from "./offline-aws.ts";
import { press } from "./page.ts";
import { type DeployedStack, deployStack, type Execution } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const DAY = 86_400;
/** How long after its last review a role is due again here: the shortest that an execution's start, in whole seconds, can tell. */
const CYCLE_SECONDS = 1;
const CycleOutput = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ reviews: v.array(v.object({ reviewId: v.string(), roleName: v.string() })) }),
);
const MANY = ["Alpha", "Beta", "Gamma"];
const LATER = ["Delta", "Epsilon", "Zeta"];

describe.skipIf(missing)(`messages of the deployed stack${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let digest = "";

  beforeAll(async () => {
    stack = await deployStack({
      DigestFrom: "3",
      QuietDays: "90",
      ReviewCycleDays: String(CYCLE_SECONDS / DAY),
      ApprovalDays: String(1200 / DAY),
      EscalationHours: String(30 / 3600),
      DataKeyArn: "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555",
    });
    // The cycle waits for its last proposals: long enough for a function's first start on a busy machine.
    await stack.aws.control("time-scale", { scale: 0.02 });
  });
  afterAll(() => stack.aws.stop());

  async function tagged(name: string): Promise<void> {
    await createInstanceRole(stack.iam, name, { "whittle:review": "on" });
    await scriptGeneration(name);
  }

  async function scriptGeneration(name: string): Promise<void> {
    await stack.aws.control("aa/script", { principal_arn: roleArn(name), polls: 1, policies: [GENERATED] });
  }

  async function cycle(input: unknown): Promise<Execution & { readonly reviews: ReadonlyMap<string, string> }> {
    const execution = await stack.ended(await stack.startCycle(input), 120);
    const { reviews } = execution.output ? v.parse(CycleOutput, execution.output) : { reviews: [] };
    return { ...execution, reviews: new Map(reviews.map(({ roleName, reviewId }) => [roleName, reviewId])) };
  }

  async function told(topic: "ApprovalTopicArn" | "EscalationTopicArn", about: string): Promise<string[]> {
    const messages = (await stack.messages()).filter((message) => message.topic === stack.output(topic));
    return messages.map(({ message }) => message).filter((message) => message.includes(about));
  }

  const closed = (reviewId = ""): Promise<Review> =>
    until(`the end of review ${reviewId}`, async () => {
      const review = await stack.store.get(reviewId);
      return review.closedAt === undefined ? undefined : review;
    });

  test("a digest that cannot be sent fails the cycle, which rings the alarm, and each request is told by itself", async () => {
    for (const name of LATER) await tagged(name);
    await stack.aws.control("inject", { service: "sns", action: "Publish", code: "InvalidParameter", times: 1, status: 400 });
    const { status, error } = await cycle({ roleNames: LATER });
    expect([status, error]).toEqual(["FAILED", "DigestFailed"]);
    for (const name of LATER)
      await until(`the request about ${name}`, async () => ((await told("ApprovalTopicArn", name)).length > 0 ? true : undefined));
  });

  test("a cycle of many proposals is told in one message, with a link for each", async () => {
    for (const name of MANY) await tagged(name);
    const { status, cause, reviews } = await cycle({});
    expect(status, cause).toBe("SUCCEEDED");
    expect([...reviews.keys()].sort()).toEqual(MANY);
    const messages = await told("ApprovalTopicArn", "Alpha");
    expect(messages).toHaveLength(1);
    digest = messages[0] ?? "";
    expect(new Set(MANY.map((name) => linkAbout(digest, name))).size).toBe(3);
    for (const reviewId of reviews.values())
      await until("the review that goes on", async () => ((await stack.store.get(reviewId)).waiting?.round === 1 ? true : undefined));
    expect(await told("ApprovalTopicArn", "Alpha")).toHaveLength(1);
  });

  test("what was rejected by a link of the digest is not asked about in the next cycle", async () => {
    expect((await press(linkAbout(digest, "Alpha"), "reject", "The yearly export.")).status).toBe(200);
    const rejectedAt = Date.now();
    await until("the told rejection", async () => ((await told("ApprovalTopicArn", "The yearly export.")).length > 0 ? true : undefined));
    await until("the time at which the role is due again", async () =>
      Date.now() - rejectedAt > 2 * CYCLE_SECONDS * 1000 ? true : undefined,
    );
    await scriptGeneration("Alpha");
    const { reviews } = await cycle({});
    expect([...reviews.keys()], "the others are still open").toEqual(["Alpha"]);
    const review = await closed(reviews.get("Alpha"));
    expect(review).toMatchObject({ status: "settled", outcome: "proposed" });
    expect(review.reason).toMatchObject({ id: "rejected-before" });
    expect(await told("ApprovalTopicArn", "Alpha"), "the digest and the rejection").toHaveLength(2);
  });

  test("it is asked about where an operator names the role, and the message says what was", async () => {
    await scriptGeneration("Alpha");
    await cycle({ roleNames: ["Alpha"] });
    const asked = await until("the request", async () => (await told("ApprovalTopicArn", "Alpha"))[2]);
    expect(asked.replace(/\s+/g, " ")).toContain("who said: The yearly export. Asked again because an operator named the role.");
  });

  test("what nobody decides is asked of the second topic, once for each", async () => {
    for (const name of ["Beta", "Gamma"]) {
      const escalated = await until(`the escalation of ${name}`, async () => (await told("EscalationTopicArn", name))[0], 120);
      expect(linkAbout(digest, name), "the same link as in the digest").toBe(/https?:\S+/.exec(escalated)?.[0]);
    }
    expect(await told("EscalationTopicArn", "Beta")).toHaveLength(1);
  });

  test("no function was refused a call, and a task token is in no message", async () => {
    expect((await stack.calls()).filter((call) => call.denied)).toEqual([]);
    const tokens = await stack.taskTokens();
    expect(tokens.length).toBeGreaterThanOrEqual(7);
    const all = JSON.stringify([await stack.messages(), await stack.outputsOfReviews()]);
    expect(tokens.filter((token) => all.includes(token))).toEqual([]);
  });
});

/** The link below the lines about a role. */
function linkAbout(digest: string, name: string): string {
  const paragraphs = digest.split("\n\n");
  const link = paragraphs[paragraphs.findIndex((paragraph) => paragraph.includes(`. ${name} (`)) + 1];
  if (!link?.startsWith("http")) throw new Error(`The digest has no link about ${name}: ${digest}`);
  return link;
}
