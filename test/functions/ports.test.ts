import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import { GenerateMacCommand, KMSClient } from "@aws-sdk/client-kms";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { mockClient } from "aws-sdk-client-mock";
import * as v from "valibot";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { AccountAccess } from "#adapters/aws/account-access.ts";
import { codeHash } from "#adapters/cloudtrail/code-hash.ts";
import { toSaved } from "#core/review/model/saved.ts";
import type { SigningPurpose } from "#core/review/ports/machine.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { SETTINGS } from "#test/adapters/aws/environment.ts";

/** What Lambda loads, by file: each is loaded cold, with what template.yaml passes on, and its ports are looked at instead of used. */
const FUNCTIONS: Readonly<Record<string, () => Promise<unknown>>> = {
  "apply-policy": () => import("#functions/apply-policy.ts"),
  "apply-set": () => import("#functions/apply-set.ts"),
  "approval-page": () => import("#functions/approval-page.ts"),
  "check-generation": () => import("#functions/check-generation.ts"),
  "clean-up": () => import("#functions/clean-up.ts"),
  "close-review": () => import("#functions/close-review.ts"),
  "discover-roles": () => import("#functions/discover-roles.ts"),
  "expire-review": () => import("#functions/expire-review.ts"),
  "follow-pull-request": () => import("#functions/follow-pull-request.ts"),
  "list-accounts": () => import("#functions/list-accounts.ts"),
  "list-trail": () => import("#functions/list-trail.ts"),
  "propose-policy": () => import("#functions/propose-policy.ts"),
  "propose-set": () => import("#functions/propose-set.ts"),
  "read-part": () => import("#functions/read-part.ts"),
  "record-audit": () => import("#functions/record-audit.ts"),
  "rehearse-call": () => import("#functions/rehearse-call.ts"),
  "rehearse-change": () => import("#functions/rehearse-change.ts"),
  "report-failure": () => import("#functions/report-failure.ts"),
  "request-approval": () => import("#functions/request-approval.ts"),
  "restore-role": () => import("#functions/restore-role.ts"),
  "restore-set": () => import("#functions/restore-set.ts"),
  "send-digest": () => import("#functions/send-digest.ts"),
  "send-to-slack": () => import("#functions/send-to-slack.ts"),
  "start-generation": () => import("#functions/start-generation.ts"),
  "tell-denied": () => import("#functions/tell-denied.ts"),
  "watch-role": () => import("#functions/watch-role.ts"),
};

const Case = v.strictObject({
  function: v.string(),
  /** The step that it is the handler of. */
  step: v.string(),
  /** Whose IAM it calls: that of its review's role in 444455556666, of the stack itself, or none. */
  accounts: v.array(v.string()),
  /** All that the step is given. */
  ports: v.array(v.string()),
  /** By port and purpose, the key that signs and checks. A purpose that is not named has none. */
  keys: v.record(v.string(), v.record(v.string(), v.string())),
});
const cases = v.parse(v.array(Case), JSON.parse(readFileSync(new URL("ports.cases.json", import.meta.url), "utf8")));

const PURPOSES: readonly SigningPurpose[] = [
  "review",
  "restore",
  "form",
  "restore-form",
  "session",
  "sign-in",
  "vote",
  "restore-vote",
  "evidence",
  "proposal",
  "review-evidence",
  "caught-call",
];

