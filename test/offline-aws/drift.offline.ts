import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { attach, createInstanceRole, GENERATED, READ_ONLY, roleArn } from "./account.ts";
import { ACCOUNT, offlineAwsMissing } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const TEAM_POLICY = `arn:aws:iam::${ACCOUNT}:policy/Team`;
const document = (Action: string) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });

/** What somebody does to the role between the proposal and its approval. */
const changes: Readonly<Record<string, (iam: IAMClient, RoleName: string) => Promise<unknown>>> = {
  AttachedTo: (iam, RoleName) => attach(iam, RoleName, READ_ONLY),
  VersionChanged: (iam) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn: TEAM_POLICY, PolicyDocument: document("sqs:SendMessage"), SetAsDefault: true })),
  InlineEdited: (iam, RoleName) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "extra", PolicyDocument: document("kms:Encrypt") })),
  BoundarySet: (iam, RoleName) => iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: READ_ONLY })),
};
const names = Object.keys(changes);
/** A role that nobody changes, and that goes on working. */
const USED_SINCE = "UsedSince";

describe.skipIf(missing)(`roles that somebody changes before the approval${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;

  beforeAll(async () => {
    stack = await deployStack({ DigestFrom: "0" });
    await stack.iam.send(new CreatePolicyCommand({ PolicyName: "Team", PolicyDocument: document("sqs:ReceiveMessage") }));
    for (const name of [...names, USED_SINCE]) {
      await createInstanceRole(stack.iam, name, { "whittle:review": "on" });
      await attach(stack.iam, name, TEAM_POLICY);
      await stack.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "extra", PolicyDocument: document("kms:Decrypt") }));
      await stack.aws.control("aa/script", { principal_arn: roleArn(name), polls: 0, policies: [GENERATED] });
    }
    await stack.ended(await stack.startCycle({}), 300);
  }, 600_000);
  afterAll(() => stack.aws.stop());

  async function linksOf(name: string): Promise<readonly string[]> {
    const requests = (await stack.messages()).filter(
      ({ topic, subject }) => topic === stack.output("ApprovalTopicArn") && subject.includes(name),
    );
    return requests.map(({ message }) => linkIn(message));
  }

  test("a role that used what it would lose is not changed either: the new proposal keeps that", async () => {
    const first = await until("the request", async () => (await linksOf(USED_SINCE))[0], 170);
    const before = await iamRoles(stack.iam).read(USED_SINCE);
    const at = new Date(Date.now() + 60_000).toISOString();
    const deleted = { ActionName: "DeleteLogGroup", LastAccessedTime: at, LastAccessedRegion: "us-east-1" };
    await stack.aws.control("last-accessed", {
      role_arn: roleArn(USED_SINCE),
      polls: 1,
      services: [{ ServiceNamespace: "logs", ServiceName: "Logs", LastAuthenticated: at, TrackedActionsLastAccessed: [deleted] }],
    });
    expect((await press(first, "approve", "")).status).toBe(200);
    const again = await until("the new request", async () => (await linksOf(USED_SINCE)).find((link) => link !== first), 170);
    expect(await iamRoles(stack.iam).read(USED_SINCE)).toEqual(before);
    const [message] = (await stack.messages()).filter(({ message: text }) => text.includes(again));
    expect(message?.message.replace(/\s+/g, " ")).toContain("since then the role used logs:DeleteLogGroup, which it would have lost");
  });

  // The one whose change touches every role comes last.
  test.each(names.toSorted((a, b) => Number(a === "VersionChanged") - Number(b === "VersionChanged")))(
    "%s: nothing is written, and a new proposal is asked about",
    async (name) => {
      const first = await until("the request", async () => (await linksOf(name))[0], 170);
      await changes[name]?.(stack.iam, name);
      const changed = await iamRoles(stack.iam).read(name);
      expect((await press(first, "approve", "")).status).toBe(200);
      await until("the new request", async () => (await linksOf(name)).find((link) => link !== first), 170);
      expect(await iamRoles(stack.iam).read(name)).toEqual(changed);
    },
  );

  test("no function was denied a call, and none wrote anything to IAM", async () => {
    const ofFunctions = (await stack.calls()).filter(({ service, role }) => service === "iam" && role !== null);
    expect(ofFunctions.length).toBeGreaterThan(0);
    expect(ofFunctions.filter(({ denied }) => denied)).toEqual([]);
    expect(ofFunctions.filter(({ action }) => !/^(Get|List|GenerateServiceLastAccessedDetails$)/.test(action))).toEqual([]);
  });
});
