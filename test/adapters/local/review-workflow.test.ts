import { describe, expect, test } from "vitest";
import { localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { readWorkflow } from "#adapters/local/workflow/definition.ts";
import { isRecord } from "#adapters/local/workflow/paths.ts";
import { runWorkflow } from "#adapters/local/workflow/run.ts";

const machine = readWorkflow(new URL("../../../statemachine/role-review.asl.json", import.meta.url));
const ASKED = { next: "ask", rounds: { first: 60, second: 60, last: "second" } };
const BROKEN = new Error("broken");

/** What a step answers at its calls, one after the other; by its name, `restore-role` by what it is to do. */
type Answers = Readonly<Record<string, readonly unknown[]>>;

/** Runs an approved review whose steps answer so, and gives the steps in the order in which they ran. */
async function stepsOf(answers: Answers): Promise<readonly string[]> {
  const ran: string[] = [];
  const callbacks = localCallbacks();
  const invoke = async (name: string, payload: unknown) => {
    const { taskToken, rehearsed, error } = isRecord(payload) ? payload : {};
    const step = rehearsed === true ? "take-back" : name === "restore-role" && error !== undefined ? "undo-change" : name;
    const answer = answers[step]?.[ran.filter((each) => each === step).length];
    ran.push(step);
    if (answer instanceof Error) throw answer;
    if (name === "request-approval") await callbacks.succeed(String(taskToken), { verdict: "approved" });
    return { reviewId: "r1", waitSeconds: 1, watchSeconds: 1, ...(isRecord(answer) ? answer : {}) };
  };
  const execution = { id: "r1", machine: "role-review", startTime: "2026-11-01T00:00:00.000Z" };
  await runWorkflow(machine, { reviewId: "r1" }, execution, { invoke, start: () => undefined, callbacks }).catch(() => ran.push("failed"));
  return ran;
}

const next = (...names: readonly string[]) => names.map((name) => ({ next: name }));
const ASK = ["propose-policy", "request-approval"];
const END = ["clean-up", "close-review"];

describe("an approved change", () => {
  test.each<[string, Answers, readonly string[]]>([
    ["is made, watched and cleaned up after", { "apply-policy": next("watch") }, ["apply-policy", ...END]],
    [
      "waits for its window, and is looked at again when it opens",
      { "apply-policy": next("wait-for-window", "watch") },
      ["apply-policy", "apply-policy", ...END],
    ],
    [
      "is proposed again where the role changed since",
      { "propose-policy": [ASKED, { next: "end" }], "apply-policy": next("propose-again") },
      ["apply-policy", "propose-policy", "close-review"],
    ],
    ["is undone and reported where it fails", { "apply-policy": [BROKEN] }, ["apply-policy", "undo-change", "report-failure", "failed"]],
  ])("%s", async (_, answers, steps) => {
    expect(await stepsOf({ "propose-policy": [ASKED], ...answers })).toEqual([...ASK, ...steps]);
  });
});

describe("a change that code carries out", () => {
  test.each<[string, Answers, readonly string[]]>([
    [
      "is looked at until it is deployed, and then watched",
      { "follow-pull-request": next("wait", "wait", "watch") },
      ["follow-pull-request", "follow-pull-request", "follow-pull-request", ...END],
    ],
    [
      "is closed where its pull request was",
      { "follow-pull-request": next("wait", "end") },
      ["follow-pull-request", "follow-pull-request", "close-review"],
    ],
    [
      "is reported where the host refuses it, and nothing is undone",
      { "follow-pull-request": [BROKEN] },
      ["follow-pull-request", "report-failure", "failed"],
    ],
  ])("%s", async (_, answers, steps) => {
    const given = { "propose-policy": [ASKED], "apply-policy": next("pull-request"), ...answers };
    expect(await stepsOf(given)).toEqual([...ASK, "apply-policy", ...steps]);
  });
});

describe("a change that is rehearsed", () => {
  test.each<[string, Answers, readonly string[]]>([
    [
      "is looked at until its time is over, and then made",
      { "apply-policy": next("rehearse", "watch"), "rehearse-change": next("wait", "wait", "apply") },
      ["rehearse-change", "rehearse-change", "rehearse-change", "apply-policy", ...END],
    ],
    [
      "is taken back and proposed again where it caught calls",
      { "propose-policy": [ASKED, { next: "end" }], "rehearse-change": next("take-back"), "take-back": next("propose-again") },
      ["rehearse-change", "take-back", "propose-policy", "close-review"],
    ],
    [
      "is taken back and closed where the role was withdrawn",
      { "rehearse-change": next("take-back"), "take-back": next("end") },
      ["rehearse-change", "take-back", "close-review"],
    ],
    [
      "is proposed again where it was taken back before",
      { "propose-policy": [ASKED, { next: "end" }], "rehearse-change": next("propose-again") },
      ["rehearse-change", "propose-policy", "close-review"],
    ],
    ["is closed where it was stopped", { "rehearse-change": next("end") }, ["rehearse-change", "close-review"]],
    [
      "is undone and reported where a look fails",
      { "rehearse-change": [BROKEN] },
      ["rehearse-change", "undo-change", "report-failure", "failed"],
    ],
    [
      "is undone and reported where it cannot be taken back",
      { "rehearse-change": next("take-back"), "take-back": [BROKEN] },
      ["rehearse-change", "take-back", "undo-change", "report-failure", "failed"],
    ],
  ])("%s", async (_, answers, steps) => {
    const given = { "propose-policy": [ASKED], "apply-policy": next("rehearse"), ...answers };
    expect(await stepsOf(given)).toEqual([...ASK, "apply-policy", ...steps]);
  });
});
