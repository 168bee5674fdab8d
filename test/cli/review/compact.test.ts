import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { whittle } from "../in-process.ts";
import { ROOT, temporaryFolder, whittleInShell } from "../whittle.ts";

const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail"];
const widest = (text: string) => Math.max(...text.split("\n").map(({ length }) => length));

afterEach(() => vi.unstubAllEnvs());

describe("the plan of a role", () => {
  test.each([60, 80, 120])("fits %d columns", async (columns) => {
    vi.stubEnv("COLUMNS", String(columns));
    const { out } = await whittle(...sample, "--role", "*", "--decide", "none");
    expect(widest(out)).toBeLessThanOrEqual(columns);
    expect(out).toContain("PatchManagerInstanceRole");
  });

  test("says what is removed, what could break, what is kept, and by which policies", async () => {
    const { out } = await whittle(...sample, "--decide", "none");
    expect(out).toContain("  Remove 133 of 138 actions, mostly CloudWatch Logs; keep 5.\n");
    expect(out.replace(/\s+/g, " ")).toMatch(/On \S.* (are kept\. To remove it: --remove|are removed\. To keep it: --keep) \S+\./);
    expect([...out.matchAll(/^ {2}([A-Z][a-z ]+?) {2,}/gm)].map(([, label]) => label)).toEqual([
      "Alarming",
      "Could break",
      "Proof",
      "To check",
      "Removed",
      "Kept",
      "Questions",
      "Policies",
      "Evidence",
    ]);
  });

  test("each line about what happened later names its role", async () => {
    const { out } = await whittle(...sample, "--decide", "approve", "--out", temporaryFolder());
    expect(out).toContain("PatchManagerInstanceRole: approved by the operator");
    expect(out.replace(/\n/g, " ")).toMatch(/PatchManagerInstanceRole: applied\. Undo: whittle restore PatchManagerInstanceRole --out/);
  });

  test("--quiet prints the outcome alone, --verbose every check; not both", async () => {
    expect((await whittle(...sample, "--decide", "none", "--quiet")).out).toBe("\n1 proposed\n");
    expect((await whittle(...sample, "--decide", "none", "--verbose")).out).toContain("fits-iam-limits");
    expect((await whittle(...sample, "--quiet", "--verbose")).err).toContain("Give one of --quiet and --verbose.");
  });

  test.each([
    ["in colour where it is wanted", { FORCE_COLOR: "1" }, true],
    ["plain where NO_COLOR is set", { NO_COLOR: "1" }, false],
    ["plain in a pipe", {}, false],
  ])("is %s", (_, env, coloured) => {
    const { out } = whittleInShell([...sample, "--decide", "none"], "| cat", env);
    expect(out.includes("\u001b[")).toBe(coloured);
  });
});

describe("the summary", () => {
  test("compares all roles by unused actions, escalation and days", async () => {
    const { out } = await whittle(...sample, "--role", "*", "--decide", "none", "--quiet");
    const rows = out.split("\n").filter((line) => /Role {2,}/.test(line));
    expect(rows.map((row) => row.split(/ {2,}/))).toEqual([
      ["Role", "perms", "write", "read", "escalate", "unused", "Result"],
      ["ReportingRole", "2", "72", "64", "1 > 0", "never", "proposed"],
      ["PatchManagerInstanceRole", "2", "69", "62", "1 > 0", "0", "proposed"],
    ]);
  });

  test.each([64, 30])("fits 80 columns with a role name of %d letters", async (letters) => {
    const { RoleDetailList, ...more } = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
    const name = "x".repeat(letters);
    const other = { ...RoleDetailList[0], RoleName: name, Arn: `arn:aws:iam::111122223333:role/${name}` };
    const account = join(temporaryFolder(), "account.json");
    writeFileSync(account, JSON.stringify({ ...more, RoleDetailList: [...RoleDetailList, other] }));
    const { out } = await whittle("review", "--account", account, "--trail", "sample/trail", "--role", "*", "--decide", "none", "--quiet");
    expect(widest(out)).toBeLessThanOrEqual(80);
    expect(out).toContain(name);
  });
});

test.each([
  ["permissions", "PatchManagerInstanceRole", 3],
  ["write", "PatchManagerInstanceRole", 3],
  ["any", "PatchManagerInstanceRole", 3],
])("--fail-on %s asks nobody, ends with exit code 3 and names the roles", async (what, role, expected) => {
  const { code, err } = await whittle(...sample, "--fail-on", what);
  expect(code).toBe(expected);
  expect(err).toContain(role);
});

