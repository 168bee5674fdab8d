import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInstanceRole } from "./account.ts";
import { offlineAwsMissing, operator, TEMPLATE } from "./offline-aws.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
/** Of a hundred, which are too many to play. */
const REVIEWS_PER_CYCLE = 2;
const ROLES = ["A", "B", "C", "D", "E"];

const Output = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ reviews: v.array(v.object({ roleName: v.string() })), nextCycle: v.object({ name: v.string(), input: v.unknown() }) }),
);

/** The template beside functions of which discover-roles takes fewer roles. */
function withShortCycles(folder: string): string {
  const root = dirname(TEMPLATE);
  cpSync(TEMPLATE, join(folder, "template.yaml"));
  cpSync(join(root, "statemachine"), join(folder, "statemachine"), { recursive: true });
  cpSync(join(root, "dist", "discover-roles"), join(folder, "dist", "discover-roles"), { recursive: true });
  for (const name of readdirSync(join(root, "dist")))
    if (name !== "discover-roles") symlinkSync(join(root, "dist", name), join(folder, "dist", name));
  const bundle = join(folder, "dist", "discover-roles");
  const isSettings = (text: string) => /reviewsPerCycle:[$\w]+,/.test(text);
  const files = readdirSync(bundle).filter((name) => name.endsWith(".mjs") && isSettings(readFileSync(join(bundle, name), "utf8")));
  expect(files, "files that hold the constant").toHaveLength(1);
  for (const name of files) {
    const text = readFileSync(join(bundle, name), "utf8");
    writeFileSync(join(bundle, name), text.replace(/reviewsPerCycle:[$\w]+,/, `reviewsPerCycle:${REVIEWS_PER_CYCLE},`));
  }
  return join(folder, "template.yaml");
}

describe.skipIf(missing)(`more roles than a cycle takes${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "whittle-cycles-"));
  let stack: DeployedStack;
  beforeAll(async () => {
    stack = await deployStack(
      { Evidence: "last-accessed", TrailArn: "", AccessRoleArn: "", ReviewCycleDays: "1" },
      [],
      withShortCycles(folder),
    );
    for (const name of ROLES) await createInstanceRole(stack.iam, name, { "whittle:review": "on" });
  });
  afterAll(async () => {
    await stack.aws.stop();
    rmSync(folder, { recursive: true });
  });

  /** All cycles, the first one first, once none runs and the last one names no other. */
  async function endedCycles() {
    const sfn = new SFNClient(operator(stack.aws.endpoint));
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn: stack.output("ReviewCycleArn") }));
    const all = await Promise.all(executions.map(({ executionArn }) => sfn.send(new DescribeExecutionCommand({ executionArn }))));
    if (all.some(({ status }) => status === "RUNNING")) return undefined;
    const cycles = all.map(({ name = "", status, input, output }) => ({ name, status, input, ...v.parse(Output, output) }));
    const inOrder = cycles.toSorted((a, b) => (a.reviews[0]?.roleName ?? "").localeCompare(b.reviews[0]?.roleName ?? ""));
    return inOrder.at(-1)?.nextCycle.name === "" ? inOrder : undefined;
  }

  test("are all taken by one start, in cycles that each start the next one under the name that they gave it", async () => {
    await stack.startCycle({ dryRun: true });
    const cycles = await until("the last cycle's end", endedCycles, 300);
    expect(cycles.map(({ reviews }) => reviews.map(({ roleName }) => roleName))).toEqual([["A", "B"], ["C", "D"], ["E"]]);
    expect(cycles.slice(1).map(({ name }) => name)).toEqual(cycles.slice(0, -1).map(({ nextCycle }) => nextCycle.name));
    expect(cycles.map(({ status }) => status)).toEqual(cycles.map(() => "SUCCEEDED"));
    for (const { input = "" } of cycles) expect(JSON.parse(input)).toMatchObject({ dryRun: true });
  }, 320_000);

  test("need no right beyond that to start this one state machine", async () => {
    const denied = (await stack.calls()).filter(({ denied, action }) => denied && action === "StartExecution");
    expect(denied).toEqual([]);
  });
});