const HUB = "111122223333";
const MEMBER = "444455556666";
const arn = (name: string) => `arn:aws:states:eu-central-1:${HUB}:stateMachine:${name}`;
const ENVIRONMENT = {
  ...SETTINGS,
  AWS_LAMBDA_LOG_GROUP_NAME: "/whittle/my-stack/functions",
  STACK: "eu-central-1/my-stack",
  PAGE_URL: "https://page.example",
  EVIDENCE: "last-accessed",
  MEMBER_ROLE: `arn:aws:iam::${HUB}:role/whittle/my-stack-function`,
  MEMBER_EXTERNAL_ID: "word",
  TABLE_NAME: "review-table",
  AUDIT_TABLE_NAME: "audit-table",
  APPROVAL_TOPIC_ARN: "approval-topic",
  ALARM_TOPIC_ARN: "alarm-topic",
  CHAT_TOPIC_ARN: "chat-topic",
  VOTE_KEY_ID: "vote-key",
  PAGE_KEY_ID: "page-key",
  PROPOSAL_KEY_ID: "proposal-key",
  REVIEW_LINK_KEY_ID: "review-link-key",
  RESTORE_LINK_KEY_ID: "restore-link-key",
  EVIDENCE_KEY_ID: "evidence-key",
  AUDIT_KEY_ID: "audit-key",
  ROLE_RESTORE_ARN: arn("role-restore"),
  TELL_DENIED_ARN: arn("tell-denied"),
  REHEARSE_CALL_ARN: "rehearse-call-function",
  SSO_ARN: "arn:aws:sso:::instance/ssoins-1",
  TRAIL_BUCKET: "trail-bucket",
  TRAIL_PREFIX: "trail/prefix",
  SUMMARY_BUCKET: "summary-bucket",
  CODE_HOST: "github:github.com",
  CODE_TOKEN_ARN: "code-token",
  CODE_REPOSITORIES: "payments-* github:acme/infra",
  PULL_REQUEST_DAYS: "30",
  WEBHOOK_SECRET_ARN: "webhook-secret",
};

const dynamodb = mockClient(DynamoDBClient);
const kms = mockClient(KMSClient);
const sfn = mockClient(SFNClient);
const events = mockClient(EventBridgeClient);

interface Handler {
  readonly name: string;
  readonly step: { readonly name: string };
  readonly portsFor: (event: unknown) => Promise<unknown>;
}
const Ports = v.record(v.string(), v.any());

/** What was loaded with the environment as it stands. It is loaded once, and anew only where a test sets more. */
const known = new Map<string, Handler>();
let handlers: Handler[] = [];
/** Accounts whose IAM was to be called. */
let accounts: string[] = [];
/** What faults that end nothing are logged as. */
let faults: string[] = [];

beforeEach(() => {
  handlers = [];
  accounts = [];
  faults = [];
  dynamodb.reset();
  kms.reset();
  sfn.reset();
  const review = { ...aReview("r1", "Role", "approved", "2026-11-24T10:00:00.000Z"), roleArn: `arn:aws:iam::${MEMBER}:role/Role` };
  dynamodb.onAnyCommand().resolves({});
  dynamodb.on(GetItemCommand, { Key: { pk: { S: "REVIEW#r1" }, sk: { S: "REVIEW" } } }).resolves({
    Item: { pk: { S: "REVIEW#r1" }, review: { S: toSaved("review", review, "r1") } },
  });
  kms.onAnyCommand().resolves({ Mac: new Uint8Array(32) });
  sfn.onAnyCommand().resolves({});
  events.onAnyCommand().resolves({});
  const noted = (name: string, step: Handler["step"], portsFor: Handler["portsFor"]) => handlers.push({ name, step, portsFor });
  vi.doMock("#functions/handler.ts", () => ({
    stepHandler: (name: string, step: Handler["step"], ports: unknown) => noted(name, step, async () => ports),
    stepHandlerFor: noted,
    reportFault: (name: string) => {
      faults.push(name);
      return () => undefined;
    },
  }));
  vi.doMock("#functions/stream-handler.ts", () => ({
    streamHandler: (take: (change: unknown) => unknown) => take({}),
  }));
  vi.doMock("#core/steps/record-audit.ts", () => {
    const recordAudit = () => undefined;
    return { recordAudit: (ports: unknown) => noted("record-audit", recordAudit, async () => ports) };
  });
  vi.doMock("#core/web/app.ts", () => {
    const approvalApp = () => undefined;
    return { approvalApp: (ports: unknown) => noted("approval-page", approvalApp, async () => ports) };
  });
  vi.doMock("#adapters/aws/iam/client.ts", () => ({ iamClient: ({ account }: AccountAccess) => accounts.push(account) }));
});
afterEach(() => vi.unstubAllEnvs());

