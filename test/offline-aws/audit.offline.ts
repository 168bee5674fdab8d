import { createPublicKey, verify } from "node:crypto";
import { DeleteItemCommand, DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readAuditItem } from "#adapters/aws/dynamodb/audit-trail.ts";
import { key } from "#adapters/aws/dynamodb/table.ts";
import { type AuditEntry, checkChain } from "#core/review/audit/chain.ts";
import { whittle } from "#test/cli/in-process.ts";
import { createInstanceRole, GENERATED, roleArn } from "./account.ts";
import { describeToCloudFormation } from "./cloudformation.ts";
import { ACCOUNT, offlineAwsMissing, operator, REGION } from "./offline-aws.ts";
import { linkIn, press } from "./page.ts";
import { parameters } from "./parameters.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const BUCKET = "operators-audit";
const CycleOutput = v.pipe(v.string(), v.parseJson(), v.object({ reviews: v.array(v.object({ reviewId: v.string() })) }));

/** Services that only these tests call; the others throttle in workflow.offline.ts. */
const THROTTLED = [
  { service: "events", action: "PutEvents", code: "ThrottlingException", times: 3 },
  { service: "s3", action: "PutObject", code: "SlowDown", times: 3, status: 503 },
  { service: "cloudformation", action: "DescribeStackResources", code: "Throttling", times: 2 },
];