test("--fail-on any ends with exit code 0 where the role already has its refined policy", async () => {
  const out = temporaryFolder();
  await whittle(...sample, "--decide", "approve", "--out", out);
  const again = ["review", "--account", join(out, "account.json"), "--trail", "sample/trail", "--decide", "none"];
  expect((await whittle(...again, "--role", "PatchManagerInstanceRole", "--fail-on", "any")).code).toBe(0);
});

describe("--fail-on and a new role with broad policies", () => {
  const reviewed = async (role: object, ...more: readonly string[]) => {
    const { RoleDetailList, ...rest } = JSON.parse(readFileSync(join(ROOT, "sample/account.json"), "utf8"));
    const [model] = RoleDetailList;
    const added = { ...model, RoleName: "NewRole", Arn: "arn:aws:iam::111122223333:role/NewRole", Tags: [], ...role };
    const tagged = RoleDetailList.filter(({ RoleName }: { RoleName: string }) => RoleName === "PatchManagerInstanceRole");
    const out = temporaryFolder();
    writeFileSync(join(out, "in.json"), JSON.stringify({ ...rest, RoleDetailList: [...tagged, added] }));
    await whittle("review", "--account", join(out, "in.json"), "--trail", "sample/trail", "--decide", "approve", "--out", out);
    return await whittle("review", "--account", join(out, "account.json"), "--trail", "sample/trail", "--decide", "none", ...more);
  };
  const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
  const open = { AttachedManagedPolicies: [], RolePolicyList: [{ PolicyName: "all", PolicyDocument: everything }] };

  test("ends with exit code 3 and names an untagged role", async () => {
    const { code, err } = await reviewed({}, "--fail-on", "write");
    expect(code).toBe(3);
    expect(err).toContain("1 role with broad policies and no proposal: NewRole\n");
  });

  test("names a tagged role whose own policy is left as it is, for it has no proposal either", async () => {
    const { code, err } = await reviewed({ ...open, Tags: [{ Key: "whittle:review", Value: "on" }] }, "--fail-on", "write");
    expect(code).toBe(3);
    expect(err).toContain("1 role with broad policies and no proposal: NewRole\n");
  });

  test("knows a policy of one's own that allows everything", async () => {
    expect((await reviewed(open, "--fail-on", "permissions")).err).toContain("no proposal: NewRole\n");
  });

  test.each([
    [
      "a role that only AWS can change",
      { ...open, Path: "/aws-reserved/", Arn: "arn:aws:iam::111122223333:role/aws-reserved/NewRole" },
      [],
    ],
    ["a role that --role leaves out", open, ["--role", "PatchManagerInstanceRole"]],
    ["a role without broad policies", { AttachedManagedPolicies: [], RolePolicyList: [] }, []],
  ])("ends with exit code 0 for %s", async (_, role, more) => {
    expect(await reviewed(role, ...more, "--fail-on", "any")).toMatchObject({ code: 0, err: "" });
  });
});

describe("--role", () => {
  const named = async (...words: readonly string[]) => {
    const { out } = await whittle(...sample, ...words.flatMap((word) => ["--role", word]), "--decide", "none", "--format", "json");
    return out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).role.name);
  };
  test.each([
    ["a name", ["ReportingRole"], ["ReportingRole"]],
    ["an ARN", ["arn:aws:iam::111122223333:role/ReportingRole"], ["ReportingRole"]],
    ["a pattern", ["*Role"], ["PatchManagerInstanceRole", "ReportingRole"]],
    ["a pattern of an ARN", ["arn:aws:iam::*:role/Rep*"], ["ReportingRole"]],
    ["a name and a pattern of it", ["ReportingRole", "Report*"], ["ReportingRole"]],
  ])("takes %s", async (_, words, expected) => {
    expect(await named(...words)).toEqual(expected);
  });

  test.each([
    ["nobody-*", /no role matches nobody-\*\.$/m],
    [
      "arn:aws:iam::111122223333:role/ReportinRole",
      /no role has the ARN .*\. Did you mean arn:aws:iam::111122223333:role\/ReportingRole\?/,
    ],
  ])("%s, which is no role, ends with exit code 2", async (word, message) => {
    const { code, err } = await whittle(...sample, "--role", word, "--decide", "none");
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});
