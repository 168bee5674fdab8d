import { expect, test } from "vitest";
import { evidenceEngine } from "#adapters/aws/evidence-engine.ts";
import { InvalidInputError } from "#core/errors.ts";

const TRAIL = { TRAIL_ARN: "arn:aws:cloudtrail:eu-central-1:111122223333:trail/main", ACCESS_ROLE_ARN: "arn:aws:iam::111122223333:role/A" };
const MACHINE = "arn:aws:states:eu-central-1:111122223333:stateMachine:ReadTrail";

/** The services that an engine asks when a job is started, in their order. None answers. */
async function asked(environment: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const hosts: string[] = [];
  const client = {
    region: "eu-central-1",
    credentials: async () => ({
      accessKeyId: "id",
      secretAccessKey: "secret",
      sessionToken: "token",
      expiration: new Date("2030-01-01T00:00:00.000Z"),
    }),
    maxAttempts: 1,
    requestHandler: {
      handle: async ({ hostname }: { readonly hostname: string }) => {
        hosts.push(hostname.split(".")[0] ?? "");
        throw Object.assign(new Error("nobody answers"), { name: "ServiceQuotaExceededException", $metadata: { httpStatusCode: 402 } });
      },
    },
  };
  const engine = (await evidenceEngine({ GENERATIONS_PER_DAY: "50", ...environment }))({ account: "111122223333", client });
  const window = { from: "2026-11-01T00:00:00.000Z", to: "2026-11-28T00:00:00.000Z" };
  await engine.start({ roleArn: "arn:aws:iam::111122223333:role/Worker", window, clientToken: "r-1" }).catch(() => undefined);
  return hosts;
}

test.each([
  [{ EVIDENCE: "access-analyzer", ...TRAIL }, ["access-analyzer"]],
  [{ EVIDENCE: "last-accessed", ...TRAIL }, ["iam"]],
  [{ EVIDENCE: "auto", TRAIL_ARN: "", ACCESS_ROLE_ARN: "" }, ["iam"]],
  [{ EVIDENCE: "auto", ...TRAIL }, ["access-analyzer"]],
])("%j starts a job with %j", async (environment, expected) => {
  expect(await asked(environment)).toEqual(expected);
});

/** IAM's reports and the trail's own logs count against no quota without asking AWS. */
async function hasNoQuota(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const engine = await evidenceEngine({ AWS_REGION: "eu-central-1", GENERATIONS_PER_DAY: "50", ...environment });
  return engine({ account: "111122223333", client: {} })
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