describe.skipIf(missing)(`the audit trail${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let table: DynamoDBClient;
  let bucket: S3Client;
  let reviewId = "";

  beforeAll(async () => {
    stack = await deployStack({ ApprovalDays: "1", WatchHours: "0.01", AuditTrail: "on", AuditBucket: BUCKET });
    table = new DynamoDBClient(operator(stack.aws.endpoint));
    vi.stubEnv("AWS_ENDPOINT_URL", stack.aws.endpoint);
    vi.stubEnv("AWS_REGION", REGION);
    vi.stubEnv("AWS_ACCESS_KEY_ID", "operator");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "operator");
    await describeToCloudFormation(stack.aws, "audited", parameters);
    bucket = new S3Client({ ...operator(stack.aws.endpoint), forcePathStyle: true });
    await bucket.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await createInstanceRole(stack.iam, "AuditRole", { "whittle:review": "on", "offline:used": "ssm ssmmessages logs" });
    await stack.aws.control("aa/script", { principal_arn: roleArn("AuditRole"), polls: 1, policies: [GENERATED] });
    for (const fault of THROTTLED) await stack.aws.control("inject", fault);
    const { output } = await stack.ended(await stack.startCycle({}), 120);
    reviewId = v.parse(CycleOutput, output).reviews[0]?.reviewId ?? "";
    const link = await until("the request", async () => (await stack.messages()).map(({ message }) => linkIn(message)).find(Boolean));
    expect((await press(link, "approve", "")).status).toBe(200);
    await until("the end of the watch", async () => ((await stack.store.get(reviewId)).status === "settled" ? true : undefined), 120);
    await until("the end in the trail", async () => (await entries()).some(isSettled) || undefined, 60);
  }, 400_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await stack.aws.stop();
  });

  async function entries(): Promise<readonly AuditEntry[]> {
    const { Items = [] } = await table.send(new ScanCommand({ TableName: stack.output("AuditTableName"), ConsistentRead: true }));
    const found = Items.filter(({ sk }) => sk?.S === "ENTRY").map(readAuditItem);
    return found.sort((a, b) => a.sequence - b.sequence);
  }

  test("holds the decision and each step of the change, of the role, in one signed chain", async () => {
    const trail = await entries();
    const { PublicKey = new Uint8Array() } = await new KMSClient(operator(stack.aws.endpoint)).send(
      new GetPublicKeyCommand({ KeyId: stack.output("AuditKeyArn") }),
    );
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
    const isSigned = (text: string, signature: string) => verify("sha256", Buffer.from(text), publicKey, Buffer.from(signature, "base64"));
    expect(checkChain(isSigned, trail)).toMatchObject({ ok: true, entries: trail.length });
    expect(new Set(trail.map(({ role }) => role))).toEqual(new Set([roleArn("AuditRole")]));
    const told = trail.map(({ event }) => event);
    expect(told.filter(({ kind }) => kind === "decision")).toMatchObject([{ verdict: "approved", final: true, signed: "genuine" }]);
    const done = told.flatMap((event) => (event.kind === "change" && event.state === "done" ? [event.step.kind] : []));
    expect(done).toEqual(expect.arrayContaining(["create-policy", "attach", "detach"]));
    expect(told.filter(({ kind }) => kind === "tampering")).toEqual([]);
  });

  test("tells everything once, though the services that it is copied to throttle, and CloudFormation too", async () => {
    const calls = await stack.calls();
    for (const { service, action, code, times } of THROTTLED) {
      const met = calls.filter((call) => call.service === service && call.action === action && call.error === code);
      expect(met, `${service}:${action}`).toHaveLength(times);
    }
    const ids = (await entries()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("holds no link and no task token, and nor do the events", async () => {
    const text = JSON.stringify(await entries());
    expect(text).not.toContain("/r/");
    for (const token of await stack.taskTokens()) expect(text).not.toContain(token);
  });

  test("stands in the operator's bucket entry by entry", async () => {
    const { Contents = [] } = await bucket.send(new ListObjectsV2Command({ Bucket: BUCKET }));
    const copies = await Promise.all(
      Contents.map(async ({ Key }) =>
        JSON.parse((await (await bucket.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body?.transformToString()) ?? ""),
      ),
    );
    expect(Contents.every(({ Key }) => Key?.startsWith(`${ACCOUNT}/${REGION}/`))).toBe(true);
    expect(copies.sort((a, b) => a.sequence - b.sequence)).toEqual(await entries());
  });

  test("was kept with the rights of its function alone, which were enough", async () => {
    const calls = (await stack.calls()).filter(({ role }) => role?.includes("RecordAudit"));
    expect(new Set(calls.map(({ service, action }) => `${service}:${action}`))).toEqual(
      new Set([
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:TransactWriteItems",
        "events:PutEvents",
        "kms:Sign",
        "kms:VerifyMac",
        "s3:PutObject",
      ]),
    );
    expect(calls.filter(({ denied }) => denied)).toEqual([]);
  });

  const verified = async () => {
    const { code, out, err } = await whittle("audit", "verify", "--stack", "audited", "--format", "json");
    expect(err).toBe("");
    return { code, ...JSON.parse(out) };
  };

  test("whittle audit lists it, and whittle audit verify finds trail and record whole", async () => {
    const { code, out } = await whittle("audit", "--stack", "audited", "--role", "AuditRole");
    expect(code).toBe(0);
    expect(out).toMatch(/Review opened: collecting evidence[\s\S]*Decision: approved[\s\S]*Change done: [\s\S]*Review: closed/);
    expect(out.match(/AuditRole/g)?.length).toBeGreaterThanOrEqual((await entries()).length);
    expect(await verified()).toMatchObject({ code: 0, ok: true, reviews: 1, tampering: 0 });
  });

  test("whittle audit verify names an entry that was rewritten in the audit table", async () => {
    const TableName = stack.output("AuditTableName");
    const Key = key("ENTRY#000000000002", "ENTRY");
    const { Item } = await table.send(new GetItemCommand({ TableName, Key }));
    const text = Item?.entry?.S ?? "";
    await table.send(new PutItemCommand({ TableName, Item: { ...Item, entry: { S: text.replace("AuditRole", "OtherRole") } } }));
    expect(await verified()).toMatchObject({ code: 1, ok: false, because: "changed", entry: { sequence: 2 } });
    await table.send(new PutItemCommand({ TableName, Item: { ...Item, entry: { S: text } } }));
  });

  test("whittle audit verify names the decision whose proposal somebody removed", async () => {
    const TableName = stack.output("ReviewTableName");
    const { Item } = await table.send(new GetItemCommand({ TableName, Key: key(`REVIEW#${reviewId}`, "DOCUMENT#proposal") }));
    await table.send(new DeleteItemCommand({ TableName, Key: key(`REVIEW#${reviewId}`, "DOCUMENT#proposal") }));
    expect(await verified()).toMatchObject({ code: 1, ok: false, because: "proposal-changed", entry: { event: { kind: "decision" } } });
    await table.send(new PutItemCommand({ TableName, Item }));
    expect(await verified()).toMatchObject({ code: 0, ok: true });
  });

  test("tells of a journal entry that somebody removes, and of a review that somebody writes", async () => {
    const TableName = stack.output("ReviewTableName");
    await table.send(new DeleteItemCommand({ TableName, Key: key(`REVIEW#${reviewId}`, "JOURNAL#00000001") }));
    const review = JSON.stringify({ ...(await stack.store.get(reviewId)), status: "approved" });
    await table.send(new PutItemCommand({ TableName, Item: { ...key(`REVIEW#${reviewId}`, "REVIEW"), review: { S: review } } }));
    const told = await until("both", async () => {
      const found = (await entries()).flatMap(({ event }) => (event.kind === "tampering" ? [event.what] : []));
      return found.length >= 2 ? found : undefined;
    });
    expect(told).toEqual(["journal-removed", "review-rewritten"]);
    expect(await verified()).toMatchObject({ code: 0, ok: true, tampering: 2 });
  });
});

function isSettled({ event }: AuditEntry): boolean {
  return event.kind === "status" && event.to === "settled";
}
