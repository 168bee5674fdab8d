import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { hasSharedData } from "#test/core/usage/shared-data.ts";
import { whittle } from "./in-process.ts";
import { approveFirstAndStop, TWIN, twins } from "./twins.ts";
import { type Ended, ROOT, temporaryFolder, whittleInShell, whittleProcess } from "./whittle.ts";

const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail"];
const generated = ["review", "--account", "sample/account.json", "--generated", "sample/generated-policy.json"];
const matchesSchema = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(readFileSync(new URL("review-output.schema.json", import.meta.url), "utf8")),
);

const Line = v.looseObject({
  role: v.object({ name: v.string(), arn: v.string() }),
  window: v.object({ from: v.string(), to: v.string() }),
  records: v.object({ read: v.number(), ofRole: v.number(), denied: v.number(), unreadable: v.number() }),
  outcome: v.string(),
  reason: v.string(),
  replaces: v.array(v.string()),
  retains: v.array(v.string()),
  policies: v.array(v.looseObject({ document: v.unknown() })),
  diff: v.looseObject({ kept: v.array(v.string()) }),
  status: v.string(),
  unused: v.unknown(),
});
const Account = v.looseObject({
  RoleDetailList: v.array(
    v.looseObject({ RoleName: v.string(), AttachedManagedPolicies: v.array(v.looseObject({ PolicyName: v.string() })) }),
  ),
});

/** Each line, held against the schema. */
function lines({ out, code }: Ended) {
  expect(code).toBe(0);
  return out
    .trimEnd()
    .split("\n")
    .map((text) => {
      const line: unknown = JSON.parse(text);
      expect(matchesSchema(line) ? [] : matchesSchema.errors).toEqual([]);
      return v.parse(Line, line);
    });
}

function attached(folder: string) {
  const account = v.parse(Account, JSON.parse(readFileSync(join(folder, "account.json"), "utf8")));
  return Object.fromEntries(
    account.RoleDetailList.map((role) => [role.RoleName, role.AttachedManagedPolicies.map(({ PolicyName }) => PolicyName)]),
  );
}

const FIVE = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogGroups", "logs:DescribeLogStreams", "logs:PutLogEvents"];

/** What aws iam get-service-last-accessed-details prints: a service that was never used has no time. */
function usedLately(times: Readonly<Record<string, string>>, more: object = {}): string {
  const file = join(temporaryFolder(), "last-accessed.json");
  const services = Object.entries({ ...times, sns: undefined }).map(([name, at]) => ({
    ServiceName: name,
    ServiceNamespace: name,
    ...(at ? { LastAuthenticated: at } : {}),
  }));
  writeFileSync(file, JSON.stringify({ JobStatus: "COMPLETED", ServicesLastAccessed: services, IsTruncated: false, ...more }));
  return file;
}

/** A report of a role that wrote logs lately, and what it did besides: service → action → time. */
function reportOf(roleName: string, actions: Readonly<Record<string, string>>, folder = temporaryFolder()): string {
  const file = join(folder, `${roleName}-report.json`);
  const entity = `arn:aws:iam::111122223333:role/${roleName}`;
  const tracked = Object.entries(actions).map(([ActionName, LastAccessedTime]) => ({
    ActionName,
    LastAccessedTime,
    LastAccessedEntity: entity,
    LastAccessedRegion: "us-east-1",
  }));
  const service = {
    ServiceName: "Amazon CloudWatch Logs",
    ServiceNamespace: "logs",
    LastAuthenticated: "2026-11-10T00:00:00+00:00",
    LastAuthenticatedEntity: entity,
    TrackedActionsLastAccessed: [...tracked, { ActionName: "DeleteLogGroup" }],
  };
  writeFileSync(
    file,
    JSON.stringify({ JobStatus: "COMPLETED", JobType: "ACTION_LEVEL", ServicesLastAccessed: [service], IsTruncated: false }),
  );
  return file;
}

