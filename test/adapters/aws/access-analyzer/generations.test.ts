import {
  AccessAnalyzerClient,
  CancelPolicyGenerationCommand,
  GetGeneratedPolicyCommand,
  ListPolicyGenerationsCommand,
  StartPolicyGenerationCommand,
} from "@aws-sdk/client-accessanalyzer";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { accessAnalyzerGenerations } from "#adapters/aws/access-analyzer/generations.ts";
import { QuotaExceededError, ThrottledError } from "#core/errors.ts";

const aws = mockClient(AccessAnalyzerClient);
const generations = accessAnalyzerGenerations({ trailArn: "trail", accessRoleArn: "access-role" }, new AccessAnalyzerClient({}));
const request = {
  roleArn: "arn:aws:iam::111122223333:role/MyRole",
  window: { from: "2026-01-01T00:00:00.000Z", to: "2026-01-31T00:00:00.000Z" },
  clientToken: "review",
};

beforeEach(() => {
  aws.reset();
  vi.useFakeTimers({ now: new Date("2026-02-01T00:00:00.000Z"), toFake: ["Date"] });
});
afterEach(() => vi.useRealTimers());

describe("starting a generation", () => {
  test("names role, trail, window and token", async () => {
    aws.on(StartPolicyGenerationCommand).resolves({ jobId: "job" });
    expect(await generations.start(request)).toEqual({ jobId: "job", window: request.window });
    expect(aws.call(0).args[0].input).toEqual({
      policyGenerationDetails: { principalArn: request.roleArn },
      cloudTrailDetails: {
        trails: [{ cloudTrailArn: "trail", allRegions: true }],
        accessRole: "access-role",
        startTime: new Date(request.window.from),
        endTime: new Date(request.window.to),
      },
      clientToken: "review",
    });
  });

  test("looks back 89 days from now, where the review waited for days", async () => {
    aws.on(StartPolicyGenerationCommand).resolves({ jobId: "job" });
    const window = { from: "2025-11-01T00:00:00.000Z", to: "2026-01-30T00:00:00.000Z" };
    expect(await generations.start({ ...request, window })).toEqual({
      jobId: "job",
      window: { ...window, from: "2025-11-04T00:00:00.000Z" },
    });
    expect(aws.call(0).args[0].input).toMatchObject({ cloudTrailDetails: { startTime: new Date("2025-11-04T00:00:00.000Z") } });
  });

  test("a window that is out of reach as a whole is not turned round: Access Analyzer says what is wrong with it", async () => {
    aws.on(StartPolicyGenerationCommand).resolves({ jobId: "job" });
    const window = { from: "2025-01-01T00:00:00.000Z", to: "2025-02-01T00:00:00.000Z" };
    expect(await generations.start({ ...request, window })).toEqual({ jobId: "job", window });
  });

  test.each(["ServiceQuotaExceededException", "ConflictException"])("%s while another one runs is a quota", async (name) => {
    aws.on(StartPolicyGenerationCommand).rejects(Object.assign(new Error("busy"), { name, $metadata: { httpStatusCode: 409 } }));
    await expect(generations.start(request)).rejects.toThrow(QuotaExceededError);
  });

  test("throttling is told as such", async () => {
    const error = Object.assign(new Error("slow down"), { name: "ThrottlingException", $metadata: { httpStatusCode: 429 } });
    aws.on(StartPolicyGenerationCommand).rejects(error);
    await expect(generations.start(request)).rejects.toThrow(ThrottledError);
  });
});

describe("checking a generation", () => {
  test("asks for placeholders and for services whose actions are not known", async () => {
    aws.on(GetGeneratedPolicyCommand).resolves({});
    expect(await generations.check("job")).toEqual({ status: "IN_PROGRESS" });
    expect(aws.call(0).args[0].input).toEqual({ jobId: "job", includeResourcePlaceholders: true, includeServiceLevelTemplate: true });
  });

  test("gives every document of a finished job, and whether it is complete", async () => {
    aws.on(GetGeneratedPolicyCommand).resolves({
      jobDetails: { jobId: "job", status: "SUCCEEDED", startedOn: new Date() },
      generatedPolicyResult: {
        generatedPolicies: [{ policy: "{1}" }, { policy: "{2}" }],
        properties: { principalArn: request.roleArn, isComplete: true },
      },
    });
    expect(await generations.check("job")).toEqual({
      status: "SUCCEEDED",
      result: { kind: "documents", documents: ["{1}", "{2}"], isComplete: true },
    });
  });

  test("a result that does not say whether it is complete counts as incomplete", async () => {
    aws.on(GetGeneratedPolicyCommand).resolves({ jobDetails: { jobId: "job", status: "SUCCEEDED", startedOn: new Date() } });
    expect(await generations.check("job")).toMatchObject({ result: { documents: [], isComplete: false } });
  });

  test("a failed job says why, a cancelled one that it was", async () => {
    const jobError = { code: "AUTHORIZATION_ERROR" as const, message: "no access to the bucket" };
    aws
      .on(GetGeneratedPolicyCommand)
      .resolvesOnce({ jobDetails: { jobId: "job", status: "FAILED", startedOn: new Date(), jobError } })
      .resolvesOnce({ jobDetails: { jobId: "job", status: "CANCELED", startedOn: new Date() } });
    expect(await generations.check("job")).toEqual({ status: "FAILED", ...jobError });
    expect(await generations.check("job")).toMatchObject({ status: "CANCELED", code: "CANCELED" });
  });
});

test("counts the jobs started since an instant over every page, cancelled ones too", async () => {
  const job = (startedOn: string, status: "CANCELED" | "SUCCEEDED") => ({
    jobId: startedOn,
    principalArn: request.roleArn,
    status,
    startedOn: new Date(startedOn),
  });
  aws
    .on(ListPolicyGenerationsCommand)
    .resolvesOnce({
      policyGenerations: [job("2026-01-02T10:00:00Z", "SUCCEEDED"), job("2026-01-02T00:00:00Z", "CANCELED")],
      nextToken: "2",
    })
    .resolvesOnce({ policyGenerations: [job("2026-01-01T23:59:59Z", "SUCCEEDED")] });
  expect(await generations.startedSince("2026-01-02T00:00:00.000Z")).toBe(2);
});

test("cancels a job by its id", async () => {
  aws.on(CancelPolicyGenerationCommand).resolves({});
  await generations.cancel("job");
  expect(aws.call(0).args[0].input).toEqual({ jobId: "job" });
});
