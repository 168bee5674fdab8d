import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { expect, test } from "vitest";
import { whittle } from "./in-process.ts";
import { temporaryFolder } from "./whittle.ts";

const Account = v.looseObject({
  RoleDetailList: v.array(
    v.looseObject({
      RoleName: v.string(),
      AttachedManagedPolicies: v.array(v.looseObject({ PolicyName: v.string() })),
      RolePolicyList: v.optional(v.array(v.looseObject({ PolicyName: v.string(), PolicyDocument: v.unknown() }))),
    }),
  ),
});
const ROLE = "PatchManagerInstanceRole";
/** Members in an order that nobody writes by rule. */
const INLINE = {
  PolicyName: "broad-logs",
  PolicyDocument: { Statement: [{ Resource: "*", Action: ["logs:*", "s3:GetObject"], Effect: "Allow" }], Version: "2012-10-17" },
};

/** The sample, in which the role's broad policy is an inline one. */
function inlineAccount(): string {
  const account = v.parse(Account, JSON.parse(readFileSync("sample/account.json", "utf8")));
  const roles = account.RoleDetailList.map((role) => ({
    ...role,
    RolePolicyList: role.RoleName === ROLE ? [INLINE] : [],
    AttachedManagedPolicies: role.AttachedManagedPolicies.filter(({ PolicyName }) => PolicyName !== "CloudWatchLogsFullAccess"),
  }));
  const file = join(temporaryFolder(), "account.json");
  writeFileSync(file, JSON.stringify({ ...account, RoleDetailList: roles }));
  return file;
}

function roleIn(folder: string) {
  const { RoleDetailList } = v.parse(Account, JSON.parse(readFileSync(join(folder, "account.json"), "utf8")));
  const role = RoleDetailList.find(({ RoleName }) => RoleName === ROLE);
  return { attached: role?.AttachedManagedPolicies.map(({ PolicyName }) => PolicyName).sort(), inline: role?.RolePolicyList };
}

const review = (account: string, ...more: readonly string[]) =>
  whittle("review", "--account", account, "--trail", "sample/trail", "--format", "json", ...more);

test("without --replace, a role with an inline policy alone has nothing to change", async () => {
  const { out } = await review(inlineAccount(), "--decide", "none");
  expect(JSON.parse(out)).toMatchObject({ outcome: "nothing-to-change", replacesInline: [], risk: null, proof: null });
  expect(JSON.parse(out).reason).toContain("broad-logs (inline)");
});

test("--replace inline replaces inline policies, and restore puts them back byte for byte", async () => {
  const folder = temporaryFolder();
  const { code, out } = await review(inlineAccount(), "--replace", "inline", "--decide", "approve", "--out", folder);
  expect(JSON.parse(out)).toMatchObject({
    status: "applied",
    replaces: ["inline:broad-logs"],
    replacesInline: ["broad-logs"],
    risk: { laterCallsDenied: 0 },
  });
  expect([code, roleIn(folder)]).toEqual([0, { attached: ["AmazonSSMManagedInstanceCore", `whittle-${ROLE}`], inline: [] }]);
  expect((await whittle("restore", ROLE, "--out", folder)).code).toBe(0);
  const { attached, inline } = roleIn(folder);
  expect([attached, JSON.stringify(inline)]).toEqual([["AmazonSSMManagedInstanceCore"], JSON.stringify([INLINE])]);
});