/** The sample's account, where the role may also do all with queues. */
function withQueues(): string {
  const account = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
  const Arn = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";
  const Document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] };
  account.Policies.push({
    PolicyName: "AmazonSQSFullAccess",
    Arn,
    PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document }],
  });
  for (const role of account.RoleDetailList)
    if (role.RoleName === "PatchManagerInstanceRole")
      role.AttachedManagedPolicies.push({ PolicyName: "AmazonSQSFullAccess", PolicyArn: Arn });
  const file = join(temporaryFolder(), "account.json");
  writeFileSync(file, JSON.stringify(account));
  return file;
}

describe("the founding scenario", () => {
  test.each([
    ["from its logs", sample],
    ["from a generated policy", generated],
  ])("keeps five logs actions, %s", async (_, args) => {
    const [line, ...more] = lines(await whittle(...args, "--decide", "none", "--format", "json"));
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      outcome: "proposed",
      status: "proposed",
      replaces: ["arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"],
      retains: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
    });
    expect(line?.diff.kept).toEqual(FIVE);
    const resources = JSON.stringify(line?.policies).match(/arn:aws:logs:[^"]*/g) ?? [];
    expect(resources.length).toBeGreaterThan(0);
    expect(resources.filter((arn) => !arn.startsWith("arn:aws:logs:us-east-1:111122223333:"))).toEqual([]);
  });

  test.each([
    ["a seen call explains", "2026-11-12T09:00:00+00:00"],
    ["only writing to the log explains", "2026-11-18T09:00:00+00:00"],
  ])("keeps five where IAM reports a use that %s", async (_, at) => {
    for (const args of [[...sample, "--role", "PatchManagerInstanceRole"], generated]) {
      const [line] = lines(await whittle(...args, "--last-accessed", usedLately({ logs: at }), "--decide", "none", "--format", "json"));
      expect(line?.diff.kept).toEqual(FIVE);
    }
  });

  test("keeps what no event shows of a service that nothing was seen of, where IAM reports a use", async () => {
    const args = ["review", "--account", withQueues(), "--trail", "sample/trail", "--role", "PatchManagerInstanceRole"];
    const kept = async (...more: string[]) => lines(await whittle(...args, ...more, "--decide", "none", "--format", "json"))[0]?.diff.kept;
    expect(await kept()).toEqual(FIVE);
    expect(await kept("--last-accessed", usedLately({ sqs: "2025-01-01T00:00:00+00:00" }))).toEqual(FIVE);
    expect(await kept("--last-accessed", usedLately({ sqs: "2026-11-18T00:00:00+00:00" }))).toEqual([
      ...FIVE,
      ...["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
      ...["sqs:ReceiveMessage", "sqs:SendMessage"],
    ]);
  });

  test("keeps what IAM saw and the log does not show, of the role that the report names", async () => {
    const folder = temporaryFolder();
    reportOf("PatchManagerInstanceRole", { PutRetentionPolicy: "2026-06-30T00:00:00+00:00" }, folder);
    for (const path of [folder, join(folder, "PatchManagerInstanceRole-report.json")]) {
      const [line] = lines(await whittle(...sample, "--last-accessed", path, "--decide", "none", "--format", "json"));
      expect(line?.diff.kept).toEqual([...FIVE, "logs:PutRetentionPolicy"]);
    }
  });

  test("--keep and --remove answer a question by an action or by its id", async () => {
    const run = async (...answers: string[]) =>
      lines(await whittle(...sample, ...answers, "--decide", "none", "--format", "json"))[0]?.diff.kept ?? [];
    expect(await run("--keep", "logs:GetLogEvents")).toEqual([...FIVE, "logs:GetLogEvents"].sort());
    expect(await run("--keep", "logs:*", "--remove", "logs:FilterLogEvents")).not.toContain("logs:FilterLogEvents");
  });

  test("an answer that is about no question fails the review of one role", async () => {
    const ended = await whittle(
      ...sample,
      "--role",
      "PatchManagerInstanceRole",
      "--keep",
      "logs/typo",
      "--decide",
      "none",
      "--format",
      "json",
    );
    expect(ended.code).toBe(1);
    expect(ended.out).toContain("logs/typo matches no question of the proposal");
  });

  test("approved: the refined policy is on and the broad one off, in a copy of the snapshot", async () => {
    const input = readFileSync(join(ROOT, "sample/account.json"), "utf8");
    const out = temporaryFolder();
    const [line] = lines(await whittle(...sample, "--decide", "approve", "--format", "json", "--out", out));
    expect(line?.status).toBe("applied");
    expect(attached(out)).toEqual({
      PatchManagerInstanceRole: ["AmazonSSMManagedInstanceCore", "whittle-PatchManagerInstanceRole"],
      ReportingRole: ["CloudWatchLogsFullAccess"],
    });
    expect(existsSync(join(out, "policies/whittle-PatchManagerInstanceRole.json"))).toBe(true);
    expect(readFileSync(join(ROOT, "sample/account.json"), "utf8")).toBe(input);
  });

  test("a second run over the copy finds nothing to change", async () => {
    const out = temporaryFolder();
    await whittle(...sample, "--decide", "approve", "--out", out);
    const [line] = lines(
      await whittle("review", "--account", join(out, "account.json"), "--trail", "sample/trail", "--decide", "none", "--format", "json"),
    );
    expect(line?.outcome).toBe("nothing-to-change");
  });

  test("rejected: nothing changes", async () => {
    const out = temporaryFolder();
    const [line] = lines(await whittle(...sample, "--decide", "reject", "--format", "json", "--out", out));
    expect(line?.status).toBe("rejected");
    expect(existsSync(join(out, "account.json"))).toBe(false);
  });

  test("--role reviews a role that is not tagged", async () => {
    const [line] = lines(await whittle(...sample, "--role", "ReportingRole", "--decide", "none", "--format", "json"));
    expect([line?.role.name, line?.outcome, line?.policies]).toEqual(["ReportingRole", "proposed", []]);
  });

  test("--from and --to look at that time alone", async () => {
    const [line] = lines(await whittle(...sample, "--from", "2026-10-22", "--to", "2026-10-22", "--decide", "none", "--format", "json"));
    expect(line?.records.ofRole).toBeLessThan(60);
  });

  test.each(["9999-12-31", "9999-12-31T23:59:59-10:00"])("--to %s, as far as dates go, looks at all there is", async (to) => {
    const [line] = lines(await whittle(...sample, "--to", to, "--decide", "none", "--format", "json"));
    expect(line?.window.to).toMatch(/^\d{4}-/);
    expect(line?.records.ofRole).toBe(lines(await whittle(...sample, "--decide", "none", "--format", "json"))[0]?.records.ofRole);
  });

  test("--from alone looks at all from then on", async () => {
    const [line] = lines(await whittle(...sample, "--from", "2026-11-01", "--decide", "none", "--format", "json"));
    expect(line?.window).toEqual({ from: "2026-11-01T00:00:00.000Z", to: "2026-11-18T23:00:18.000Z" });
    expect(line?.records.ofRole).toBeGreaterThan(60);
  });

  test("as text it fits 80 columns and names what is allowed, what goes, why, and the way back", async () => {
    const { out, code } = await whittle(...sample, "--decide", "approve", "--out", temporaryFolder(), "--verbose");
    expect(code).toBe(0);
    expect(Math.max(...out.split("\n").map((each) => each.length))).toBeLessThanOrEqual(80);
    for (const action of FIVE) expect(out).toContain(action);
    expect(out).toContain("\n  arn:aws:logs:us-east-1:111122223333:log-group:/aws/ssm/AWS-RunPatchBaseline:*\n");
    expect(out).toContain("Detach CloudWatchLogsFullAccess");
    expect(out.replace(/ \\\n +/g, " ")).toMatch(
      /\n {4}\[ .*" = 111122223333 \] .* &&\n {4}aws iam attach-role-policy .* &&\n {4}aws iam detach-role-policy .*\n/,
    );
    expect(out).not.toContain("\u001b");
  });

  test("a run that was ended before anybody decided does not keep the next one from asking", async () => {
    const out = temporaryFolder();
    const asking = spawn(process.execPath, ["cli/whittle.js", ...sample, "--out", out], { cwd: ROOT });
    const ended = once(asking, "exit");
    asking.stdout.on("data", (chunk) => String(chunk).includes("http://") && asking.kill("SIGINT"));
    const [err, [code]] = await Promise.all([text(asking.stderr), ended]);
    expect([code, err.trim()]).toEqual([130, "Stopped. Nothing was changed."]);
    const [line] = lines(await whittle(...sample, "--out", out, "--decide", "none", "--format", "json"));
    expect(line?.outcome).toBe("proposed");
  }, 60_000);
});

test("every role gets an outcome, however many there are", async () => {
  const {
    RoleDetailList: [first],
    ...more
  } = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
  const names = Array.from({ length: 230 }, (_, index) => `Role${index}`);
  const roles = names.map((name) => ({ ...first, RoleName: name, Arn: `arn:aws:iam::111122223333:role/${name}` }));
  const account = join(temporaryFolder(), "account.json");
  writeFileSync(account, JSON.stringify({ ...more, RoleDetailList: roles }));
  const found = lines(await whittle("review", "--account", account, "--trail", "sample/trail", "--decide", "none", "--format", "json"));
  expect(found.map(({ role }) => role.name)).toEqual(names);
});

describe("a run that ends early leaves a record and a snapshot that agree", () => {
  test("Ctrl-C after one of two roles was approved: its change stays, is told, and can be restored", async () => {
    const out = temporaryFolder();
    const args = [...twins(), "--out", out];
    const { code, err } = await approveFirstAndStop(args, () => existsSync(join(out, "account.json")));
    expect([code, err.trim()]).toEqual([130, `Stopped. 1 earlier change is saved in ${join(out, "account.json")}.`]);
    const refined = Object.entries(attached(out)).filter(([name, policies]) => policies.includes(`whittle-${name}`));
    expect(refined.length).toBe(1);
    const [[name = ""] = []] = refined;
    const other = name === TWIN ? "PatchManagerInstanceRole" : TWIN;
    expect((await whittle("restore", other, "--out", out)).code).toBe(2);
    expect((await whittle("restore", name, "--out", out)).code).toBe(0);
    expect(attached(out)[name]?.toSorted()).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  }, 60_000);

  test("Ctrl-C without --out changed nothing, whatever was approved", async () => {
    const { code, err } = await approveFirstAndStop(twins(), () => true);
    expect([code, err.trim()]).toEqual([130, "Stopped. Nothing was changed."]);
  }, 60_000);

  test("a snapshot that cannot be written fails the review, and the record says so", async () => {
    const out = temporaryFolder();
    mkdirSync(join(out, "account.json.new"));
    const { code, out: said, err } = await whittle(...sample, "--decide", "approve", "--out", out);
    expect([code, err.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(said).toMatch(/failed\. .*account\.json/s);
    rmdirSync(join(out, "account.json.new"));
    expect(existsSync(join(out, "account.json"))).toBe(false);
    const [line] = lines(await whittle(...sample, "--decide", "approve", "--format", "json", "--out", out));
    expect(line?.status).toBe("applied");
  });
});

describe("where its words go nowhere", () => {
  const approve = (out: string) => [...sample, "--decide", "approve", "--out", out];

  test("a reader that has seen enough does not keep the rest from being written", () => {
    const out = temporaryFolder();
    const { code, err } = whittleInShell(approve(out), "| true");
    expect([code, err]).toEqual([0, ""]);
    expect(attached(out).PatchManagerInstanceRole).toContain("whittle-PatchManagerInstanceRole");
  });

  test("a reader that has seen enough does not hide unusable input", () => {
    expect(whittleInShell([...sample, "--decide", "maybe"], "| true").code).toBe(2);
  });

  test.each([["text"], ["json"]])(
    "a full device is told in one line, with exit code 2, and the rest is written all the same: %s",
    (format) => {
      const out = temporaryFolder();
      const { code, err } = whittleInShell([...approve(out), "--format", format], "> /dev/full");
      expect([code, err]).toEqual([2, "whittle: standard output: no space is left on the device.\n"]);
      expect(attached(out).PatchManagerInstanceRole).toContain("whittle-PatchManagerInstanceRole");
    },
  );

  test.each([
    ["a closed one", "2> >(exec true)"],
    ["a full one", "2> /dev/full"],
  ])("standard error does not change the exit code: %s", (_, behind) => {
    expect(whittleInShell(["prune"], behind).code).toBe(2);
    expect(whittleInShell([...sample, "--decide", "none"], behind).code).toBe(0);
  });

  test("nothing is told to be written before it is", async () => {
    const out = temporaryFolder();
    writeFileSync(join(out, "policies"), "");
    const { code, out: said, err } = await whittle(...approve(out));
    expect([code, err.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(said).not.toContain("Written to");
  });
});

describe.skipIf(!hasSharedData)("real snapshots (skipped where ../shared/data is absent)", () => {
  const data = "../shared/data";

  test("every one of 78 roles gets an outcome, from 422 records", async () => {
    const found = lines(
      await whittle(
        "review",
        "--account",
        `${data}/authorization-details/cloudsplaining-example.json`,
        "--trail",
        `${data}/cloudtrail`,
        "--decide",
        "none",
        "--format",
        "json",
      ),
    );
    expect(found.length).toBe(78);
    expect(new Set(found.map(({ records }) => records.read))).toEqual(new Set([422]));
    const unused = found.find(({ role }) => role.name === "OrganizationAccountAccessRole");
    expect([unused?.outcome, unused?.unused]).toEqual(["proposed", { days: 400, known: "by-iam" }]);
    expect(found.find(({ role }) => role.name === "AWSServiceRoleForSupport")?.outcome).toBe("not-eligible");
  });

  test("a role with 8 records whose only policy is right-sized has nothing to change", async () => {
    const found = lines(
      await whittle(
        "review",
        "--account",
        `${data}/derived/123837392027-authorization-details.json`,
        "--trail",
        `${data}/cloudtrail`,
        "--decide",
        "none",
        "--format",
        "json",
      ),
    );
    const role = found.find(({ role }) => role.name === "stratus-red-team-ec2-enumerate-role");
    expect([role?.records.ofRole, role?.outcome, role?.retains]).toEqual([
      8,
      "nothing-to-change",
      ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
    ]);
  });
});

describe("unusable input: exit code 2, one line, no stack", () => {
  const folder = temporaryFolder();
  const file = (name: string, content: string | Uint8Array) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const account = (path: string) => ["review", "--account", path, "--trail", "sample/trail"];
  const folderWith = (name: string, inside: string) => {
    mkdirSync(join(folder, name), { recursive: true });
    file(join(name, inside), "It was a dark and stormy night, and the record was no record.");
    return join(folder, name);
  };
  const trailOf = (name: string, files: Record<string, string | Uint8Array>) => {
    mkdirSync(join(folder, "trails", name), { recursive: true });
    for (const [log, content] of Object.entries(files)) file(join("trails", name, log), content);
    return ["review", "--account", "sample/account.json", "--trail", join(folder, "trails", name)];
  };
  const twice = () => {
    const { RoleDetailList } = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
    return JSON.stringify({ RoleDetailList: [...RoleDetailList, ...RoleDetailList] });
  };
  const overItself = () => {
    copyFileSync(join(ROOT, "sample/account.json"), join(folder, "account.json"));
    return ["review", "--account", join(folder, "account.json"), "--trail", "sample/trail", "--out", folder];
  };
  const generatedWith = (policy: string) => {
    const output = JSON.parse(readFileSync(join(ROOT, "sample/generated-policy.json"), "utf8"));
    return JSON.stringify({ ...output, generatedPolicyResult: { ...output.generatedPolicyResult, generatedPolicies: [{ policy }] } });
  };
  const withRole = (name: string, change: object) => {
    const { RoleDetailList, ...more } = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
    const [first, ...others] = RoleDetailList;
    return account(file(name, JSON.stringify({ ...more, RoleDetailList: [{ ...first, ...change }, ...others] })));
  };
  const overInput = (place: string, content: string) => {
    const out = join(temporaryFolder(), "out");
    mkdirSync(join(out, "policies"), { recursive: true });
    writeFileSync(join(out, place), content);
    return { out, input: join(out, place) };
  };
  const overLastAccessed = (place: string) => {
    const { out, input } = overInput(place, readFileSync(usedLately({}), "utf8"));
    return [...generated, "--last-accessed", input, "--decide", "approve", "--out", out];
  };
  const DENY = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"s3:*","Resource":"*"}]}';

  test.each([
    ["no snapshot there", account("none.json"), /none.json: there is no such file/],
    ["a snapshot that was cut off", account(file("cut.json", '{"RoleDetailList": [{"Arn"')), /cut.json: it is not JSON, or it was cut off/],
    ["an empty snapshot", account(file("empty.json", "")), /empty.json: it is empty/],
    [
      "no snapshot but another command's output",
      account(file("roles.json", '{"Roles": []}')),
      /roles.json: it is the output of aws iam list-roles/,
    ],
    ["a folder for a snapshot", account("sample"), /sample: it is a folder/],
    ["a folder in a snapshot's place", account("sample/nowhere"), /nowhere: there is no such file/],
    ["two snapshots in one", account(file("twice.json", twice())), /twice.json: it lists the role PatchManagerInstanceRole twice/],
    ["a compressed snapshot", account(file("packed.json", gzipSync("{}"))), /packed.json: it is compressed; unpack it first/],
    ["a snapshot that is a list", account(file("list.json", "[]")), /get-account-authorization-details: RoleDetailList is missing/],
    ["a snapshot that is nothing", account(file("null.json", "null")), /null.json: .*: it holds no JSON object/],
    [
      "a snapshot of the wrong form",
      account(file("form.json", '{"RoleDetailList": [{"RoleName": 5}]}')),
      /form.json: it is not the output of aws iam get-account-authorization-details: RoleDetailList.0/,
    ],
    ["no trail there", ["review", "--account", "sample/account.json", "--trail", "none"], /none: there is no such file/],
    [
      "a trail without logs",
      ["review", "--account", "sample/account.json", "--trail", "docs/pictures"],
      /docs\/pictures: it holds no log file/,
    ],
    ["a role that is not there", [...sample, "--role", "Nobody"], /account\.json: no role is named Nobody\./],
    ["a role that is nearly there", [...sample, "--role", "PatchManagerInstanceRol"], /\. Did you mean PatchManagerInstanceRole\?$/m],
    [
      "a log that is none",
      trailOf("none", { "a.json": '{"hello": 1}' }),
      /a\.json: not a CloudTrail log \(no "Records" array\)\. Supported formats: whittle help formats/,
    ],
    ["gzip that is none", trailOf("nogzip", { "a.json.gz": "hello" }), /a\.json\.gz: not a CloudTrail log/],
    ["gzip that was cut off", trailOf("cut", { "a.json.gz": gzipSync('{"Records": []}').subarray(0, 12) }), /a\.json\.gz: it was cut off/],
    [
      "logs that are all none",
      trailOf("all", { "a.json": "{}", "b.json": "" }),
      /all: its 2 log files hold no record that can be read; .*a\.json: not a CloudTrail log/,
    ],
    ["logs without a record", trailOf("silent", { "a.json": '{"Records": []}' }), /silent: its log file holds no record\.$/m],
    [
      "a window without a record",
      [...sample, "--from", "2027-01-01", "--to", "2027-02-01"],
      /sample\/trail: no record in it lies in the window; its records are of 2026-10-20 to 2026-11-18/,
    ],
    [
      "a window that ends before it starts",
      [...sample, "--from", "2026-11-02", "--to", "2026-11-01"],
      /--to 2026-11-01 is not after --from 2026-11-02/,
    ],
    ["no date", [...sample, "--from", "yesterday"], /--from yesterday is not a date/],
    ["no day", [...sample, "--from", "2026-02-30"], /--from 2026-02-30 is not a date/],
    ["an unknown argument", [...sample, "--loud"], /Unknown option: --loud\. See: whittle review --help/],
    ["an argument with a slip of the pen", [...sample, "--decied", "none"], /Unknown option: --decied\. Did you mean --decide\?/],
    ["an option without its value", [...sample, "--decide"], /--decide needs a value/],
    ["a word too many", [...sample, "now"], /Unexpected argument: now\./],
    ["approval that would be lost", [...sample, "--decide", "approve"], /Missing option: --out DIR/],
    ["a file for an output folder", [...sample, "--out", file("file", "")], /file: it is a file, not a folder/],
    ["an output folder in a file", [...sample, "--out", join(file("file", ""), "out")], /out: what it lies in is no folder/],
    [
      "a record that is none",
      [...sample, "--out", folderWith("none", "whittle.sqlite")],
      /whittle\.sqlite: it is no record that whittle wrote/,
    ],
    ["output over the input", overItself(), /--out .* would overwrite the input file .*account\.json\. Choose another folder/],
    [
      "output over the last use",
      overLastAccessed("account.json"),
      /--out .* would overwrite the input file .*account\.json\. Choose another folder/,
    ],
    [
      "policies over the last use",
      overLastAccessed("policies/whittle-PatchManagerInstanceRole.json"),
      /--out .* would overwrite the input file .*Role\.json/,
    ],
    [
      "a missing generated policy beside an earlier run's snapshot",
      ["review", "--account", "sample/account.json", "--generated", "none.json", "--out", overInput("account.json", "{}").out],
      /none\.json: there is no such file/,
    ],
    ["an output folder where none can be made", [...sample, "--out", "/proc/whittle/out"], /\/proc\/whittle\/out: /],
    [
      "a role name that is a path",
      withRole("path.json", { RoleName: "x/../../pwn" }),
      /path\.json: .*RoleDetailList\[0\]\.RoleName: it is no name that IAM gives\.$/m,
    ],
    [
      "a role name of 65 letters",
      withRole("long.json", { RoleName: "x".repeat(65), Arn: `arn:aws:iam::111122223333:role/${"x".repeat(65)}` }),
      /long\.json: .*RoleDetailList\[0\]\.RoleName: it is no name that IAM gives\.$/m,
    ],
    [
      "a role name that is not its ARN's",
      withRole("other.json", { RoleName: "Other" }),
      /other\.json: .*RoleDetailList\[0\]\.RoleName: it is not the name in the Arn\.$/m,
    ],
    [
      "a document that is cut off in its encoding",
      withRole("encoded.json", { AssumeRolePolicyDocument: "%7B%" }),
      /encoded\.json: .*RoleDetailList\[0\]\.AssumeRolePolicyDocument: it is URL-encoded, and was cut off\.$/m,
    ],
    ["an unknown decision", [...sample, "--decide", "maybe"], /--decide maybe is not one of ask, approve, reject, none/],
    ["an unknown format", [...sample, "--format", "xml"], /--format xml is not one of text, json/],
    ["no account", ["review", "--trail", "sample/trail"], /Missing option: --account FILE/],
    ["neither trail nor generated policy", ["review", "--account", "sample/account.json"], /one of --trail PATH and --generated FILE/],
    [
      "a generated policy that is none",
      ["review", "--account", "sample/account.json", "--generated", "sample/account.json"],
      /it is not the output of aws accessanalyzer get-generated-policy/,
    ],
    [
      "a generated policy that is cut off",
      ["review", "--account", "sample/account.json", "--generated", file("cut-policy.json", generatedWith('{"Version":'))],
      /cut-policy\.json: Generated policy 1: it is not an identity policy: it is not JSON/,
    ],
    [
      "a generated policy that denies",
      ["review", "--account", "sample/account.json", "--generated", file("deny.json", generatedWith(DENY))],
      /deny\.json: Generated policy 1: it denies something/,
    ],
    [
      "a generation that failed",
      [
        "review",
        "--account",
        "sample/account.json",
        "--generated",
        file(
          "failed.json",
          JSON.stringify({
            jobDetails: { status: "FAILED", jobError: { code: "SERVICE_ERROR", message: "sorry" } },
            generatedPolicyResult: { properties: { principalArn: "arn:aws:iam::111122223333:role/PatchManagerInstanceRole" } },
          }),
        ),
      ],
      /its job is FAILED: SERVICE_ERROR: sorry/,
    ],
    ["last use of no one role", [...sample, "--last-accessed", usedLately({})], /it does not say which role it is about/],
    [
      "last use of a role that is not there",
      [...sample, "--last-accessed", reportOf("NoSuchRole", {})],
      /it is about arn:aws:iam::111122223333:role\/NoSuchRole, which is not a role of the account/,
    ],
    [
      "last use of another role",
      [...sample, "--role", "ReportingRole", "--last-accessed", reportOf("PatchManagerInstanceRole", {})],
      /it is about PatchManagerInstanceRole, not about ReportingRole/,
    ],
    [
      "an answer that both keeps and removes",
      [...sample, "--keep", "logs:GetLogEvents", "--remove", "logs:GetLogEvents"],
      /logs:GetLogEvents is in both --keep and --remove/,
    ],
    [
      "last use that is not told yet",
      [...generated, "--last-accessed", usedLately({}, { JobStatus: "IN_PROGRESS" })],
      /its job is IN_PROGRESS/,
    ],
    [
      "last use of which this is a page",
      [...generated, "--last-accessed", usedLately({}, { IsTruncated: true })],
      /it is only the first page; get the details again with --max-items 1000/,
    ],
    [
      "last use that is none",
      [...generated, "--last-accessed", "sample/account.json"],
      /it is not the output of aws iam get-service-last-accessed-details: JobStatus is missing/,
    ],
    ["an unknown command", ["prune"], /unknown command: prune\./],
  ])("%s", async (_, args, message) => {
    const { code, out, err } = await whittle(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n").length).toBe(1);
  });

  test("single bad log files among good ones are named, counted and gone on from", async () => {
    const trail = temporaryFolder();
    const [good = ""] = readdirSync(join(ROOT, "sample/trail"), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".gz"),
    );
    copyFileSync(join(ROOT, "sample/trail", good), join(trail, "good.json.gz"));
    writeFileSync(join(trail, "bad.json"), '{"Records": [');
    writeFileSync(join(trail, "foreign.json"), '{"hello": 1}');
    const { code, out } = await whittle("review", "--account", "sample/account.json", "--trail", trail, "--decide", "none");
    expect(code).toBe(0);
    expect(out).toMatch(/2 of 3 log files could not be read/);
    expect(out).toMatch(/bad\.json/);
    expect(out).toMatch(/foreign\.json/);
  });
});

test.each([
  ["a byte order mark", (text: string) => `\ufeff${text}`, "utf8"],
  ["UTF-16, as PowerShell writes it", (text: string) => `\ufeff${text}`, "utf16le"],
] as const)("a snapshot with %s is read", async (_, marked, encoding) => {
  const snapshot = join(temporaryFolder(), "account.json");
  writeFileSync(snapshot, marked(readFileSync(join(ROOT, "sample/account.json"), "utf8")), encoding);
  const [line] = lines(await whittle("review", "--account", snapshot, "--trail", "sample/trail", "--decide", "none", "--format", "json"));
  expect(line?.outcome).toBe("proposed");
});

describe("in a process of its own", () => {
  test("approve, review again, restore: what one leaves, the next one reads", () => {
    const out = temporaryFolder();
    expect(lines(whittleProcess(...sample, "--decide", "approve", "--format", "json", "--out", out))[0]?.status).toBe("applied");
    const again = ["review", "--account", join(out, "account.json"), "--trail", "sample/trail", "--decide", "none", "--format", "json"];
    expect(lines(whittleProcess(...again))[0]?.outcome).toBe("nothing-to-change");
    expect(whittleProcess("restore", "PatchManagerInstanceRole", "--out", out).code).toBe(0);
    expect(attached(out).PatchManagerInstanceRole?.toSorted()).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  });

  test.each([
    ["no trail there", ["review", "--account", "sample/account.json", "--trail", "none"]],
    ["a window without a record", [...sample, "--from", "2027-01-01", "--to", "2027-02-01"]],
    ["an unknown command", ["prune"]],
  ])("%s: exit code 2, one line, no stack", (_, args) => {
    const { code, out, err } = whittleProcess(...args);
    expect([code, out, err.trimEnd().split("\n").length]).toEqual([2, "", 1]);
  });
});

test("--help tells every option, in 80 columns", async () => {
  const { code, out } = await whittle("review", "--help");
  expect(code).toBe(0);
  for (const option of [
    "--account",
    "--trail",
    "--generated",
    "--last-accessed",
    "--role",
    "--from",
    "--to",
    "--decide",
    "--out",
    "--format",
    "--full",
  ])
    expect(out).toContain(option);
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});
