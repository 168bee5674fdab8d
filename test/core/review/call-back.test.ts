import { describe, expect, test } from "vitest";
import { RequestRefusedError, ThrottledError } from "#core/errors.ts";
import { callBack, withToken } from "#core/review/call-back.ts";
import { CallbackGoneError } from "#core/review/errors.ts";
import type { Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-24T10:00:00.000Z";
const waiting = { taskToken: "last", earlierTokens: ["first", "second"], since: AT, expiresAt: AT, round: 1, toldRound: 1 };
const review: Review = { ...aReview("r", "Role", "waiting", AT), waiting };
const throttled = new ThrottledError("states:SendTaskSuccess");

/** Tells the workflow, where each token ends as it is said here; what is not named is taken. */
async function told(ends: Readonly<Record<string, Error>>, of = review) {
  const sent: string[] = [];
  const succeed = async (token: string, output: unknown) => {
    sent.push(`${token} ${JSON.stringify(output)}`);
    const error = ends[token];
    if (error) throw error;
  };
  const end = await callBack({ callbacks: { succeed } }, of, { verdict: "approved" }).then(
    () => "told",
    (error: unknown) => error,
  );
  return { end, sent };
}

describe("the workflow is told what was decided", () => {
  test("by each token of the round, since the one that it waits for is not known", async () => {
    const said = '{"verdict":"approved"}';
    expect(await told({})).toEqual({ end: "told", sent: [`last ${said}`, `first ${said}`, `second ${said}`] });
  });

  const gone = new CallbackGoneError();
  const refused = new RequestRefusedError("states:SendTaskSuccess", "no such token");
  test.each<[string, Readonly<Record<string, Error>>, unknown]>([
    ["where one token is taken, whatever became of the others", { last: throttled, first: gone }, "told"],
    ["where all are gone: its next look at the record tells it", { last: gone, first: gone, second: gone }, "told"],
    ["where all are refused, as those that the workflow never gave", { last: refused, first: refused, second: refused }, "told"],
    ["not where none is taken and one may be yet", { last: gone, first: throttled, second: refused }, throttled],
  ])("%s", async (_, ends, end) => {
    expect((await told(ends)).end).toEqual(end);
  });

  test("and not where nobody waits", async () => {
    const { waiting: _, ...idle } = review;
    expect(await told({}, idle)).toEqual({ end: "told", sent: [] });
  });
});

describe("the tokens of a round", () => {
  const known = { taskToken: "a", round: 1 };
  test("are kept, the last one first, so that nobody can put the workflow's own out", () => {
    const second = withToken(known, { taskToken: "b", round: 1 });
    expect(second).toEqual({ taskToken: "b", earlierTokens: ["a"] });
    expect(withToken({ ...second, round: 1 }, { taskToken: "c", round: 1 })).toEqual({ taskToken: "c", earlierTokens: ["b", "a"] });
  });

  test("are kept once each", () => {
    expect(withToken({ taskToken: "b", earlierTokens: ["a"], round: 1 }, { taskToken: "a", round: 1 })).toEqual({
      taskToken: "b",
      earlierTokens: ["a"],
    });
  });

  test("are ten at most: as many as a step is tried, and two", () => {
    let tokens: ReturnType<typeof withToken> = { taskToken: "t0" };
    for (let index = 1; index < 15; index++) tokens = withToken({ ...tokens, round: 1 }, { taskToken: `t${index}`, round: 1 });
    expect([tokens.taskToken, tokens.earlierTokens?.length, tokens.earlierTokens?.at(-1)]).toEqual(["t9", 9, "t0"]);
  });

  test("begin anew with the next round", () => {
    expect(withToken({ taskToken: "b", earlierTokens: ["a"], round: 1 }, { taskToken: "c", round: 2 })).toEqual({ taskToken: "c" });
  });
});
