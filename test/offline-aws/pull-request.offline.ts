import { CreatePolicyCommand, DetachRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startGitHub } from "#test/adapters/code-host/github-host.ts";
import { attach, attachedTo, createInstanceRole, GENERATED, LOGS_FULL, roleArn, SSM_CORE } from "./account.ts";
import { ACCOUNT, offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const NAME = "CodeOwnedRole";
const CycleOutput = v.pipe(v.string(), v.parseJson(), v.object({ reviews: v.array(v.object({ reviewId: v.string() })) }));

describe.skipIf(missing)(`pull requests of the deployed stack${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let host: Awaited<ReturnType<typeof startGitHub>>;
  let reviewId = "";

  beforeAll(async () => {
    host = await startGitHub();
    stack = await deployStack({
      ApprovalDays: "1",
      WatchHours: "0.01",
      CodeOwnedRoles: "pull-request",
      CodeHost: `github:${host.host}`,
      CodeTokenArn: `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:whittle-code-AbCdEf`,
    });
    const secrets = new SecretsManagerClient(operator(stack.aws.endpoint));
    // The offline AWS finds a secret by the end of its ARN.
    await secrets.send(new CreateSecretCommand({ Name: "whittle-code-AbCdEf", SecretString: host.valid.token }));
    const tags = {
      "whittle:review": "on",
      ManagedBy: "terraform",
      "whittle:repo": "github:acme/infra",
      "whittle:policy-file": "iam/role.json",
    };
    await createInstanceRole(stack.iam, NAME, { ...tags, "offline:used": "ssm ssmmessages logs" });
    await stack.aws.control("aa/script", { principal_arn: roleArn(NAME), polls: 1, policies: [GENERATED] });
    const { output } = await stack.ended(await stack.startCycle({}), 120);
    reviewId = v.parse(CycleOutput, output).reviews[0]?.reviewId ?? "";
    // A minute between two looks would be over at once, and the looks would never rest.
    await stack.aws.control("time-scale", { scale: 0.05 });
    expect((await press(linkIn(await message("/r/")), "approve", "")).status).toBe(200);
  }, 400_000);
  afterAll(async () => {
    await stack.aws.stop();
    host.close();
  });

  const message = (part: string) =>
    until(
      `a message with ${part}`,
      async () => {
        const messages = await stack.messages();
        const found = messages.find(
          (each) => each.topic === stack.output("ApprovalTopicArn") && `${each.subject} ${each.message}`.includes(part),
        );
        return found?.message;
      },
      120,
    );

  test("an approval opens one with the approved policy, and leaves the role alone", async () => {
    expect(await message("pull request opened")).toContain("https://code.example/acme/infra/pull/1");
    expect(host.held.requests).toMatchObject([{ branch: `whittle/${reviewId}`, state: "open" }]);
    const document: unknown = JSON.parse(host.held.files.get(`whittle/${reviewId}:iam/role.json`) ?? "");
    expect((await stack.store.document(reviewId, "proposal"))?.policies).toMatchObject([{ document }]);
    expect((await attachedTo(stack.iam, NAME)).map(({ arn }) => arn)).toEqual([SSM_CORE, LOGS_FULL].sort());
  });

  test("its merge and deployment are waited for, watched and recorded as applied", async () => {
    for (const request of host.held.requests) request.state = "merged";
    await until("the merge to be seen", async () => (await stack.store.journal(reviewId)).find(({ kind }) => kind === "code-merged"), 120);
    expect((await stack.store.get(reviewId)).status).toBe("approved");
    const PolicyDocument = host.held.files.get(`whittle/${reviewId}:iam/role.json`);
    const { Policy } = await stack.iam.send(new CreatePolicyCommand({ PolicyName: "by-terraform", PolicyDocument }));
    await attach(stack.iam, NAME, Policy?.Arn ?? "");
    await stack.iam.send(new DetachRolePolicyCommand({ RoleName: NAME, PolicyArn: LOGS_FULL }));
    expect(await message("Applied by code")).toContain("https://code.example/acme/infra/pull/1");
    const review = await until(
      "the end of the review",
      async () => {
        const now = await stack.store.get(reviewId);
        return now.closedAt === undefined ? undefined : now;
      },
      120,
    );
    expect(review).toMatchObject({ status: "settled", reason: { id: "replaced" } });
  });

  test("no function wrote to IAM, and none was denied a call", async () => {
    const calls = (await stack.calls()).filter(({ role }) => role?.includes("FollowPullRequest"));
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter(({ service, action }) => service === "iam" && !/^(Get|List)/.test(action))).toEqual([]);
    expect((await stack.calls()).filter(({ denied, role }) => denied && role?.includes("Role"))).toEqual([]);
  });
});
