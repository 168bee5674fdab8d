import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { METRICS, measured, metricLine, stackOf } from "#functions/metrics.ts";

describe("what a step's result counts for", () => {
  test.each([
    ["propose-policy", { outcome: "proposed", next: "ask" }, { Proposals: 1 }],
    ["propose-policy", { outcome: "nothing-to-change" }, {}],
    ["apply-policy", { next: "watch", watchSeconds: 3600 }, { Changes: 1 }],
    ["apply-policy", { next: "watch", watchSeconds: 0 }, {}],
    ["apply-policy", { next: "wait-for-window", watchSeconds: 3600 }, {}],
    ["follow-pull-request", { next: "watch", watchSeconds: 1 }, { Changes: 1 }],
    ["follow-pull-request", { next: "follow" }, {}],
    ["apply-policy", { next: "watch", watchSeconds: -1 }, {}],
    ["rehearse-change", { next: "carry-out" }, {}],
    ["discover-roles", { reviews: [] }, {}],
    ["list-accounts", { status: "restored", outcome: "proposed", next: "watch", watchSeconds: 5, missed: ["s3:GetObject"] }, {}],
    ["rehearse-change", { next: "take-back" }, { RehearsalsTakenBack: 1 }],
    ["restore-role", { status: "restored" }, { Restores: 1 }],
    ["restore-role", { status: "applied" }, {}],
    ["close-review", { status: "rejected" }, { Rejections: 1 }],
    ["close-review", { status: "settled" }, {}],
    ["watch-role", { missed: ["s3:GetObject", "s3:PutObject"] }, { DeniedCalls: 2 }],
    ["watch-role", { missed: ["s3:GetObject"] }, { DeniedCalls: 1 }],
    ["watch-role", { missed: [] }, {}],
    ["discover-roles", { reviews: [], oldestUndecidedHours: 0 }, { OldestUndecidedHours: 0 }],
    ["clean-up", { status: "settled" }, {}],
  ])("%s %j: %j", (step, result, expected) => {
    expect(measured(step, result)).toEqual(expected);
  });
});

describe("the line that CloudWatch reads", () => {
  test("names each metric with its unit, under the stack that it is of", () => {
    expect(JSON.parse(metricLine({ Proposals: 1, OldestUndecidedHours: 5 }, "whittle", 1_764_000_000_000) ?? "")).toEqual({
      _aws: {
        Timestamp: 1_764_000_000_000,
        CloudWatchMetrics: [
          {
            Namespace: "Whittle",
            Dimensions: [["Stack"]],
            Metrics: [
              { Name: "Proposals", Unit: "Count" },
              { Name: "OldestUndecidedHours", Unit: "None" },
            ],
          },
        ],
      },
      Stack: "whittle",
      Proposals: 1,
      OldestUndecidedHours: 5,
    });
  });

  test("is absent where there is nothing to count, and outside of a stack", () => {
    expect(metricLine({}, "whittle", 0)).toBeUndefined();
    const foreign: Record<string, number> = { Other: 1 };
    expect(metricLine(foreign, "whittle", 0)).toBeUndefined();
    expect(metricLine({ Proposals: 1 }, undefined, 0)).toBeUndefined();
  });
});

test("the stack is the one that the name of the log group holds", () => {
  const [, name = ""] = /\n {2}FunctionLogs:[\s\S]*?LogGroupName: !Sub (\S+)/.exec(readFileSync("template.yaml", "utf8")) ?? [];
  expect(stackOf(name.replace("${AWS::StackName}", "whittle-prod"))).toBe("whittle-prod");
  expect(stackOf("/aws/lambda/whittle")).toBeUndefined();
  expect(stackOf(undefined)).toBeUndefined();
});

/** The names in a text, each once. */
const namesIn = (text: string, pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].toSorted();

test("the dashboard shows every metric, and docs/operators.md explains each", () => {
  const template = readFileSync("template.yaml", "utf8");
  const [, body = ""] = template.split("DashboardBody:");
  const shown = [...namesIn(body, /\["Whittle", "(\w+)"/g), ...namesIn(body, /\[".", "(\w+)", ".", "."\]/g)];
  const explained = namesIn(
    readFileSync("docs/operators.md", "utf8").split("## Watch it run")[1]?.split("\n## ")[0] ?? "",
    /^\| `(\w+)` \|/gm,
  );
  expect(shown.toSorted()).toEqual(Object.keys(METRICS).toSorted());
  expect(explained).toEqual(Object.keys(METRICS).toSorted());
});
