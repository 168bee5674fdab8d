import { describe, expect, test } from "vitest";
import { signVote } from "#core/review/approval/vote.ts";
import { AnswersDifferError, VoteNotGenuineError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { approvalApp } from "#core/web/app.ts";
import { askedFive } from "#test/page/asked-five.ts";
import type { Asked } from "#test/page/served.ts";
import { posted } from "./doors.ts";

function open({ ports, link }: Asked) {
  const app = approvalApp(ports, (fault) => {
    throw fault;
  });
  const get = async (query = "") => (await app.fetch(new Request(`${link}${query}`))).text();
  const post = async (fields: readonly (readonly [string, string])[]) => {
    const token = /name="token" value="([^"]+)"/.exec(await get())?.[1] ?? "";
    const body = new URLSearchParams([
      ["token", token],
      ["comment", ""],
      ...fields.map(([name, value]): [string, string] => [name, value]),
    ]);
    const answer = await app.fetch(new Request(link, posted(body.toString())));
    return { status: answer.status, html: await answer.text() };
  };
  return { get, post };
}

const idsOf = (html: string) => [...html.matchAll(/name="asked" value="([^"]+)"/g)].map(([, id = ""]) => id);
const tickedIn = (html: string) => [...html.matchAll(/name="keep" value="([^"]+)" checked/g)].map(([, id = ""]) => id);

/** The form's fields, as a browser sends them with these boxes ticked. */
const answering = (ids: readonly string[], kept: readonly string[]) =>
  [["verdict", "approve"] as const, ...ids.map((id) => ["asked", id] as const), ...kept.map((id) => ["keep", id] as const)] as const;

async function refinedActions({ ports }: Asked): Promise<string> {
  const role = await ports.roles.read("Worker");
  return JSON.stringify(role.attached.filter(({ name }) => name.startsWith("whittle")).map(({ json }) => JSON.parse(json)));
}

describe("the page of a proposal with questions", () => {
  test("has a box for each, ticked as by default, and says the default", async () => {
    const html = await open(await askedFive()).get();
    expect(idsOf(html).length).toBe(5);
    expect(tickedIn(html)).toEqual(["dynamodb/orders"]);
    expect([html.includes("(kept by default)"), html.includes("(removed by default)")]).toEqual([true, true]);
  });

  test("records the answers that are posted, and exactly those are applied and restored", async () => {
    const review = await askedFive();
    const { ports, reviewId } = review;
    const { get, post } = open(review);
    const ids = idsOf(await get());
    expect((await post(answering(ids, ["sns/alerts"]))).html).toMatch(/sns:Publish on arn:aws:sns:[^<]*: kept</);
    const answers = (await ports.store.get(reviewId)).decision?.answers ?? [];
    expect(answers.length).toBe(5);
    expect(answers).toContainEqual({ question: "sns/alerts", verdict: "keep", by: "approver" });
    expect(answers).toContainEqual({ question: "dynamodb/orders", verdict: "remove", by: "approver" });
    expect(answers).toContainEqual({ question: "s3/reports", verdict: "remove", by: "default" });
    const before = (await ports.roles.read("Worker")).attached.map(({ name }) => name);
    await applyPolicy(ports, { reviewId });
    const actions = await refinedActions(review);
    expect([actions.includes("sns:Publish"), actions.includes("dynamodb:GetItem"), actions.includes("dynamodb:DescribeTable")]).toEqual([
      true,
      false,
      true,
    ]);
    await applyPolicy(ports, { reviewId });
    await restoreRole(ports, { reviewId });
    expect((await ports.roles.read("Worker")).attached.map(({ name }) => name)).toEqual(before);
  });

  test("takes a question that the form does not answer at its default, and the record says so", async () => {
    const review = await askedFive();
    const { ports, reviewId } = review;
    const { html } = await open(review).post([["verdict", "approve"]]);
    expect(html).toContain(": kept (default)");
    expect((await ports.store.get(reviewId)).decision?.answers?.map(({ by }) => by)).toEqual(Array.from({ length: 5 }, () => "default"));
    await applyPolicy(ports, { reviewId });
    const actions = await refinedActions(review);
    expect([actions.includes("dynamodb:GetItem"), actions.includes("sns:Publish")]).toEqual([true, false]);
  });

  test.each([
    [
      "about a question that the proposal has not",
      [
        ["asked", "iam/any"],
        ["keep", "iam/any"],
      ],
    ],
    ["that keeps what was not asked", [["keep", "sns/alerts"]]],
  ] as const)("refuses an answer %s", async (_, fields) => {
    const review = await askedFive();
    expect((await open(review).post([["verdict", "approve"], ...fields])).status).toBe(403);
    expect((await review.ports.store.get(review.reviewId)).status).toBe("waiting");
  });

  test("takes no answer from its address", async () => {
    const review = await askedFive();
    const html = await open(review).get("?asked=sns/alerts&keep=sns/alerts&verdict=approve");
    expect(tickedIn(html)).toEqual(["dynamodb/orders"]);
    expect((await review.ports.store.get(review.reviewId)).status).toBe("waiting");
  });
});

