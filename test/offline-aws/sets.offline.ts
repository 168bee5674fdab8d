import { gzipSync } from "node:zlib";
import { CreateGroupCommand, CreateGroupMembershipCommand, CreateUserCommand, IdentitystoreClient } from "@aws-sdk/client-identitystore";
import { CreateBucketCommand, DeleteBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import {
  AttachManagedPolicyToPermissionSetCommand,
  CreateAccountAssignmentCommand,
  CreatePermissionSetCommand,
  ListAccountsForProvisionedPermissionSetCommand,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { awsManagedPolicy } from "#adapters/aws/iam/roles.ts";
import { permissionSets } from "#adapters/aws/identity-center/permission-sets.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { whittle } from "#test/cli/in-process.ts";
import { CLIENT_ID, openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { decideAs, heading, openAs, PEOPLE } from "#test/sign-in/signed.ts";
import { Visitor } from "#test/sign-in/visitor.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { ACCOUNT, offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { formOf, linkIn } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const INSTANCE_ID = "ssoins-1234567890abcdef";
const INSTANCE = `arn:aws:sso:::instance/${INSTANCE_ID}`;
const STORE = "d-1234567890";
const BUCKET = "trail-bucket";
const SET = "QueueAdmins";
/** Assigned in three accounts, used in two. */
const ACCOUNTS = ["111111111111", "222222222222", "333333333333"];
const DAY_MS = 86_400_000;
const SETTINGS = {
  Evidence: "cloudtrail",
  TrailArn: "",
  AccessRoleArn: "",
  TrailBucket: BUCKET,
  ApproverSignIn: "oidc",
  OidcClientId: CLIENT_ID,
  ApproverGroups: "approvers",
  IdentityCenterId: INSTANCE_ID,
  LookBackDays: "30",
};
const Checks = v.object({ checks: v.array(v.object({ check: v.string(), state: v.string(), text: v.string() })) });
const OF_PEOPLE = { Version: "2012-10-17", Statement: [{ Sid: "Team", Effect: "Allow", Action: "kms:Decrypt", Resource: "*" }] };
const Cycle = v.pipe(v.string(), v.parseJson(), v.object({ reviews: v.tuple([v.object({ reviewId: v.string(), roleName: v.string() })]) }));

/** A management event of somebody who holds the set in an account. */
function record(account: string, name: string, at: Date, requestParameters: unknown) {
  const role = `AWSReservedSSO_${SET}_${account.slice(0, 1).repeat(16)}`;
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: "AROAEXAMPLE:jo",
      arn: `arn:aws:sts::${account}:assumed-role/${role}/jo`,
      accountId: account,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: "AROAEXAMPLE",
          arn: `arn:aws:iam::${account}:role/aws-reserved/sso.amazonaws.com/${role}`,
          accountId: account,
          userName: role,
        },
      },
    },
    eventTime: `${at.toISOString().slice(0, 19)}Z`,
    eventSource: "sqs.amazonaws.com",
    eventName: name,
    awsRegion: REGION,
    sourceIPAddress: "192.0.2.10",
    userAgent: "console",
    requestParameters,
    responseElements: null,
    eventID: `${account}-${name}-${at.getTime()}`,
    readOnly: name.startsWith("Get"),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: account,
  };
}

