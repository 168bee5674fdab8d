import { beforeEach, describe, expect, test, vi } from "vitest";
import { openTrail } from "#cli/review/open-trail.ts";
import { prepare } from "#cli/review/prepare.ts";
import { review } from "#cli/review/review.ts";
import * as reviewing from "#cli/review/reviewing.ts";
import type { Report, ReviewRun } from "#cli/review/run.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { aRun } from "./a-run.ts";

vi.mock("#cli/review/open-trail.ts", () => ({ openTrail: vi.fn() }));
vi.mock("#cli/review/prepare.ts", () => ({ prepare: vi.fn() }));
vi.mock("#cli/review/reviewing.ts", () => {
  const names = ["reportOf", "runReviews", "stopped", "tellFailing", "tellStranger", "tellUndone", "writeOutput"];
  return Object.fromEntries(names.map((name) => [name, vi.fn()]));
});
const { reportOf, runReviews, stopped, tellFailing, tellStranger, tellUndone, writeOutput } = vi.mocked(reviewing);

const proposal = await foundingProposal();
const usual = ["--account", "sample/account.json", "--trail", "sample/trail"];
const order: string[] = [];
const noting =
  <T>(what: string, value: T) =>
  async () => {
    order.push(what);
    return value;
  };
let run: ReviewRun;

/** Sets a run up that comes to this, and gives the arguments of its command line. */
async function given({ status = "settled", undone = 0, failing = false, args = [] as readonly string[] } = {}) {
  const failure = { code: "throttled", message: "IAM asks to slow down.", step: "generating" } as const;
  const more = status === "failed" ? ({ status: "failed", failure } as const) : ({ status: "settled" } as const);
  run = await aRun({ args, held: [{ review: reviewOf(proposal, { id: "one", ...more }) }] });
  run = { ...run, store: { ...run.store, close: () => void order.push("close") } };
  vi.mocked(prepare).mockResolvedValue(run);
  const report: Report = { done: async () => {}, asked: async () => {}, end: noting("report", undefined) };
  reportOf.mockReturnValue(report);
  runReviews.mockImplementation(noting("run", undefined));
  writeOutput.mockImplementation(noting("write", undefined));
  tellStranger.mockImplementation(noting("stranger", undefined));
  tellUndone.mockImplementation(noting("undone", undone));
  tellFailing.mockImplementation(noting("failing", failing));
  return [...usual, ...args];
}

beforeEach(() => {
  order.length = 0;
  vi.resetAllMocks();
  vi.mocked(openTrail).mockResolvedValue(undefined);
});

describe("whittle review ends with exit code", () => {
  test.each([
    [0, "where every role has an outcome", {}],
    [1, "where a review failed", { status: "failed" }],
    [1, "where something was asked for and not done", { undone: 1 }],
    [3, "where --fail-on names what there is", { failing: true }],
    [1, "where a review failed, whatever --fail-on says of the others", { status: "failed", failing: true }],
    [1, "where something was not done, whatever --fail-on says", { undone: 2, failing: true }],
  ])("%d %s", async (code, _, what) => {
    expect(await review(await given(what))).toBe(code);
    expect(order).toEqual(["run", "report", "stranger", "undone", "failing", "close"]);
  });
});

test("what a run leaves is written before it is told", async () => {
  await review(await given({ args: ["--out", "out"] }));
  expect(order.slice(0, 3)).toEqual(["run", "write", "report"]);
  expect(writeOutput.mock.calls.map(([folder]) => folder)).toEqual(["out"]);
});

test("a run that fails closes its record, and its error goes on", async () => {
  const args = await given();
  runReviews.mockRejectedValue(new Error("broken"));
  await expect(review(args)).rejects.toThrow("broken");
  expect(order).toEqual(["close"]);
});

test("a signal while the run goes on says what was changed, and none after it does", async () => {
  const before = process.listeners("SIGINT");
  const { endOnSignals } = await import("#cli/signals.ts");
  endOnSignals();
  const own = process.listeners("SIGINT").filter((listener) => !before.includes(listener));
  vi.spyOn(process, "exit").mockImplementation(() => {
    throw new Error("ended");
  });
  const signal = () => {
    for (const listener of own) expect(() => listener("SIGINT")).toThrow("ended");
  };
  const args = await given();
  await review(args);
  signal();
  expect(stopped).not.toHaveBeenCalled();
  runReviews.mockImplementation(async () => signal());
  await review(args);
  expect(stopped).toHaveBeenCalledTimes(own.length);
  expect(own.length).toBeGreaterThan(0);
});