async function loaded(name: string, more?: Readonly<Record<string, string>>): Promise<Handler> {
  for (const [variable, value] of Object.entries({ ...ENVIRONMENT, ...more })) vi.stubEnv(variable, value);
  const before = more ? undefined : known.get(name);
  if (before) return before;
  if (more) vi.resetModules();
  await FUNCTIONS[name]?.();
  const handler = handlers.at(-1);
  if (!handler) throw new Error(`${name} makes no handler.`);
  if (!more) known.set(name, handler);
  return handler;
}

async function portsOf(name: string, more?: Readonly<Record<string, string>>, event: unknown = { reviewId: "r1" }) {
  return v.parse(Ports, await (await loaded(name, more)).portsFor(event));
}

/** The key of each purpose that a signer has one for, as KMS is asked. */
async function keysOf(signer: { sign(purpose: SigningPurpose, text: string): Promise<string> }): Promise<Record<string, string>> {
  const keys: Record<string, string> = {};
  for (const purpose of PURPOSES) {
    kms.resetHistory();
    await signer.sign(purpose, "text");
    const key = kms.commandCalls(GenerateMacCommand)[0]?.args[0].input.KeyId;
    if (key !== undefined) keys[purpose] = key;
  }
  return keys;
}

const SIGNERS = ["signer", "votes", "seals"];

describe("a function", () => {
  test.each(cases)("$function runs $step with these ports and keys", async ({ function: name, ...expected }) => {
    const handler = await loaded(name);
    const found = v.parse(Ports, await handler.portsFor({ reviewId: "r1", cycleId: "c", startedAt: "t", input: {} }));
    const signing = Object.entries(found).filter(([port]) => SIGNERS.includes(port));
    const keysFound: Record<string, Record<string, string>> = {};
    for (const [port, signer] of signing) keysFound[port] = await keysOf(signer);
    expect({
      function: handler.name,
      step: handler.step.name,
      accounts: [...new Set(accounts)],
      ports: Object.keys(found).sort(),
      keys: keysFound,
    }).toEqual({ function: name, ...expected });
  });

  test("is in the table, each one that Lambda loads", () => {
    expect(cases.map((each) => each.function)).toEqual(Object.keys(FUNCTIONS));
  });
});

describe("a fault that ends nothing", () => {
  // That of rehearse-call is loaded when there is something to publish.
  const publishing = cases
    .filter(({ ports, function: name }) => ports.includes("notifier") && name !== "rehearse-call")
    .map((each) => [each.function, "chat"] as const);

  test.each([...publishing, ["approval-page", "approval-page"], ["record-audit", "record-audit"]] as const)(
    "of %s is logged as one of %s, and as nothing else",
    async (name, logged) => {
      // Loaded anew: what was loaded before has named it then.
      await portsOf(name, {}, { reviewId: "r1", cycleId: "c", startedAt: "t", input: {} });
      expect([...new Set(faults)]).toEqual([logged]);
    },
  );
});

/** Without one of the variables that the tests have set. */
const without = (...names: (keyof typeof ENVIRONMENT)[]) => Object.fromEntries(names.map((name) => [name, ""]));

describe("the record", () => {
  const withStore = cases.filter(({ ports }) => ports.includes("store")).map((each) => each.function);

  test.each(withStore)("of %s is the stack's table", async (name) => {
    const { store } = await portsOf(name, undefined, { reviewId: "r1", cycleId: "c", startedAt: "t", input: {} });
    dynamodb.resetHistory();
    await store.get("r1");
    expect(dynamodb.commandCalls(GetItemCommand).map(({ args }) => args[0].input.TableName)).toEqual(["review-table"]);
  });
});

