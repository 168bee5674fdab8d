import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readGenerated } from "#adapters/local/generations/generated-file.ts";

const ROLE = "arn:aws:iam::111122223333:role/Worker";
const POLICY = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } });
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "generated-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(differing: { readonly jobDetails?: object; readonly properties?: object; readonly policies?: readonly string[] } = {}) {
  const { jobDetails = { status: "SUCCEEDED" }, properties = {}, policies = [POLICY] } = differing;
  const generatedPolicyResult = {
    properties: { principalArn: ROLE, isComplete: true, ...properties },
    generatedPolicies: policies.map((policy) => ({ policy })),
  };
  const path = join(folder, "policy.json");
  writeFileSync(path, JSON.stringify({ jobDetails, generatedPolicyResult }));
  return readGenerated(path);
}

describe("a generated policy, as the AWS CLI prints it,", () => {
  test("is a generation of its role that has ended", async () => {
    const { roleArn, generations } = read();
    const window = { from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z" };
    const { jobId } = await generations.start({ roleArn, window, clientToken: "r" });
    expect([roleArn, jobId]).toEqual([ROLE, ROLE]);
    expect(await generations.check(jobId)).toEqual({
      status: "SUCCEEDED",
      result: { kind: "documents", documents: [POLICY], isComplete: true },
    });
    expect([await generations.cancel(jobId), await generations.startedSince("2026-01-01T00:00:00.000Z")]).toEqual([undefined, 0]);
  });

  test("is not complete where it does not say so", async () => {
    expect(await read({ properties: { isComplete: undefined } }).generations.check(ROLE)).toMatchObject({ result: { isComplete: false } });
  });

  test.each([
    ["texts", "2026-03-01T00:00:00+00:00", "2026-04-01T00:00:00+00:00"],
    ["seconds", 1772323200, 1775001600],
  ])("tells its window in %s, and where its trail is", (_, startTime, endTime) => {
    const trailProperties = [{ cloudTrailArn: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/main" }];
    expect(read({ properties: { cloudTrailProperties: { startTime, endTime, trailProperties } } })).toMatchObject({
      window: { from: "2026-03-01T00:00:00.000Z", to: "2026-04-01T00:00:00.000Z" },
      region: "eu-west-1",
    });
  });

  test("tells neither where it does not say", () => {
    expect(read()).toMatchObject({ window: undefined, region: undefined });
  });

  test.each([
    ["is not of that form", { properties: { principalArn: 7 } }, "it is not the output of aws accessanalyzer get-generated-policy"],
    ["has a time that is none", { properties: { cloudTrailProperties: { startTime: "soon", endTime: "later" } } }, "must be a time"],
    ["is of a job that runs still", { jobDetails: { status: "IN_PROGRESS" } }, "its job was still in progress"],
    [
      "is of a job that failed",
      { jobDetails: { status: "FAILED", jobError: { code: "AUTHORIZATION_ERROR", message: "no trail" } } },
      "its job is FAILED: AUTHORIZATION_ERROR: no trail.",
    ],
    ["is of a job that was cancelled", { jobDetails: { status: "CANCELED" } }, "its job is CANCELED."],
    ["holds a document that denies", { policies: [POLICY, POLICY.replace("Allow", "Deny")] }, "Generated policy 2: it denies something"],
  ])("is refused where it %s", (_, differing, because) => {
    expect(() => read(differing)).toThrow(because);
  });
});
