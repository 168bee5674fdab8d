import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { cloudTrailGenerations, type TrailJob } from "#adapters/cloudtrail/generations.ts";
import { InvalidInputError } from "#core/errors.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { createTally } from "#core/usage/tally.ts";

const ROLE = "arn:aws:iam::111122223333:role/a/path/MyRole";
const MACHINE = "arn:aws:states:eu-central-1:111122223333:stateMachine:ReadTrail-1";
const RUN = "111122223333_2026-10-02T000000000Z_2026-11-01T123456789Z";
const window = { from: "2026-10-02T00:00:00.000Z", to: "2026-11-01T12:34:56.789Z" };
const asked = { roleArn: ROLE, window: { ...window, from: "2026-10-02T12:34:56.789Z" }, clientToken: "review-30d" };
const activity = activityOf(createTally("all").snapshot(), ROLE, { window }, loadCatalogue());

const SET = "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admins_*";
const ACCOUNTS = ["111122223333", "444455556666"];
const mock = mockClient(SFNClient);
const jobs: TrailJob[] = [];
const generations = cloudTrailGenerations(
  {
    machineArn: MACHINE,
    accountsOf: async (roleArn) => (roleArn === SET ? ACCOUNTS : ["111122223333"]),
    activityOf: async (job) => {
      jobs.push(job);
      return activity;
    },
  },
  new SFNClient({ region: "eu-central-1" }),
);
afterEach(() => {
  mock.reset();
  jobs.length = 0;
});

test("starts one run for all accounts of a permission set, and looks at that one", async () => {
  mock.on(StartExecutionCommand).resolves({});
  mock.on(DescribeExecutionCommand).resolves({ status: "SUCCEEDED" });
  const { jobId } = await generations.start({ ...asked, roleArn: SET });
  const { name, input = "" } = mock.commandCalls(StartExecutionCommand)[0]?.args[0].input ?? {};
  expect(name).toMatch(/^[0-9a-f]{16}_/);
  expect(JSON.parse(input)).toEqual({ run: name, account: ACCOUNTS.join(","), ...window });
  await generations.check(jobId);
  expect(jobs).toEqual([{ run: name, roleArn: SET, window }]);
});

test("starts a run that is named after the window, from midnight on", async () => {
  mock.on(StartExecutionCommand).resolves({});
  expect(await generations.start(asked)).toEqual({ jobId: `${window.from}/${window.to}/${ROLE}`, window });
  const [call] = mock.commandCalls(StartExecutionCommand);
  expect(call?.args[0].input).toMatchObject({ stateMachineArn: MACHINE, name: RUN });
  expect(JSON.parse(call?.args[0].input.input ?? "")).toEqual({ run: RUN, account: "111122223333", ...window });
});

test("takes the run that another role of the cycle started", async () => {
  mock.on(StartExecutionCommand).rejects(Object.assign(new Error("taken"), { name: "ExecutionAlreadyExists" }));
  expect((await generations.start(asked)).jobId).toContain(ROLE);
});

test.each(["RUNNING", "PENDING_REDRIVE"] as const)("is in progress while the run is %s", async (status) => {
  mock.on(DescribeExecutionCommand).resolves({ status });
  expect(await generations.check(`${window.from}/${window.to}/${ROLE}`)).toEqual({ status: "IN_PROGRESS" });
  expect(jobs).toEqual([]);
});

test("gives the role's activity once the run has ended", async () => {
  const executionArn = `arn:aws:states:eu-central-1:111122223333:execution:ReadTrail-1:${RUN}`;
  mock.on(DescribeExecutionCommand, { executionArn }).resolves({ status: "SUCCEEDED" });
  const found = await generations.check(`${window.from}/${window.to}/${ROLE}`);
  expect(found).toEqual({ status: "SUCCEEDED", result: { kind: "activity", activity } });
  expect(jobs).toEqual([{ run: RUN, roleArn: ROLE, window }]);
});

test("fails with the run's own reason, and says what to do", async () => {
  const cause = JSON.stringify({ errorType: "InvalidInputError", errorMessage: "no log of account 111122223333 was found there." });
  mock.on(DescribeExecutionCommand).resolves({ status: "FAILED", error: "InvalidInputError", cause, name: RUN });
  expect(await generations.check(`${window.from}/${window.to}/${ROLE}`)).toEqual({
    status: "FAILED",
    code: "InvalidInputError",
    message: expect.stringMatching(/^The run .*: no log of account 111122223333 was found there\. .*redrive/),
  });
});

test("refuses a job of another engine", async () => {
  await expect(generations.check("a-job-of-access-analyzer")).rejects.toThrow(InvalidInputError);
});
