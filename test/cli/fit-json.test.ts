import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitJson, type Lists, MOST_BYTES, sharesOf } from "#cli/review/fit-json.ts";

const name = fc.string({ minLength: 1, maxLength: 60 });
const count = fc.integer({ min: 1, max: 100_000 });
const many = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 400, size: "max" });

const sources = fc.array(fc.record({ id: fc.constantFrom("data-event", "not-logged"), source: name }), { maxLength: 60 });
const questions = fc.array(fc.record({ actions: many(name), because: sources, keeps: fc.constant([]) }), { maxLength: 3 });
/** Stands in for patterns: so many actions become one. */
const asPatterns = (actions: readonly string[]) => (actions.length === 0 ? [] : [`${actions.length}:*`]);
const short = <T extends Lists>(report: T) => fitJson(report, asPatterns);

const reports = fc.record({
  questions,
  policies: fc.constant([{ name: "refined", size: 6_000, document: "x".repeat(6_000) }]),
  activity: many(fc.record({ action: name, count: fc.option(count), resources: fc.array(name, { maxLength: 60 }) })),
  evidence: many(fc.record({ action: name, kind: fc.constantFrom("seen", "implied", "asked"), because: name })),
  diff: fc
    .record({ kept: many(name), removed: many(fc.tuple(name, count)) })
    .map(({ kept, removed }) => ({ kept, removed: removed.map(([pattern]) => pattern), removedCounts: removed.map(([, each]) => each) })),
  proof: fc.oneof(
    fc.constant({ kind: "not-tested" as const, reason: "too-few-calls" }),
    fc.record({ kind: fc.constant("tested" as const), calls: count, denied: many(fc.record({ action: name, count })) }),
  ),
  backtest: fc.record({ calls: count, wouldDeny: many(fc.record({ action: name, count })) }),
});

function sizesOf({ questions, activity, evidence, diff, proof, backtest }: Lists): Readonly<Record<string, number>> {
  return {
    sources: questions.flatMap(({ because }) => because).length,
    activity: activity.length,
    evidence: evidence.length,
    kept: diff.kept.length,
    removed: (diff.removedCounts ?? []).reduce((sum, each) => sum + each, 0),
    denied: proof?.kind === "tested" ? proof.denied.length : 0,
    wouldDeny: backtest.wouldDeny.length,
  };
}

describe("a role's JSON without --full", () => {
  test("takes at most 30 KB, whatever the role did", () => {
    fc.assert(
      fc.property(reports, (report) => {
        expect(Buffer.byteLength(JSON.stringify(short(report)))).toBeLessThanOrEqual(MOST_BYTES);
      }),
      { numRuns: 25 },
    );
  });

  test("says how much of each list is left out", () => {
    fc.assert(
      fc.property(reports, (report) => {
        const { omitted, ...fitted } = short(report);
        const cut: Readonly<Record<string, number | undefined>> = omitted;
        const left = sizesOf(fitted);
        for (const [key, all] of Object.entries(sizesOf(report))) expect((left[key] ?? 0) + (cut[key] ?? 0)).toBe(all);
        for (const { resources, moreResources = 0 } of fitted.activity) {
          const isWhole = (all: readonly string[]) =>
            all.length === resources.length + moreResources && resources.every((arn, at) => all[at] === arn);
          expect(report.activity.some((entry) => isWhole(entry.resources))).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });

  test("leaves a small report as it is", () => {
    const report = {
      questions: [],
      activity: [{ action: "s3:GetObject", count: 3, resources: ["arn:aws:s3:::reports/a"] }],
      evidence: [{ action: "s3:GetObject", kind: "seen" }],
      diff: { kept: ["s3:GetObject"], removed: ["s3:Delete*"], removedCounts: [9] },
      proof: { kind: "not-tested" } as const,
      backtest: { wouldDeny: [] },
    };
    expect(short(report)).toEqual({ ...report, omitted: {} });
  });

  test("names fewer patterns of a question where policies and questions alone take too much", () => {
    const actions = Array.from({ length: 600 }, (_, at) => `service${at}:*`);
    const report = {
      policies: ["x".repeat(18_000)],
      questions: [
        { id: "small", actions: ["s3:GetObject"], because: [], keeps: [] },
        { id: "other", actions, because: [{ id: "not-logged" }], keeps: [] },
      ],
      activity: [{ action: "s3:GetObject", count: 3, resources: ["arn:aws:s3:::reports/a"] }],
      evidence: [],
      diff: { kept: ["s3:GetObject"], removed: [] },
      proof: null,
      backtest: { wouldDeny: [] },
    };
    const fitted = fitJson(report, (some) => some);
    const named = fitted.questions.map((question) => question.actions.length);
    expect(Buffer.byteLength(JSON.stringify(fitted))).toBeLessThanOrEqual(MOST_BYTES);
    expect(named[0]).toBe(1);
    expect(fitted.omitted).toEqual({ asked: 600 - (named[1] ?? 0) });
    expect(fitted.activity).toEqual(report.activity);
  });

  test("tells a question of hundreds of actions by patterns, so that what the role did is still told", () => {
    const actions = Array.from({ length: 600 }, (_, at) => `service${at % 60}:GetSomethingOfThat${at}`);
    const because = actions.map((_, at) => ({ id: at < 400 ? "data-event" : "not-logged", source: `Developer Guide ${at}` }));
    const report = {
      questions: [{ id: "other", actions, because, keeps: actions }],
      activity: [{ action: "s3:GetObject", count: 3, resources: ["arn:aws:s3:::reports/a"] }],
      evidence: [],
      diff: { kept: ["s3:GetObject"], removed: [] },
      proof: null,
      backtest: { wouldDeny: [] },
    };
    const fitted = short(report);
    expect(fitted).toMatchObject({ activity: report.activity, omitted: { sources: 598 } });
    expect(fitted.questions).toEqual([{ id: "other", actions: ["600:*"], because: [because[0], because[400]], keeps: ["600:*"] }]);
  });

  test("keeps the patterns that stand for most actions, and evidence that the activity does not repeat", () => {
    const patterns = Array.from({ length: 3_000 }, (_, at) => `service${at}:*`);
    const report = {
      questions: [],
      activity: [],
      evidence: Array.from({ length: 900 }, (_, at) => ({ action: `s3:Action${at}`, kind: at === 899 ? "implied" : "seen" })),
      diff: { kept: [], removed: patterns, removedCounts: patterns.map((_, at) => (at === 2_999 ? 500 : 1)) },
      proof: null,
      backtest: { wouldDeny: [] },
    };
    const { diff, evidence } = short(report);
    expect(diff.removed).toContain("service2999:*");
    expect(diff.removedCounts?.at(-1)).toBe(500);
    expect(evidence.at(-1)).toEqual({ action: "s3:Action899", kind: "implied" });
  });
});

test("room that a list does not need goes to the others", () => {
  const claims = [
    { need: 10, weight: 3 },
    { need: 500, weight: 1 },
    { need: 500, weight: 1 },
  ];
  expect(sharesOf(claims, 110)).toEqual([10, 50, 50]);
  expect(sharesOf(claims, 2_000)).toEqual([10, 500, 500]);
  expect(sharesOf(claims, -5)).toEqual([0, 0, 0]);
});
