import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { hasSharedData } from "#test/core/activity/shared-data.ts";
import { type Ended, ROOT, temporaryFolder, whittle } from "./whittle.ts";

const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail"];
const generated = ["review", "--account", "sample/account.json", "--generated", "sample/generated-policy.json"];
const matchesSchema = new Ajv2020({ allErrors: true }).compile(
  JSON.parse(readFileSync(new URL("review-output.schema.json", import.meta.url), "utf8")),
);

const Line = v.looseObject({
  role: v.object({ name: v.string(), arn: v.string() }),
  records: v.object({ read: v.number(), ofRole: v.number(), denied: v.number(), unreadable: v.number() }),
  outcome: v.string(),
  reason: v.string(),
  replaces: v.array(v.string()),
  retains: v.array(v.string()),
  policies: v.array(v.looseObject({ document: v.unknown() })),
  diff: v.looseObject({ kept: v.array(v.string()) }),
  status: v.string(),
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

describe("the founding scenario", () => {
  test.each([
    ["from its logs", sample],
    ["from a generated policy", generated],
  ])("keeps five logs actions, %s", (_, args) => {
    const [line, ...more] = lines(whittle(...args, "--decide", "none", "--format", "json"));
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      outcome: "proposed",
      status: "proposed",
      replaces: ["arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"],
      retains: ["arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"],
    });
    expect(line?.diff.kept).toEqual(FIVE);
    const resources = JSON.stringify(line?.policies).match(/arn:aws:logs:[^"]*/g) ?? [];
    expect(resources.every((arn) => arn.startsWith("arn:aws:logs:us-east-1:111122223333:"))).toBe(true);
  });

  test("approved: the refined policy is on and the broad one off, in a copy of the snapshot", () => {
    const input = readFileSync(join(ROOT, "sample/account.json"), "utf8");
    const out = temporaryFolder();
    const [line] = lines(whittle(...sample, "--decide", "approve", "--format", "json", "--out", out));
    expect(line?.status).toBe("applied");
    expect(attached(out)).toEqual({
      PatchManagerInstanceRole: ["AmazonSSMManagedInstanceCore", "whittle-PatchManagerInstanceRole"],
      ReportingRole: ["CloudWatchLogsFullAccess"],
    });
    expect(existsSync(join(out, "policies/whittle-PatchManagerInstanceRole.json"))).toBe(true);
    expect(readFileSync(join(ROOT, "sample/account.json"), "utf8")).toBe(input);
  });

  test("a second run over the copy finds nothing to change", () => {
    const out = temporaryFolder();
    whittle(...sample, "--decide", "approve", "--out", out);
    const [line] = lines(
      whittle("review", "--account", join(out, "account.json"), "--trail", "sample/trail", "--decide", "none", "--format", "json"),
    );
    expect(line?.outcome).toBe("nothing-to-change");
  });

  test("rejected: nothing changes", () => {
    const out = temporaryFolder();
    const [line] = lines(whittle(...sample, "--decide", "reject", "--format", "json", "--out", out));
    expect(line?.status).toBe("rejected");
    expect(existsSync(join(out, "account.json"))).toBe(false);
  });

  test("--role reviews a role that is not tagged", () => {
    const [line] = lines(whittle(...sample, "--role", "ReportingRole", "--decide", "none", "--format", "json"));
    expect([line?.role.name, line?.outcome, line?.policies]).toEqual(["ReportingRole", "no-activity", []]);
  });

  test("--from and --to look at that time alone", () => {
    const [line] = lines(whittle(...sample, "--from", "2026-10-22", "--to", "2026-10-22", "--decide", "none", "--format", "json"));
    expect(line?.records.ofRole).toBeLessThan(60);
  });

  test("as text it fits 80 columns and names what stays, what goes and why", () => {
    const { out, code } = whittle(...sample, "--decide", "approve");
    expect(code).toBe(0);
    const [commands, prose] = [
      out.split("\n").filter((each) => each.startsWith("aws ")),
      out.split("\n").filter((each) => !each.startsWith("aws ")),
    ];
    expect(Math.max(...prose.map((each) => each.length))).toBeLessThanOrEqual(80);
    expect(commands).toEqual([expect.stringMatching(/^aws iam attach-role-policy .* && aws iam detach-role-policy .*$/)]);
    for (const action of FIVE) expect(out).toContain(action);
    expect(out).toContain("Detach CloudWatchLogsFullAccess");
    expect(out).not.toContain("\u001b");
  });
});

describe.skipIf(!hasSharedData)("real snapshots (skipped where ../shared/data is absent)", () => {
  const data = "../shared/data";

  test("every one of 78 roles gets an outcome, from 422 records", () => {
    const found = lines(
      whittle(
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
    expect(found.find(({ role }) => role.name === "OrganizationAccountAccessRole")?.outcome).toBe("no-activity");
    expect(found.find(({ role }) => role.name === "AWSServiceRoleForSupport")?.outcome).toBe("not-eligible");
  });

  test("a role with 8 records whose only policy is right-sized has nothing to change", () => {
    const found = lines(
      whittle(
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
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const account = (path: string) => ["review", "--account", path, "--trail", "sample/trail"];

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
    [
      "a snapshot of the wrong form",
      account(file("form.json", '{"RoleDetailList": [{"RoleName": 5}]}')),
      /form.json: it is not the output of aws iam get-account-authorization-details: RoleDetailList.0/,
    ],
    ["no trail there", ["review", "--account", "sample/account.json", "--trail", "none"], /none: there is no such file/],
    ["a trail without logs", ["review", "--account", "sample/account.json", "--trail", "docs"], /docs: it holds no .json or .json.gz file/],
    ["a role that is not there", [...sample, "--role", "Nobody"], /there is no role named Nobody/],
    [
      "a window that ends before it starts",
      [...sample, "--from", "2026-11-02", "--to", "2026-11-01"],
      /ends \(2026-11-01\) before it starts \(2026-11-02\)/,
    ],
    ["no date", [...sample, "--from", "yesterday"], /--from yesterday is no date/],
    ["an unknown argument", [...sample, "--verbose"], /--verbose/],
    ["an unknown decision", [...sample, "--decide", "maybe"], /--decide maybe is not one of ask, approve, reject, none/],
    ["an unknown format", [...sample, "--format", "xml"], /--format xml is not one of text, json/],
    ["no account", ["review", "--trail", "sample/trail"], /--account FILE is missing/],
    ["neither trail nor generated policy", ["review", "--account", "sample/account.json"], /either --trail DIR or --generated FILE/],
    [
      "a generated policy that is none",
      ["review", "--account", "sample/account.json", "--generated", "sample/account.json"],
      /it is not the output of aws accessanalyzer get-generated-policy/,
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
    ["an unknown command", ["prune"], /there is no command prune/],
  ])("%s", (_, args, message) => {
    const { code, out, err } = whittle(...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n").length).toBe(1);
  });

  test("single bad log files among good ones are named, counted and gone on from", () => {
    const trail = temporaryFolder();
    writeFileSync(join(trail, "good.json"), JSON.stringify({ Records: [] }));
    writeFileSync(join(trail, "bad.json"), '{"Records": [');
    writeFileSync(join(trail, "foreign.json"), '{"hello": 1}');
    const { code, out } = whittle("review", "--account", "sample/account.json", "--trail", trail, "--decide", "none");
    expect(code).toBe(0);
    expect(out).toMatch(/2 log files could not be read/);
    expect(out).toMatch(/bad\.json/);
    expect(out).toMatch(/foreign\.json/);
  });
});

test("--help tells every option, in 80 columns", () => {
  const { code, out } = whittle("review", "--help");
  expect(code).toBe(0);
  for (const option of ["--account", "--trail", "--generated", "--role", "--from", "--to", "--decide", "--out", "--format"])
    expect(out).toContain(option);
  expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
});