describe("answers that somebody with the table changes after the vote", () => {
  test.each([
    ["an answer", (answers) => answers.map((each) => ({ ...each, verdict: "keep" }))],
    ["a question", (answers) => answers.map((each, index) => (index === 0 ? { ...each, question: "iam/any" } : each))],
    ["all of them away", () => undefined],
  ] satisfies readonly (readonly [string, (answers: Answers) => Answers | undefined])[])("are refused: %s", async (_, change) => {
    const review = await askedFive();
    const { ports, reviewId } = review;
    await open(review).post([["verdict", "approve"]]);
    const { store } = ports;
    const get = async (id: string): Promise<Review> => {
      const found = await store.get(id);
      if (!found.decision) return found;
      const { answers = [], ...decision } = found.decision;
      const changed = change(answers);
      return { ...found, decision: { ...decision, ...(changed ? { answers: changed } : {}) } };
    };
    const before = (await ports.roles.read("Worker")).attached.map(({ name }) => name);
    await expect(applyPolicy({ ...ports, store: { ...store, get } }, { reviewId })).rejects.toThrow(VoteNotGenuineError);
    expect((await ports.roles.read("Worker")).attached.map(({ name }) => name)).toEqual(before);
  });
});

type Answers = NonNullable<NonNullable<Review["decision"]>["answers"]>;

describe("of two approvers", () => {
  test("the second gives the answers of the first, or nothing is recorded", async () => {
    const { ports, reviewId } = await askedFive({ approverSignIn: "oidc" }, { "whittle:approvers": "2" });
    const proposal = await ports.store.document(reviewId, "proposal");
    if (!proposal?.choices) throw new Error("nothing is asked");
    const { proposalHash = "" } = await ports.store.get(reviewId);
    const { questions } = proposal.choices;
    const answers = questions.map(({ question }) => ({ question, verdict: "keep", by: "approver" }) as const);
    const vote = (subject: string, more = {}) =>
      signVote(ports.votes, proposal, {
        verdict: "approved",
        at: ports.clock.now(),
        by: subject,
        identity: { issuer: "https://id.example", subject },
        proposalHash,
        ...more,
      });
    expect((await ports.store.decide(reviewId, await vote("ann", { answers }))).recorded).toBe("approval");
    await expect(ports.store.decide(reviewId, await vote("ben"))).rejects.toThrow(AnswersDifferError);
    expect((await ports.store.get(reviewId)).approvals?.length).toBe(1);
    expect((await ports.store.decide(reviewId, await vote("ben", { answers }))).recorded).toBe("decision");
    await applyPolicy(ports, { reviewId });
    expect((await ports.store.get(reviewId)).decision?.answers).toEqual(answers);
  });
});
