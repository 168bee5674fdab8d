import { chmodSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { whittle } from "./in-process.ts";
import { temporaryFolder } from "./whittle.ts";

const Account = v.looseObject({
  RoleDetailList: v.array(
    v.looseObject({ RoleName: v.string(), AttachedManagedPolicies: v.array(v.looseObject({ PolicyName: v.string() })) }),
  ),
});
const ROLE = "PatchManagerInstanceRole";

async function applied(): Promise<string> {
  const out = temporaryFolder();
  expect(
    (await whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "approve", "--out", out)).code,
  ).toBe(0);
  return out;
}

function carries(folder: string): string[] {
  const account = v.parse(Account, JSON.parse(readFileSync(join(folder, "account.json"), "utf8")));
  return account.RoleDetailList.filter(({ RoleName }) => RoleName === ROLE)
    .flatMap(({ AttachedManagedPolicies }) => AttachedManagedPolicies.map(({ PolicyName }) => PolicyName))
    .sort();
}

describe("whittle restore", () => {
  test("gives all of it back; a second time there is nothing left to do", async () => {
    const out = await applied();
    const { code, out: said } = await whittle("restore", ROLE, "--out", out);
    expect([code, carries(out)]).toEqual([0, ["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]]);
    expect(said).toContain("Attach CloudWatchLogsFullAccess");
    expect(said).toContain(`Restored: ${ROLE} has everything that the review removed again.\n`);
    expect(said).not.toMatch(/Sent|[[\]{}"]/);
    expect((await whittle("restore", ROLE, "--out", out)).code).toBe(0);
    expect(carries(out)).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  });

  test("one that could not be written was not done, and the next one does it", async () => {
    const out = await applied();
    mkdirSync(join(out, "account.json.new"));
    expect(await whittle("restore", ROLE, "--out", out)).toMatchObject({ code: 2, out: "" });
    expect(carries(out)).toContain("whittle-PatchManagerInstanceRole");
    rmdirSync(join(out, "account.json.new"));
    expect((await whittle("restore", ROLE, "--out", out)).code).toBe(0);
    expect(carries(out)).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  });

  test("one that the snapshot shows nothing of is done again; one that it shows all of says so", async () => {
    const out = await applied();
    const before = readFileSync(join(out, "account.json"));
    expect((await whittle("restore", ROLE, "--out", out)).code).toBe(0);
    writeFileSync(join(out, "account.json"), before);
    expect((await whittle("restore", ROLE, "--out", out)).out).toContain("Attach CloudWatchLogsFullAccess");
    expect(carries(out)).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
    expect((await whittle("restore", ROLE, "--out", out)).out.replace(/\s+/g, " ")).toBe(
      `Nothing to restore: ${ROLE} has everything that the review removed already. `,
    );
  });

  test.skipIf(process.getuid?.() === 0)(
    "a snapshot that may not be written is refused before anything is restored (skipped for root, who may write all)",
    async () => {
      const out = await applied();
      chmodSync(join(out, "account.json"), 0o444);
      const { code, err } = await whittle("restore", ROLE, "--out", out);
      expect([code, err]).toEqual([2, expect.stringContaining("account.json: permission denied")]);
      chmodSync(join(out, "account.json"), 0o644);
      expect((await whittle("restore", ROLE, "--out", out)).out).toContain("Attach CloudWatchLogsFullAccess");
    },
  );

  test("gives one action back to the refined policy, and later reviews keep it", async () => {
    const out = await applied();
    const first = await whittle("restore", ROLE, "--out", out, "--action", "logs:FilterLogEvents");
    expect([first.code, first.out]).toEqual([0, expect.stringContaining(`Restored: ${ROLE} has logs:FilterLogEvents again.\n`)]);
    for (const action of ["logs:FilterLogEvents", "logs:filterlogevents"])
      expect((await whittle("restore", ROLE, "--out", out, "--action", action)).out).toBe(
        `Nothing to restore: ${ROLE} has ${action} already.\n`,
      );
    expect(carries(out)).toEqual(["AmazonSSMManagedInstanceCore", "whittle-PatchManagerInstanceRole"]);
    expect(readFileSync(join(out, "account.json"), "utf8")).toContain("logs:FilterLogEvents");
  });

  test.each([
    ["an action that the role never had", ["--action", "iam:CreateUser"], /took no iam:CreateUser from .* Nothing was started\. See/],
    ["a mistyped action", ["--action", "logs:FiltrLogEvents"], /Did you mean logs:FilterLogEvents\?/],
    ["one of two", ["--action", "logs:FilterLogEvents", "--action", "s3:GetObject"], /took no s3:GetObject/],
    ["no action", ["--action", "everything"], /^whittle: --action everything is not an action such as s3:GetObject or s3:\*\. See/],
  ])("refuses %s, and changes nothing", async (_, args, message) => {
    const out = await applied();
    const before = readFileSync(join(out, "account.json"), "utf8");
    const { code, err } = await whittle("restore", ROLE, "--out", out, ...args);
    expect([code, err.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(err).toMatch(message);
    expect(readFileSync(join(out, "account.json"), "utf8")).toBe(before);
  });

  test.each([
    ["no record there", [ROLE, "--out", "none"], /none\/whittle.sqlite: no such record/],
    ["no review named", ["--out", "none"], /Give one review id or one role name/],
  ])("%s: exit code 2 and one line", async (_, args, message) => {
    const { code, err } = await whittle("restore", ...args);
    expect([code, err.trimEnd().split("\n").length]).toEqual([2, 1]);
    expect(err).toMatch(message);
  });
});
