import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { EMITTED } from "#core/review/change/emit/emitted.ts";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail", "--role", "*"];
const NAME = "whittle-PatchManagerInstanceRole";

describe("--emit", () => {
  test.each(EMITTED)("%s has standard output for itself, and stops at the proposal", async (form) => {
    const { code, out, err } = await whittle(...sample, "--emit", form, "--quiet");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain(NAME);
    expect(out).not.toContain("worst first");
  });

  test("writes the same documents as JSON has", async () => {
    const lines = (await whittle(...sample, "--decide", "none", "--format", "json")).out.trim().split("\n");
    const policies = lines.flatMap((line) => JSON.parse(line).policies);
    const expected = Object.fromEntries(policies.map(({ name, document }) => [name, document]));
    expect(JSON.parse((await whittle(...sample, "--emit", "policies")).out)).toEqual(expected);
  });

  test("with --out, a file a role beside the report", async () => {
    const folder = temporaryFolder();
    const { out } = await whittle(...sample, "--emit", "aws-cli", "--out", folder);
    expect(out).toContain("worst first");
    expect(readdirSync(join(folder, "aws-cli")).sort()).toEqual(["PatchManagerInstanceRole.sh", "ReportingRole.sh"]);
    expect(statSync(join(folder, "aws-cli/PatchManagerInstanceRole.sh")).mode & 0o777).toBe(0o700);
    expect(readFileSync(join(folder, "aws-cli/PatchManagerInstanceRole.sh"), "utf8")).toContain(NAME);
  });

  test("writes nothing of what was rejected", async () => {
    const { code, out, err } = await whittle(...sample, "--emit", "terraform", "--decide", "reject");
    expect({ code, out, err }).toEqual({ code: 0, out: "", err: "whittle: No role has a change to write.\n" });
  });

  test.each([[[]], [["--out", temporaryFolder()]]])("says how to get more where policies were left alone, with %j", async (more) => {
    const account = join(temporaryFolder(), "account.json");
    const { RoleDetailList, ...rest } = JSON.parse(readFileSync("sample/account.json", "utf8"));
    const own = {
      PolicyName: "Own",
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] },
    };
    const roles = RoleDetailList.map((role: object) => ({ ...role, AttachedManagedPolicies: [], RolePolicyList: [own] }));
    writeFileSync(account, JSON.stringify({ ...rest, RoleDetailList: roles }));
    const args = ["review", "--account", account, "--trail", "sample/trail", "--role", "Patch*", "--emit", "terraform", ...more];
    const { code, err } = await whittle(...args);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining("add --replace all, --replace inline or --replace NAME.") });
    const { err: all } = await whittle(...args, "--replace", "all");
    expect(all).not.toContain("--replace");
  });

  test("says beside it what is alarming and what could break, unless it is to be quiet", async () => {
    const { out, err } = await whittle(...sample, "--emit", "terraform");
    expect(err).toMatch(/^whittle: PatchManagerInstanceRole: No suspicious calls found\..* Could break: .*logs:FilterLogEvents/m);
    expect(await whittle(...sample, "--emit", "terraform", "--quiet")).toEqual({ code: 0, out, err: "" });
  });

  test("shares standard output with nothing", async () => {
    const { code, err } = await whittle(...sample, "--emit", "cdk", "--format", "json");
    expect(code).toBe(2);
    expect(err).toContain("--emit and --format both write to standard output.");
  });
});

test("a proposal that needs fewer policies removes the files of an earlier one", async () => {
  const folder = temporaryFolder();
  await whittle(...sample, "--decide", "none", "--out", folder);
  for (const name of ["whittle2-PatchManagerInstanceRole", "whittle2-Other"]) writeFileSync(join(folder, `policies/${name}.json`), "{}");
  await whittle(...sample, "--decide", "none", "--out", folder);
  expect(readdirSync(join(folder, "policies")).sort()).toEqual([`${NAME}.json`, "whittle2-Other.json"].sort());
});

test("policies are written through no link that somebody put in their folder's place", async () => {
  const [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(folder, { recursive: true });
  symlinkSync(elsewhere, join(folder, "policies"));
  const { code, err } = await whittle(...sample, "--decide", "none", "--out", folder);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("nothing is written through links") });
  expect(readdirSync(elsewhere)).toEqual([]);
});