describe.skipIf(missing)(`a permission set${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let openId: TestOpenId;
  let stack: DeployedStack;
  let sso: SSOAdminClient;
  let before: RoleState;
  let reviewId: string;
  let place: { readonly InstanceArn: string; readonly PermissionSetArn: string };

  const set = () =>
    permissionSets({ arn: INSTANCE, region: REGION, tagKey: "whittle:review" }, (arn) => awsManagedPolicy(stack.iam, arn), sso).read(SET);

  /** The newest message of a subject that is not among those told before. */
  function told(subject: RegExp, earlier: readonly string[] = []): Promise<string> {
    const find = async () =>
      (await stack.messages()).findLast((message) => subject.test(message.subject) && !earlier.includes(message.message))?.message;
    return until(`the message ${subject}`, find, 170);
  }

  function toBe(status: string): Promise<true> {
    return until(`the review to be ${status}`, async () => ((await stack.store.get(reviewId)).status === status ? true : undefined), 170);
  }

  async function review(input: object): Promise<string> {
    const { output, status, cause } = await stack.ended(await stack.startCycle(input), 300);
    expect(status, cause).toBe("SUCCEEDED");
    const [{ reviewId: id, roleName }] = v.parse(Cycle, output).reviews;
    expect(roleName).toBe(SET);
    return id;
  }

  /** Opens the link as somebody who signs in, and approves. */
  async function approveAs(person: string, link: string): Promise<void> {
    const visitor = new Visitor({});
    const answer = await decideAs(visitor, await openAs(visitor, person, link), "approve");
    expect(heading(answer)).toBe("This is approved");
  }

  beforeAll(async () => {
    openId = await openTestOpenId(PEOPLE, () => [stack.output("SignedInUrl")]);
    stack = await deployStack({ ...SETTINGS, OidcIssuer: openId.issuer });
    sso = new SSOAdminClient(operator(stack.aws.endpoint));
    place = await createSet(sso, await createPeople(new IdentitystoreClient(operator(stack.aws.endpoint))));
    await writeLogs(stack);
    before = await set();
  }, 300_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack.aws.stop();
    openId.close();
  });

  test("that is tagged is reviewed by what people did with it in all of its accounts", async () => {
    reviewId = await review({});
    const proposal = await until("the proposal", () => stack.store.document(reviewId, "proposal"), 120);
    expect(proposal.replaces.map(({ name }) => name)).toEqual(["AmazonSQSFullAccess"]);
    expect(proposal.gaps).toContainEqual({ kind: "accounts-without-records", effect: "warn", accounts: [ACCOUNTS[2]] });
    const text = JSON.stringify(proposal.policies.map(({ document }) => document));
    for (const account of ACCOUNTS.slice(0, 2)) expect(text).toContain(`arn:aws:sqs:us-east-1:${account}:orders`);
    expect(text).toContain("kms:Decrypt");
  }, 400_000);

  test.each([
    ["ann", "You are assigned to this permission set", "who holds it through a group"],
    ["eve", "IAM Identity Center has no user with your e-mail address", "whom Identity Center does not know"],
  ])(
    "is not for %s to approve, %s, %s",
    async (person, because) => {
      const link = linkIn(await told(/^Approve\? /));
      const visitor = new Visitor({});
      const page = await openAs(visitor, person, link);
      expect(page.html).toContain(because);
      const answer = await decideAs(visitor, page, "approve");
      expect([answer.status, heading(answer)]).toEqual([403, "You cannot approve this"]);
      expect((await stack.store.get(reviewId)).status).toBe("waiting");
    },
    400_000,
  );

  test("is approved by somebody else, and changed in every account", async () => {
    await approveAs("ben", linkIn(await told(/^Approve\? /)));
    await toBe("applied");
    const now = await set();
    expect(now.attached.map(({ name }) => name)).toEqual(["SecurityAudit"]);
    expect(now.inline[0]?.json).toContain("Whittle1");
    expect(await unprovisioned()).toEqual([]);
  }, 400_000);

  test("is not brought back by somebody who holds it", async () => {
    const link = linkIn(await told(/^Applied: /));
    const visitor = new Visitor({});
    const page = await openAs(visitor, "ann", link);
    expect([page.status, heading(page)]).toEqual([403, "You cannot restore this"]);
    expect((await visitor.post(link, { token: "", way: "all", comment: "" })).status).toBe(403);
    expect(await restores()).toEqual([]);
  }, 300_000);

  test("gets back what it had by the link, in every account", async () => {
    const link = linkIn(await told(/^Applied: /));
    const visitor = new Visitor({});
    const page = await openAs(visitor, "ben", link);
    expect(page.html).toContain("Restore everything that the review removed");
    const { address, fields } = formOf(page.html, { link: page.url, value: "all", comment: "The night shift needs it." });
    expect((await visitor.post(address.href, Object.fromEntries(fields))).status).toBe(200);
    await told(/^Restored: /);
    await until("the end of the restore", async () => ((await restores()).every((status) => status === "SUCCEEDED") ? true : undefined));
    const { unreadable: _, ...now } = await set();
    expect(now).toEqual(before);
    expect(await unprovisioned()).toEqual([]);
    expect(await stack.store.get(reviewId)).toMatchObject({ status: "restored" });
  }, 300_000);

  test("is told of by whittle doctor", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL", stack.aws.endpoint);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "operator");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "operator");
    vi.stubEnv("AWS_REGION", REGION);
    await describeToCloudFormation(stack.aws, "sets", { ...SETTINGS, OidcIssuer: openId.issuer });
    const { out } = await whittle("doctor", "--stack", "sets", "--format", "json");
    const { checks } = v.parse(Checks, JSON.parse(out));
    expect(checks.filter(({ check }) => /identity|permission/.test(check)).map(({ state, text }) => `${state}: ${text}`)).toEqual([
      `ok: IAM Identity Center is there: ${INSTANCE}.`,
      "ok: The identity store can be read, and knows every address of ApproverEmails.",
      "ok: 1 tagged permission set can be reviewed.",
    ]);
  }, 120_000);

  test("is explained and left as it is where the management account alone may change it", async () => {
    await stack.aws.control("own-sets", { account: ACCOUNTS[0] });
    const found = await set();
    const { output, status } = await stack.ended(await stack.startCycle({ roleNames: [SET] }), 300);
    expect(status).toBe("SUCCEEDED");
    expect(JSON.parse(output ?? "{}")).toMatchObject({
      reviews: [],
      skipped: [{ roleName: SET, reason: { id: "management-account", account: ACCOUNTS[0] } }],
    });
    const { out } = await whittle("doctor", "--stack", "sets", "--format", "json");
    const { checks } = v.parse(v.pipe(v.string(), v.parseJson(), Checks), out);
    expect(checks.filter(({ check }) => check === "permission sets").map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`provisioned in the management account ${ACCOUNTS[0]}`),
    );
    await stack.aws.control("own-sets", { account: ACCOUNT });
    expect(await set()).toEqual(found);
  }, 300_000);

  test("is changed by functions of its own, and no function was refused a call", async () => {
    const calls = await stack.calls();
    expect(calls.filter(({ denied }) => denied)).toEqual([]);
    const changing = calls.filter(
      ({ service, action, role }) => service === "sso" && role && /^(Attach|Detach|Put|Delete|Provision)/.test(action),
    );
    expect(changing.map(({ action }) => action)).toContain("ProvisionPermissionSet");
    expect([...new Set(changing.map(({ role }) => role?.replace(/^.*stack-/, "").replace(/Role.*$/, "Role")))].sort()).toEqual([
      "ApplySetRole",
      "RestoreSetRole",
    ]);
  });

  test("is left as it is by whittle uninstall, which ends its review", async () => {
    reviewId = await review({ roleNames: [SET] });
    await toBe("waiting");
    const now = await set();
    const { code, out } = await whittle("uninstall", "--stack", "sets", "--yes", "--format", "json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ removed: [expect.objectContaining({ roleName: SET, status: "waiting" })] });
    expect((await executionsOf("SetReviewArn")).filter((status) => status === "RUNNING")).toEqual([]);
    expect((await stack.store.get(reviewId)).closedAt).toBeDefined();
    expect(await set()).toEqual(now);
  }, 400_000);

  async function unprovisioned(): Promise<readonly string[]> {
    const asked = { ...place, ProvisioningStatus: "LATEST_PERMISSION_SET_NOT_PROVISIONED" as const };
    return (await sso.send(new ListAccountsForProvisionedPermissionSetCommand(asked))).AccountIds ?? [];
  }

  const restores = () => executionsOf("SetRestoreArn");

  async function executionsOf(output: string): Promise<readonly (string | undefined)[]> {
    const listing = new ListExecutionsCommand({ stateMachineArn: stack.output(output) });
    const { executions = [] } = await new SFNClient(operator(stack.aws.endpoint)).send(listing);
    return executions.map(({ status }) => status);
  }
});

/** The people of the identity store, and a group that ann is in. Returns the group's id. */
async function createPeople(store: IdentitystoreClient): Promise<string> {
  const IdentityStoreId = STORE;
  const { GroupId } = await store.send(new CreateGroupCommand({ IdentityStoreId, DisplayName: "queue-team" }));
  for (const name of ["ann", "ben"]) {
    const user = { UserName: name, DisplayName: name, Name: { GivenName: name, FamilyName: "Example" } };
    const Emails = [{ Value: `${name}@example.com`, Primary: true }];
    const { UserId = "" } = await store.send(new CreateUserCommand({ IdentityStoreId, ...user, Emails }));
    if (name === "ann") await store.send(new CreateGroupMembershipCommand({ IdentityStoreId, GroupId, MemberId: { UserId } }));
  }
  return GroupId ?? "";
}

async function createSet(sso: SSOAdminClient, PrincipalId: string) {
  const Tags = [{ Key: "whittle:review", Value: "on" }];
  const { PermissionSet } = await sso.send(new CreatePermissionSetCommand({ InstanceArn: INSTANCE, Name: SET, Tags }));
  const place = { InstanceArn: INSTANCE, PermissionSetArn: PermissionSet?.PermissionSetArn ?? "" };
  for (const name of ["AmazonSQSFullAccess", "SecurityAudit"])
    await sso.send(new AttachManagedPolicyToPermissionSetCommand({ ...place, ManagedPolicyArn: `arn:aws:iam::aws:policy/${name}` }));
  await sso.send(new PutInlinePolicyToPermissionSetCommand({ ...place, InlinePolicy: JSON.stringify(OF_PEOPLE) }));
  for (const TargetId of ACCOUNTS)
    await sso.send(
      new CreateAccountAssignmentCommand({
        ...place,
        TargetId,
        TargetType: "AWS_ACCOUNT",
        PrincipalType: "GROUP",
        PrincipalId,
      }),
    );
  await sso.send(new ProvisionPermissionSetCommand({ ...place, TargetType: "ALL_PROVISIONED_ACCOUNTS" }));
  return place;
}

/** A month of an organization's trail: the first two accounts. */
async function writeLogs({ aws, output }: DeployedStack): Promise<void> {
  const s3 = new S3Client({ ...operator(aws.endpoint), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  // Moto refuses every call by a policy that denies some: it does not look at conditions.
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: output("SummaryBucketName") }));
  const midnight = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  for (const account of ACCOUNTS.slice(0, 2))
    for (let day = 31; day > 0; day -= 1) {
      const noon = new Date(midnight - day * DAY_MS + DAY_MS / 2);
      const queue = { queueUrl: `https://sqs.us-east-1.amazonaws.com/${account}/orders` };
      const Records = ["GetQueueAttributes", "SetQueueAttributes", "PurgeQueue"].map((name) => record(account, name, noon, queue));
      const folder = noon.toISOString().slice(0, 10).replaceAll("-", "/");
      const Key = `AWSLogs/o-abc123/${account}/CloudTrail/us-east-1/${folder}/${account}_CloudTrail_us-east-1_${noon.getTime()}.json.gz`;
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: gzipSync(JSON.stringify({ Records })) }));
    }
}
