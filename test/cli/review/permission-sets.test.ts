import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { deniedCalls } from "#test/oracle/denied-calls.ts";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";
import { accountFile, type Calls, ONE, recordsOf, THREE, TWO, trailFile } from "./permission-sets.ts";

const createQueue = (account: string, name: string) => ({
  eventSource: "sqs.amazonaws.com",
  eventName: "CreateQueue",
  requestParameters: { queueName: name },
  responseElements: { queueUrl: `https://sqs.eu-west-1.amazonaws.com/${account}/${name}` },
});
const createGroup = { eventSource: "logs.amazonaws.com", eventName: "CreateLogGroup", requestParameters: { logGroupName: "/app" } };
const describeInstances = { eventSource: "ec2.amazonaws.com", eventName: "DescribeInstances", requestParameters: {} };

const CALLS: readonly Calls[] = [
  { account: ONE, event: createQueue(ONE, "jobs") },
  { account: TWO, event: createQueue(TWO, "jobs"), days: [3, 9, 28] },
  { account: ONE, event: createGroup },
  { account: TWO, event: describeInstances, days: [4, 27] },
];
const UNUSED = { lastUsed: "2025-11-02T00:00:00Z" } as const;

const Output = v.looseObject({
  permissionSet: v.looseObject({ name: v.string() }),
  accounts: v.array(v.looseObject({ account: v.string(), calls: v.number() })),
  outcome: v.string(),
  reason: v.string(),
  replaces: v.array(v.string()),
  retains: v.array(v.string()),
  activity: v.array(v.looseObject({ resources: v.array(v.string()) })),
  notes: v.array(v.unknown()),
  gaps: v.array(v.looseObject({ kind: v.string() })),
  checks: v.array(v.looseObject({ name: v.string(), result: v.string() })),
  inlinePolicy: v.nullable(
    v.looseObject({
      Statement: v.array(v.looseObject({ Sid: v.optional(v.string()), Action: v.unknown(), Resource: v.unknown() })),
    }),
  ),
  status: v.string(),
});

function review(accounts: readonly string[], trail: string, ...more: readonly string[]) {
  const given = accounts.flatMap((file) => ["--account", file]);
  const sets = more.includes("--permission-set") ? [] : ["--permission-set", "Admins"];
  return whittle("review", ...given, "--trail", trail, ...sets, ...more);
}

async function reviewed(accounts: readonly string[], trail: string, ...more: readonly string[]) {
  const { out, err } = await review(accounts, trail, "--format", "json", ...more);
  expect(err).toBe("");
  return v.parse(Output, JSON.parse(out));
}

