import {
  GenerateServiceLastAccessedDetailsCommand,
  GetServiceLastAccessedDetailsCommand,
  IAMClient,
  type ServiceLastAccessed,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { iamLastAccess } from "#adapters/aws/iam/last-access.ts";
import { noPauses } from "#adapters/local/small-ports.ts";
import { ThrottledError } from "#core/errors.ts";

const ROLE = "arn:aws:iam::111122223333:role/MyRole";
const mock = mockClient(IAMClient);
const reports = iamLastAccess(new IAMClient({ region: "us-east-1" }), noPauses);
afterEach(() => mock.reset());

const times = { JobCreationDate: new Date(0), JobCompletionDate: new Date(0) };
const inProgress = { ...times, JobStatus: "IN_PROGRESS" as const, ServicesLastAccessed: [] };
const service = (ServiceNamespace: string, at?: string) => ({
  ServiceName: ServiceNamespace,
  ServiceNamespace,
  ...(at === undefined ? {} : { LastAuthenticated: new Date(at) }),
});
const completed = (services: ServiceLastAccessed[], Marker?: string) => ({
  ...times,
  JobStatus: "COMPLETED" as const,
  ServicesLastAccessed: services,
  IsTruncated: Marker !== undefined,
  ...(Marker === undefined ? {} : { Marker }),
});

test("waits for the report, reads all of its pages, and leaves out services that were never used", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand, { Arn: ROLE }).resolves({ JobId: "job" });
  const first = completed([service("s3", "2026-10-02T03:04:05Z"), service("sqs")], "next");
  mock.on(GetServiceLastAccessedDetailsCommand, { JobId: "job" }).resolvesOnce(inProgress).resolves(first);
  mock
    .on(GetServiceLastAccessedDetailsCommand, { JobId: "job", Marker: "next" })
    .resolves(completed([service("sns", "2026-10-03T00:00:00Z")]));
  expect(await reports.ofRole(ROLE)).toEqual({
    services: [
      { service: "s3", at: "2026-10-02T03:04:05.000Z", actions: [] },
      { service: "sns", at: "2026-10-03T00:00:00.000Z", actions: [] },
    ],
  });
});

test("waits half a minute in all for a report that is not ready, and then tells that there is none", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand).resolves({ JobId: "job" });
  mock.on(GetServiceLastAccessedDetailsCommand).resolves(inProgress);
  const waited: number[] = [];
  const slow = iamLastAccess(new IAMClient({ region: "us-east-1" }), { pause: async (seconds) => void waited.push(seconds) });
  expect(await slow.ofRole(ROLE)).toMatchObject({ missing: expect.anything() });
  expect(waited.reduce((sum, seconds) => sum + seconds, 0)).toBe(30);
});

test("asks for actions, and tells those that were used, with their place", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand, { Arn: ROLE, Granularity: "ACTION_LEVEL" }).resolves({ JobId: "job" });
  const at = "2026-10-02T03:04:05.000Z";
  const tracked = [
    { ActionName: "CreateBucket", LastAccessedTime: new Date(at), LastAccessedRegion: "eu-west-1" },
    { ActionName: "DeleteBucket" },
  ];
  mock.on(GetServiceLastAccessedDetailsCommand).resolves(completed([{ ...service("s3", at), TrackedActionsLastAccessed: tracked }]));
  expect(await reports.ofRole(ROLE)).toEqual({
    services: [
      {
        service: "s3",
        at,
        actions: [{ action: "s3:CreateBucket", at, region: "eu-west-1" }],
        tracked: ["s3:CreateBucket", "s3:DeleteBucket"],
      },
    ],
  });
});

test("where every action that is told was used, the report does not say which others IAM tracks", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand).resolves({ JobId: "job" });
  const at = "2026-10-02T03:04:05.000Z";
  const tracked = [{ ActionName: "CreateBucket", LastAccessedTime: new Date(at) }];
  mock.on(GetServiceLastAccessedDetailsCommand).resolves(completed([{ ...service("s3", at), TrackedActionsLastAccessed: tracked }]));
  expect(await reports.ofRole(ROLE)).toEqual({ services: [{ service: "s3", at, actions: [{ action: "s3:CreateBucket", at }] }] });
});

test("gives the reason where the report is not ready in time", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand).resolves({ JobId: "job" });
  mock.on(GetServiceLastAccessedDetailsCommand).resolves(inProgress);
  expect(await reports.ofRole(ROLE)).toEqual({ missing: { id: "not-ready" } });
});

test("gives the reason where the report failed", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand).resolves({ JobId: "job" });
  const failed = { ...inProgress, JobStatus: "FAILED" as const, Error: { Message: "no such role", Code: "NoSuchEntity" } };
  mock.on(GetServiceLastAccessedDetailsCommand).resolves(failed);
  expect(await reports.ofRole(ROLE)).toEqual({ missing: { id: "failed", error: "no such role" } });
});

test.each([
  [
    "may not ask",
    "AccessDenied",
    { id: "not-answered", error: expect.stringMatching(/may not call iam:GenerateServiceLastAccessedDetails/) },
  ],
  ["meets a fault of IAM's", "ServiceFailure", { id: "aws-fault" }],
])("gives the reason where it %s", async (_, name, reason) => {
  mock.on(GenerateServiceLastAccessedDetailsCommand).rejects(Object.assign(new Error("no"), { name }));
  expect(await reports.ofRole(ROLE)).toEqual({ missing: reason });
});

test("does not take a throttled call for a reason: the step is made again", async () => {
  mock.on(GenerateServiceLastAccessedDetailsCommand).rejects(Object.assign(new Error("Rate exceeded"), { name: "Throttling" }));
  await expect(reports.ofRole(ROLE)).rejects.toThrow(ThrottledError);
});
