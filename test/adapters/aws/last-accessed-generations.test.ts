import { GenerateServiceLastAccessedDetailsCommand, GetServiceLastAccessedDetailsCommand, IAMClient } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { lastAccessedGenerations } from "#adapters/aws/last-accessed-generations.ts";
import { NotAuthorizedError, ThrottledError } from "#core/errors.ts";

const ROLE = "arn:aws:iam::111122223333:role/MyRole";
const REQUEST = { roleArn: ROLE, window: { from: "2026-10-02T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" }, clientToken: "review-30d" };
const mock = mockClient(IAMClient);
const generations = lastAccessedGenerations(new IAMClient({ region: "us-east-1" }));
const times = { JobCreationDate: new Date(0), JobCompletionDate: new Date(0) };
const refusal = (name: string) => Object.assign(new Error(name), { name });
afterEach(() => mock.reset());

test("starts a report with actions, over the 400 days that IAM looks back", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand, { Arn: ROLE, Granularity: "ACTION_LEVEL" }).resolves({ JobId: "job" });
  expect(await generations.start(REQUEST)).toEqual({
    jobId: "job",
    window: { from: "2025-09-27T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z" },
  });
});

test("is in progress until IAM has made the report, and then holds every service used", async () => {
  const at = "2026-10-02T03:04:05.000Z";
  const ServicesLastAccessed = [{ ServiceName: "Amazon SQS", ServiceNamespace: "sqs", LastAuthenticated: new Date(at) }];
  mock
    .on(GetServiceLastAccessedDetailsCommand, { JobId: "job" })
    .resolvesOnce({ ...times, JobStatus: "IN_PROGRESS", ServicesLastAccessed: [] })
    .resolves({ ...times, JobStatus: "COMPLETED", ServicesLastAccessed, IsTruncated: false });
  expect(await generations.check("job")).toEqual({ status: "IN_PROGRESS" });
  expect(await generations.check("job")).toEqual({
    status: "SUCCEEDED",
    result: { kind: "last-accessed", services: [{ service: "sqs", at, actions: [] }] },
  });
});

test("fails with IAM's own reason", async () => {
  const reason = { Code: "NoSuchEntity", Message: "no such role" };
  mock.on(GetServiceLastAccessedDetailsCommand).resolves({ ...times, JobStatus: "FAILED", ServicesLastAccessed: [], Error: reason });
  expect(await generations.check("job")).toEqual({ status: "FAILED", code: "failed", message: "its report failed: no such role." });
});

test("throws what the workflow retries, and what somebody must allow", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand).rejects(refusal("Throttling"));
  await expect(generations.start(REQUEST)).rejects.toThrow(ThrottledError);
  mock.on(GetServiceLastAccessedDetailsCommand).rejects(refusal("AccessDenied"));
  await expect(generations.check("job")).rejects.toThrow(NotAuthorizedError);
});

test("counts against no quota", async () => {
  expect(await generations.startedSince("2026-10-01T00:00:00.000Z")).toBe(0);
});