describe("the settings", () => {
  test.each(["propose-policy", "discover-roles"])("of %s say in a member that it is one, and whose", async (name) => {
    const event = { reviewId: "r1", cycleId: "c", startedAt: "t", input: { account: MEMBER } };
    const { settings } = await portsOf(name, undefined, event);
    expect(settings).toMatchObject({ tagKey: "whittle:review", isOfMember: true, stack: `${HUB}/eu-central-1/my-stack` });
  });

  test("of a cycle that names no account are the stack's own", async () => {
    const { settings } = await portsOf("discover-roles", undefined, { cycleId: "c", startedAt: "t", input: {} });
    expect(settings).toMatchObject({ stack: "eu-central-1/my-stack" });
    expect(settings).not.toHaveProperty("isOfMember");
  });

  test.each(["restore-role", "restore-set", "rehearse-call", "report-failure"])(
    "of %s are the language of its messages alone",
    async (name) => {
      expect((await portsOf(name, { MESSAGE_LANGUAGE: "ja" })).settings).toEqual({ messageLanguage: "ja" });
    },
  );

  test.each(["apply-policy", "apply-set", "close-review", "follow-pull-request", "rehearse-change", "send-digest", "tell-denied"])(
    "of %s are the stack's",
    async (name) => {
      const { settings } = await portsOf(name);
      expect(settings).toMatchObject({ watchHours: 72, restoreLinkDays: 35, approvalDays: 14, pageUrl: "https://page.example" });
    },
  );
});

describe("a function is given", () => {
  test.each(["apply-policy", "apply-set"])("places for a day's changes, where the stack limits them: %s", async (name) => {
    expect(await portsOf(name, { MAX_CHANGES_PER_DAY: "3" })).toHaveProperty("places");
  });

  test("what tells an operator's own code host and where code is: follow-pull-request", async () => {
    const { codeWaits } = await portsOf("follow-pull-request");
    expect(codeWaits).toEqual({ days: 30, places: [{ pattern: "payments-*", host: "github", repository: "acme/infra" }] });
  });

  test.each([
    ["tell-denied", "restores", "role-restore"],
    ["watch-role", "notices", "tell-denied"],
  ])("%s: its own state machine to start", async (name, port, machine) => {
    await (await portsOf(name))[port].start("name", {});
    expect(sfn.commandCalls(StartExecutionCommand).map(({ args }) => args[0].input.stateMachineArn)).toEqual([arn(machine)]);
  });

  test("the function that hears of live calls: rehearse-change", async () => {
    await (await portsOf("rehearse-change")).rehearsals.begin("r1", `arn:aws:iam::${HUB}:role/Role`);
    const targets = events.commandCalls(PutTargetsCommand).flatMap(({ args }) => args[0].input.Targets ?? []);
    expect(targets.map((target) => target.Arn)).toEqual(["rehearse-call-function"]);
  });

  test("what a rehearsal is of, read once for a proposal and anew for the next one: rehearse-call", async () => {
    const { reviewed } = await portsOf("rehearse-call");
    const read = async (id: string, proposalHash: string) => {
      dynamodb.resetHistory();
      await reviewed({ id, roleName: "Role", roleArn: "arn", proposalHash });
      return dynamodb.calls().length > 0;
    };
    expect([await read("r1", "a"), await read("r1", "a"), await read("r1", "b"), await read("r2", "b")]).toEqual([true, false, true, true]);
  });

  test("the trail where the stack has it: list-trail and read-part", async () => {
    expect((await portsOf("list-trail")).trail).toMatchObject({ bucket: "trail-bucket", prefix: "trail/prefix" });
    expect((await portsOf("list-trail", without("TRAIL_PREFIX"))).trail).toMatchObject({ prefix: "" });
    const { trail, madeBy } = await portsOf("read-part");
    expect(trail).toMatchObject({ bucket: "trail-bucket" });
    expect(madeBy).toBe(await codeHash(resolve("functions")));
  });

  test("a copy of the audit trail on EventBridge, and one in a bucket where the stack names one: record-audit", async () => {
    expect((await portsOf("record-audit")).copies).toHaveLength(1);
    expect((await portsOf("record-audit", { AUDIT_BUCKET: "bucket", AUDIT_PREFIX: "audit/" })).copies).toHaveLength(2);
  });

  test("who holds permission sets only where the stack reviews them: approval-page", async () => {
    expect(await portsOf("approval-page", without("SSO_ARN"))).not.toHaveProperty("holders");
  });
});
