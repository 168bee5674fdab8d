import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { whittle } from "../in-process.ts";
import { ROOT, temporaryFolder } from "../whittle.ts";

const text = readFileSync(join(ROOT, "sample/account.json"), "utf8");
const ROLE = "PatchManagerInstanceRole";

function accountFile(content: string): string {
  const file = join(temporaryFolder(), "account.json");
  writeFileSync(file, content);
  return file;
}

const review = (account: string, ...more: readonly string[]) =>
  whittle("review", "--account", account, "--trail", "sample/trail", "--decide", "none", ...more);

describe("what a run could not do is told on standard error", () => {
  test("--fail-on does not pass a role whose policy document is missing from the account", async () => {
    const { RoleDetailList, ...more } = JSON.parse(text);
    const attached = [{ PolicyName: "AdministratorAccess", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }];
    const arn = "arn:aws:iam::111122223333:role/new-admin";
    const broad = { ...RoleDetailList[0], RoleName: "new-admin", Arn: arn, Tags: [], AttachedManagedPolicies: attached };
    const account = accountFile(JSON.stringify({ ...more, RoleDetailList: [broad] }));
    const { code, err } = await review(account, "--fail-on", "write");
    expect(code).toBe(1);
    expect(err).toContain("1 role that cannot be judged: new-admin. ");
    expect((await review(account)).code).toBe(0);
  });

  test.each([["--quiet"], ["--format", "json"], ["--emit", "terraform"]])(
    "a trail that knows none of the roles is told with %s",
    async (...form) => {
      const account = accountFile(text.replaceAll("111122223333", "444455556666"));
      expect((await review(account, ...form)).err).toContain(
        "No record is of a reviewed role: none of them made a call, or this is not the trail of account 444455556666.",
      );
      expect((await review("sample/account.json", ...form)).err).not.toContain("No record is of");
    },
  );

  test("--replace names a policy that no reviewed role has", async () => {
    const { code, err } = await review("sample/account.json", "--replace", "NoSuchPolicy", "--replace", "inline");
    expect(code).toBe(1);
    expect(err).toContain("No reviewed role has a policy of this name, as --replace asks: NoSuchPolicy\n");
  });
});

describe("after a restore, the policies' own files", () => {
  test("hold what was added back, and go with the policy that was taken off", async () => {
    const out = temporaryFolder();
    await whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "approve", "--out", out);
    const file = join(out, "policies", `whittle-${ROLE}.json`);
    expect(readFileSync(file, "utf8")).not.toContain("logs:FilterLogEvents");
    await whittle("restore", ROLE, "--out", out, "--action", "logs:FilterLogEvents");
    expect(readFileSync(file, "utf8")).toContain("logs:FilterLogEvents");
    await whittle("restore", ROLE, "--out", out);
    expect(existsSync(file)).toBe(false);
  });
});

test("a form for tools asks nobody", async () => {
  const { code, out } = await whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--format", "csv");
  expect(code).toBe(0);
  expect(out).toMatch(new RegExp(`^${ROLE},.*,proposed,`, "m"));
});
