import { AccessAnalyzerClient, StartPolicyGenerationCommand } from "@aws-sdk/client-accessanalyzer";
import { IAMClient } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { InvalidInputError } from "#core/errors.ts";

const TRAIL = { TRAIL_ARN: "arn:aws:cloudtrail:eu-central-1:111122223333:trail/main", ACCESS_ROLE_ARN: "arn:aws:iam::111122223333:role/A" };
const MACHINE = "arn:aws:states:eu-central-1:111122223333:stateMachine:ReadTrail";

const ACCESS = { account: "111122223333", client: {} };

/** The services that an engine asks when a job is started. None answers. */
async function asked(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const [analyzer, iam] = [mockClient(AccessAnalyzerClient), mockClient(IAMClient)];
  const nobody = new Error("nobody answers");
  analyzer.onAnyCommand().rejects(nobody);
  iam.onAnyCommand().rejects(nobody);
  const engine = (await evidenceEngine({ GENERATIONS_PER_DAY: "50", ...environment }))(ACCESS);
  const window = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-28T00:00:00.000Z" };
  await expect(engine.start({ roleArn: "arn:aws:iam::111122223333:role/Worker", window, clientToken: "r-1" })).rejects.toThrow(
    nobody.message,
  );
  const found = [...analyzer.calls().map(() => "access-analyzer"), ...iam.calls().map(() => "iam")];
  analyzer.restore();
  iam.restore();
  return found;
}

test.each([
  [{ EVIDENCE: "access-analyzer", ...TRAIL }, ["access-analyzer"]],
  [{ EVIDENCE: "last-accessed", ...TRAIL }, ["iam"]],
  [{ EVIDENCE: "auto", TRAIL_ARN: "", ACCESS_ROLE_ARN: "" }, ["iam"]],
  [{ EVIDENCE: "auto", ...TRAIL }, ["access-analyzer"]],
])("%j starts a job with %j", async (environment, expected) => {
  expect(await asked(environment)).toEqual(expected);
});

test("in a member, Access Analyzer reads the trail with the member's own access role", async () => {
  const analyzer = mockClient(AccessAnalyzerClient);
  analyzer.on(StartPolicyGenerationCommand).resolves({ jobId: "job" });
  const engine = (await evidenceEngine({ EVIDENCE: "access-analyzer", ...TRAIL }))({ account: "444455556666", client: {} });
  const window = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-28T00:00:00.000Z" };
  await engine.start({ roleArn: "arn:aws:iam::444455556666:role/Worker", window, clientToken: "r-1" });
  expect(analyzer.call(0).args[0].input).toMatchObject({
    cloudTrailDetails: { trails: [{ cloudTrailArn: TRAIL.TRAIL_ARN }], accessRole: "arn:aws:iam::444455556666:role/A" },
  });
  analyzer.restore();
});

/** IAM's reports and the trail's own logs count against no quota without asking AWS. */
async function hasNoQuota(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const engine = await evidenceEngine({ AWS_REGION: "eu-central-1", GENERATIONS_PER_DAY: "50", ...environment });
  return engine(ACCESS)
    .startedSince("2026-11-01T00:00:00.000Z")
    .then(
      () => true,
      () => false,
    );
}

test.each([
  [{ EVIDENCE: "last-accessed", TRAIL_ARN: "", ACCESS_ROLE_ARN: "" }, true],
  [{ EVIDENCE: "last-accessed", ...TRAIL }, true],
  [{ EVIDENCE: "auto", TRAIL_ARN: "", ACCESS_ROLE_ARN: "" }, true],
  [{ EVIDENCE: "cloudtrail", READ_TRAIL_ARN: MACHINE }, true],
  [{ EVIDENCE: "auto", ...TRAIL, READ_TRAIL_ARN: MACHINE }, true],
])("%j has no quota: %s", async (environment, expected) => {
  expect(await hasNoQuota(environment)).toBe(expected);
});

test.each([
  [{}, "TRAIL_ARN"],
  [{ EVIDENCE: "access-analyzer", TRAIL_ARN: "", ACCESS_ROLE_ARN: "" }, "TRAIL_ARN"],
  [{ EVIDENCE: "access-analyzer", TRAIL_ARN: TRAIL.TRAIL_ARN }, "ACCESS_ROLE_ARN"],
  [{ EVIDENCE: "auto", TRAIL_ARN: TRAIL.TRAIL_ARN, GENERATIONS_PER_DAY: "50" }, "ACCESS_ROLE_ARN"],
  [{ EVIDENCE: "cloudtrail", ...TRAIL, READ_TRAIL_ARN: "" }, "READ_TRAIL_ARN"],
  [{ EVIDENCE: "guess", ...TRAIL }, "EVIDENCE is none of access-analyzer, cloudtrail, last-accessed and auto"],
])("%j is refused, naming %s", async (environment, named) => {
  await expect(evidenceEngine(environment)).rejects.toThrow(InvalidInputError);
  await expect(evidenceEngine(environment)).rejects.toThrow(named);
});
