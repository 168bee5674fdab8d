import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

const ROLE = "PatchManagerInstanceRole";
const REFINED = `whittle-${ROLE}`;
const POLICY = `policies/${REFINED}.json`;
const INLINE = {
  PolicyName: "own-logs",
  PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "*" }] },
};

/** An output folder in which the sample's role was changed. */
async function applied(account = "sample/account.json", ...more: readonly string[]): Promise<string> {
  const out = temporaryFolder();
  const { code } = await whittle("review", "--account", account, "--trail", "sample/trail", "--decide", "approve", "--out", out, ...more);
  expect(code).toBe(0);
  return out;
}

const restore = (out: string, ...more: readonly string[]) => whittle("restore", ROLE, "--out", out, ...more);

function reviewIn(out: string) {
  const store = sqliteReviewStore(join(out, "whittle.sqlite"));
  const [review] = store.all();
  const journal = store.journal(review?.id ?? "");
  store.close();
  return { review, journal };
}

describe("whittle restore in a folder", () => {
  test("writes the reason into the record, and asks for everything unless actions are named", async () => {
    const out = await applied();
    expect((await restore(out, "--reason", "backups fail")).code).toBe(0);
    const asked = (await reviewIn(out).journal).filter(({ kind }) => kind === "restore-asked");
    expect(asked).toMatchObject([{ by: "the operator, with whittle restore", reason: "backups fail" }]);
    expect(asked[0]).not.toHaveProperty("addBack");
  });

  test("takes the refined policy's file away with the policy, and makes none where there was none", async () => {
    const out = await applied();
    expect((await restore(out, "--action", "logs:FilterLogEvents")).code).toBe(0);
    expect(readFileSync(join(out, POLICY), "utf8")).toContain("logs:FilterLogEvents");
    rmSync(join(out, POLICY));
    expect((await restore(out, "--action", "logs:GetLogEvents")).code).toBe(0);
    expect(existsSync(join(out, POLICY))).toBe(false);
    writeFileSync(join(out, POLICY), "{}");
    expect((await restore(out)).code).toBe(0);
    expect(existsSync(join(out, POLICY))).toBe(false);
  });

  test("that cannot be written is refused before the record says anything of it", async () => {
    const out = await applied();
    const elsewhere = join(temporaryFolder(), "account.json");
    renameSync(join(out, "account.json"), elsewhere);
    symlinkSync(elsewhere, join(out, "account.json"));
    const before = await reviewIn(out).journal;
    const { code, err } = await restore(out);
    expect([code, err]).toEqual([2, expect.stringContaining("nothing is written through links")]);
    expect(await reviewIn(out).journal).toEqual(before);
  });

  test("is done again where a copy of the snapshot lacks an inline policy that was given back, and not where it has all", async () => {
    const account = join(temporaryFolder(), "account.json");
    const { RoleDetailList, ...rest } = JSON.parse(readFileSync("sample/account.json", "utf8"));
    const roles = RoleDetailList.map((role: object) => ({ ...role, AttachedManagedPolicies: [], RolePolicyList: [INLINE] }));
    writeFileSync(account, JSON.stringify({ ...rest, RoleDetailList: roles }));
    const out = await applied(account, "--replace", "inline");
    const changed = readFileSync(join(out, "account.json"), "utf8");
    expect(changed).toContain(REFINED);
    expect((await restore(out)).out).toContain("Restored: ");
    expect((await restore(out)).out).toContain("Nothing to restore: ");
    writeFileSync(join(out, "account.json"), changed);
    expect((await restore(out)).out).toContain("Restored: ");
    expect(readFileSync(join(out, "account.json"), "utf8")).toContain(INLINE.PolicyName);
  });

  test.each([
    [[], "Give one review id or one role name."],
    [[ROLE, "Other"], "Give one review id or one role name."],
    [[ROLE, "--region", "eu-west-1"], "Give --out DIR alone, or --stack NAME with --profile and --region."],
    [[ROLE, "--action", "GetObject"], "--action GetObject is not an action such as s3:GetObject or s3:*."],
    [[ROLE, "--action", "s3:Get Object"], "--action s3:Get Object is not an action such as s3:GetObject or s3:*."],
  ])("%j is refused, whatever the folder holds", async (args, because) => {
    const out = temporaryFolder();
    mkdirSync(join(out, "policies"));
    expect(await whittle("restore", ...args, "--out", out)).toEqual({
      code: 2,
      out: "",
      err: `whittle: ${because} See: whittle restore --help\n`,
    });
  });
});