describe("a permission set in several accounts", () => {
  test("gets one proposal from what was done in all of them", async () => {
    const { accounts, outcome, replaces, inlinePolicy, gaps } = await reviewed(
      [accountFile(ONE), accountFile(TWO), accountFile(THREE, UNUSED)],
      trailFile(CALLS),
    );
    expect(accounts.map(({ account, calls }) => [account, calls])).toEqual([
      [ONE, 60],
      [TWO, 5],
      [THREE, 0],
    ]);
    expect({ outcome, replaces, gaps }).toEqual({
      outcome: "proposed",
      replaces: ["arn:aws:iam::aws:policy/AdministratorAccess"],
      gaps: [],
    });
    expect(inlinePolicy?.Statement.map(({ Sid, Action, Resource }) => [Sid, Action, Resource])).toEqual([
      ["Whittle1", "ec2:DescribeInstances", "*"],
      ["Whittle2", "logs:CreateLogGroup", `arn:aws:logs:eu-west-1:${ONE}:log-group:/app:*`],
      ["Whittle3", "sqs:CreateQueue", [`arn:aws:sqs:eu-west-1:${ONE}:jobs`, `arn:aws:sqs:eu-west-1:${TWO}:jobs`]],
    ]);
  });

  test("keeps every call that was made in any of them, by an evaluator of its own", async () => {
    const { inlinePolicy } = await reviewed([accountFile(ONE), accountFile(TWO)], trailFile(CALLS));
    const before = parsePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }, "before");
    expect(deniedCalls(recordsOf(CALLS), [before], [parsePolicy(inlinePolicy, "after")])).toEqual([]);
    expect(
      deniedCalls(recordsOf([{ account: THREE, event: createQueue(THREE, "jobs") }]), [before], [parsePolicy(inlinePolicy, "after")]),
    ).toEqual([`sqs:CreateQueue on arn:aws:sqs:eu-west-1:${THREE}:jobs`]);
  });

  test("is named in the text with the accounts", async () => {
    const { code, out } = await review([accountFile(ONE), accountFile(TWO), accountFile(THREE, UNUSED)], trailFile(CALLS));
    expect(code).toBe(0);
    expect(out).toContain("Permission set Admins\n  Remove ");
    expect(out).toContain(`  Used in      ${ONE} (60 calls), ${TWO} (5 calls)\n`);
    expect(out).toContain(`  Not used in  ${THREE} (last used 2025-11-02)\n`);
    expect(out).toContain("AdministratorAccess is replaced with AwsSSOInlinePolicy");
    expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  test("is counted with --quiet, and nothing else is said", async () => {
    expect(await review([accountFile(ONE)], trailFile(CALLS), "--quiet")).toEqual({
      code: 0,
      out: "1 permission set: 1 proposed\n",
      err: "",
    });
  });

  test("is not judged while an account where IAM saw it used has no record", async () => {
    const { outcome, reason } = await reviewed([accountFile(ONE), accountFile(THREE)], trailFile(CALLS));
    expect(outcome).toBe("nothing-to-change");
    expect(reason).toContain(`No record of ${THREE} is in the logs, though IAM says that the permission set was used there.`);
  });

  test("names an account of which nothing tells whether it was used", async () => {
    const { outcome, gaps } = await reviewed([accountFile(ONE), accountFile(THREE, { lastUsed: "untold" })], trailFile(CALLS));
    expect(outcome).toBe("proposed");
    expect(gaps).toMatchObject([{ kind: "accounts-without-records", effect: "warn", accounts: [THREE] }]);
  });

  test("is reviewed beside others that a pattern names, which are counted by what came of them", async () => {
    const wide = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"b".repeat(10_000)}/*` }],
    };
    const one = JSON.parse(readFileSync(accountFile(ONE), "utf8"));
    const roles = [
      one.RoleDetailList[0],
      JSON.parse(readFileSync(accountFile(ONE, { set: "AdminsToo", inline: wide }), "utf8")).RoleDetailList[0],
      JSON.parse(readFileSync(accountFile(ONE, { set: "Admins3", attached: [] }), "utf8")).RoleDetailList[0],
      JSON.parse(readFileSync(accountFile(ONE, { set: "Other" }), "utf8")).RoleDetailList[0],
    ];
    const file = join(temporaryFolder(), "account.json");
    writeFileSync(file, JSON.stringify({ ...one, RoleDetailList: roles }));
    const calls = [...CALLS, { account: ONE, event: createGroup, set: "AdminsToo" }];
    const { code, out } = await review([file], trailFile(calls), "--permission-set", "Admins*");
    expect([code, out.trim().split("\n").at(-1)]).toEqual([1, "3 permission sets: 1 proposed, 1 failed, 1 without a change to propose"]);
    expect([...out.matchAll(/^Permission set (.*)$/gm)].map(([, name]) => name)).toEqual(["Admins", "Admins3", "AdminsToo"]);
  });

  test("is not judged where its roles differ", async () => {
    const readOnly = { attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] };
    const { outcome, reason } = await reviewed([accountFile(ONE), accountFile(TWO, readOnly)], trailFile(CALLS));
    expect(outcome).toBe("not-eligible");
    expect(reason).toContain(`Its roles in ${ONE} and ${TWO} differ in their managed policies.`);
  });
});

test("what has the same names in many accounts is named in any account, where naming each would not fit", async () => {
  const accounts = Array.from({ length: 12 }, (_, index) => String(111122220000 + index));
  const names = [..."abcdefgh"].map((letter) => letter.repeat(40));
  const calls = accounts.flatMap((account) =>
    names.flatMap((name): readonly Calls[] =>
      [createQueue(account, name), { ...createGroup, requestParameters: { logGroupName: name } }].map((event) => ({
        account,
        event,
        days: [2, 27],
      })),
    ),
  );
  const { inlinePolicy, checks, activity, notes } = await reviewed(
    accounts.map((account) => accountFile(account)),
    trailFile(calls),
    "--full",
  );
  expect(inlinePolicy?.Statement.map(({ Resource }) => Resource)).toEqual([
    names.map((name) => `arn:aws:logs:eu-west-1:*:log-group:${name}:*`),
    names.map((name) => `arn:aws:sqs:eu-west-1:*:${name}`),
  ]);
  expect(checks.filter(({ result }) => result === "fail")).toEqual([]);
  expect(activity[1]?.resources).toContain(`arn:aws:sqs:eu-west-1:${accounts[3]}:${names[2]}`);
  expect(notes).toMatchObject([{ id: "accounts-open", accounts: 12 }]);
});

describe("its inline policy", () => {
  const own = { Version: "2012-10-17", Statement: [{ Sid: "Mine", Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }] };

  test("stays in front of the refined statements, and a later review replaces these alone", async () => {
    const first = await reviewed([accountFile(ONE, { inline: own })], trailFile(CALLS));
    expect(first.inlinePolicy?.Statement.map(({ Sid }) => Sid)).toEqual(["Mine", "Whittle1", "Whittle2"]);
    const again = { attached: [], inline: first.inlinePolicy };
    expect(await reviewed([accountFile(ONE, again)], trailFile(CALLS))).toMatchObject({
      outcome: "nothing-to-change",
      because: { id: "refined-already" },
      inlinePolicy: first.inlinePolicy,
    });
    const less = await reviewed([accountFile(ONE, again)], trailFile([{ account: ONE, event: createGroup }]));
    expect(less.outcome).toBe("proposed");
    expect(less.inlinePolicy?.Statement.map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ["Mine", "s3:ListAllMyBuckets"],
      ["Whittle1", "logs:CreateLogGroup"],
    ]);
  });

  test("is refined too with --replace inline", async () => {
    const { inlinePolicy } = await reviewed([accountFile(ONE, { inline: own })], trailFile(CALLS), "--replace", "inline");
    expect(inlinePolicy?.Statement.map(({ Sid }) => Sid)).toEqual(["Whittle1", "Whittle2"]);
  });

  test("holds 10,240 bytes: where what stays leaves no room, the review fails and says so", async () => {
    const wide = { ...own, Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"b".repeat(10_000)}/*` }] };
    const { code, out } = await review([accountFile(ONE, { inline: wide })], trailFile(CALLS));
    expect(code).toBe(1);
    expect(out).toContain("does not fit into the inline policy");
    const { status, reason } = await reviewed([accountFile(ONE, { inline: wide })], trailFile(CALLS));
    expect([status, reason]).toEqual(["failed", expect.stringContaining("does not fit into the inline policy")]);
  });
});

describe("customer-managed policies", () => {
  const allows = (Resource: string) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource }] });

  test("stay, and what all accounts' policies of a name grant is not granted again", async () => {
    const own = { own: { Queues: allows("*") } };
    const { retains, inlinePolicy } = await reviewed([accountFile(ONE, own), accountFile(TWO, own)], trailFile(CALLS));
    expect(retains).toEqual(["arn:aws:iam::*:policy/teams/Queues"]);
    expect(JSON.stringify(inlinePolicy)).not.toContain("sqs:");
  });

  test("count for what they have in common alone where they differ", async () => {
    const files = [accountFile(ONE, { own: { Queues: allows("*") } }), accountFile(TWO, { own: { Queues: allows("arn:aws:sqs:*:*:x") } })];
    const { inlinePolicy } = await reviewed(files, trailFile(CALLS));
    expect(JSON.stringify(inlinePolicy)).toContain("sqs:CreateQueue");
    const { out } = await review(files, trailFile(CALLS), "--replace", "all");
    expect(out.replace(/\s+/g, " ")).toContain("Queues stays: accounts have different policies of this name.");
  });

  test("are replaced by name where they are the same", async () => {
    const own = { own: { Queues: allows("*") } };
    const { replaces } = await reviewed([accountFile(ONE, own), accountFile(TWO, own)], trailFile(CALLS), "--replace", "Queues");
    expect(replaces).toEqual(["arn:aws:iam::*:policy/teams/Queues", "arn:aws:iam::aws:policy/AdministratorAccess"]);
  });
});

describe("--emit", () => {
  test("terraform writes the inline policy before the attachments go", async () => {
    const { out } = await review([accountFile(ONE)], trailFile(CALLS), "--emit", "terraform");
    expect(out).toContain('resource "aws_ssoadmin_permission_set_inline_policy" "Admins" {');
    const detach = "#    aws_ssoadmin_managed_policy_attachment of arn:aws:iam::aws:policy/AdministratorAccess";
    expect(out.indexOf(detach)).toBeGreaterThan(out.indexOf("sqs:CreateQueue"));
  });

  test("cloudformation keeps what is attached in the first of two deployments", async () => {
    const own = { own: { Queues: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sns:*", Resource: "*" }] } } };
    const { out } = await review([accountFile(ONE, own)], trailFile(CALLS), "--emit", "cloudformation");
    const [first = "", second = ""] = out.split("# 2.");
    expect(first).toContain('Type: "AWS::SSO::PermissionSet"');
    expect(first).toContain('- "arn:aws:iam::aws:policy/AdministratorAccess"');
    expect(first).toContain('- Name: "Queues"\n          Path: "/teams/"');
    expect(second).toContain("ManagedPolicies: arn:aws:iam::aws:policy/AdministratorAccess");
    expect(second).not.toContain("Queues");
  });

  test("aws-cli compares the inline policy that was reviewed", async () => {
    const inline = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }] };
    const { out } = await review([accountFile(ONE, { inline })], trailFile(CALLS), "--emit", "aws-cli");
    expect(out).toContain(`same_set Admins "$set1" None '${JSON.stringify(inline)}' '`);
    expect(out.indexOf('detach "$set1"')).toBeGreaterThan(out.indexOf("provision Admins \"$set1\" 'Nothing was detached.'"));
  });

  test("with --out, writes a file a set beside the report", async () => {
    const folder = temporaryFolder();
    const { out } = await review([accountFile(ONE)], trailFile(CALLS), "--emit", "terraform", "--out", folder);
    expect(out).toContain(`Written to ${folder}`);
    expect(readdirSync(join(folder, "permission-sets")).sort()).toEqual(["policies", "terraform"]);
    expect(JSON.parse(readFileSync(join(folder, "permission-sets/policies/Admins.json"), "utf8"))).toHaveProperty("Admins.Statement");
    expect(existsSync(join(folder, "permission-sets/terraform/Admins.tf"))).toBe(true);
  });

  test("with --out, writes for its owner alone, a script that can be run, and through no link", async () => {
    const folder = temporaryFolder();
    await review([accountFile(ONE)], trailFile(CALLS), "--emit", "aws-cli", "--out", folder);
    const modes = ["policies", "aws-cli"].map((form) => {
      const [file = ""] = readdirSync(join(folder, "permission-sets", form));
      return statSync(join(folder, "permission-sets", form, file)).mode & 0o777;
    });
    expect(modes).toEqual([0o600, 0o700]);
    const [linked, elsewhere] = [temporaryFolder(), temporaryFolder()];
    mkdirSync(join(linked, "permission-sets"));
    symlinkSync(elsewhere, join(linked, "permission-sets/policies"));
    const { code, err } = await review([accountFile(ONE)], trailFile(CALLS), "--out", linked);
    expect([code, err, readdirSync(elsewhere)]).toEqual([2, expect.stringContaining("nothing is written through links"), []]);
  });

  test("says so where nothing changes", async () => {
    const { code, out, err } = await review([accountFile(ONE, { attached: [] })], trailFile(CALLS), "--emit", "terraform");
    expect({ code, out, err }).toEqual({ code: 0, out: "", err: "whittle: No permission set has a change to write.\n" });
  });
});

test("a set that nobody used loses all, also its inline policy", async () => {
  const inline = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" }] };
  const accounts = [accountFile(ONE, { ...UNUSED, inline }), accountFile(TWO, { lastUsed: "never", inline })];
  const { out: json } = await review(accounts, trailFile([]), "--format", "json");
  const { outcome, inlinePolicy, replaces } = v.parse(Output, JSON.parse(json));
  expect({ outcome, inlinePolicy, replaces }).toEqual({
    outcome: "proposed",
    inlinePolicy: null,
    replaces: ["arn:aws:iam::aws:policy/AdministratorAccess", "inline:AwsSSOInlinePolicy"],
  });
  const doubt = "No record belongs to a reviewed permission set. Are these the trails of its accounts?";
  for (const format of ["text", "json"]) expect((await review(accounts, trailFile([]), "--format", format)).err).toContain(doubt);
  expect((await review([accountFile(ONE)], trailFile(CALLS))).err).not.toContain(doubt);
  const { out } = await review(accounts, trailFile([]), "--emit", "terraform");
  expect(out).toContain("# 1. Remove these from the permission set and apply:\n#    aws_ssoadmin_permission_set_inline_policy\n");
});

test("an answer keeps what it is about, and one about nothing is told", async () => {
  const answered = await reviewed([accountFile(ONE)], trailFile(CALLS), "--keep", "sqs/jobs");
  expect(JSON.stringify(answered.inlinePolicy)).toContain("sqs:SendMessage");
  const { code, err } = await review([accountFile(ONE)], trailFile(CALLS), "--keep", "sqs/job");
  expect({ code, err }).toEqual({ code: 1, err: "whittle: 1 answer matched no question of any permission set: sqs/job.\n" });
});

describe("unusable arguments", () => {
  test.each([
    ["another name", ["--permission-set", "Admin"], "no permission set is named Admin. Did you mean Admins?"],
    ["a decision", ["--decide", "approve"], "With --permission-set, --decide takes none, not approve."],
    ["roles", ["--role", "x"], "--permission-set and --role cannot be used together."],
    ["a form for roles", ["--emit", "cdk"], "With --permission-set, --emit takes policies, terraform, cloudformation, aws-cli, not cdk."],
    ["the same account twice", ["--account", accountFile(ONE)], `are both of account ${ONE}.`],
  ])("%s", async (_, more, message) => {
    const { code, err } = await review([accountFile(ONE)], trailFile(CALLS), ...more);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
  });

  test("several accounts without a permission set", async () => {
    const { code, err } = await whittle(
      "review",
      "--account",
      accountFile(ONE),
      "--account",
      accountFile(TWO),
      "--trail",
      trailFile(CALLS),
    );
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringContaining("Give one --account, or review a --permission-set in several."),
    });
  });

  test("an input file in the way of what is written", async () => {
    const folder = temporaryFolder();
    await review([accountFile(ONE)], trailFile(CALLS), "--out", folder);
    const file = join(folder, "permission-sets/policies/account.json");
    writeFileSync(file, readFileSync(accountFile(ONE)));
    expect(await review([file], trailFile(CALLS), "--out", folder)).toMatchObject({ code: 2 });
  });
});
