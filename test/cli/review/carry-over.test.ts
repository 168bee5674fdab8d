import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { carryOver } from "#cli/review/carry-over.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { asArn } from "#test/names.ts";
import { whittle } from "../in-process.ts";
import { folderHolding } from "../record-folder.ts";
import { TWIN, twins } from "../twins.ts";
import { temporaryFolder } from "../whittle.ts";
import { sample } from "./a-run.ts";

const FIRST = "PatchManagerInstanceRole";

interface Role {
  readonly RoleName: string;
  AttachedManagedPolicies: readonly { readonly PolicyName: string; readonly PolicyArn: string }[];
}

function roles(file: string): readonly Role[] {
  return JSON.parse(readFileSync(file, "utf8")).RoleDetailList;
}

function attached(out: string): Record<string, readonly string[]> {
  const all = roles(join(out, "account.json"));
  return Object.fromEntries(all.map((role) => [role.RoleName, role.AttachedManagedPolicies.map(({ PolicyName }) => PolicyName).sort()]));
}

/** As an export of the account that was made later would show it. */
function detachOne([, , account = ""]: readonly string[]): void {
  const snapshot = JSON.parse(readFileSync(account, "utf8"));
  for (const role of snapshot.RoleDetailList) role.AttachedManagedPolicies = role.AttachedManagedPolicies.slice(1);
  writeFileSync(account, JSON.stringify(snapshot));
}

const refined = (name: string) => ["AmazonSSMManagedInstanceCore", `whittle-${name}`];

describe("one output folder for many runs", () => {
  test("keeps what earlier runs carried out, role by role, from the same export", async () => {
    const [args, out] = [twins(), temporaryFolder()];
    for (const role of [FIRST, TWIN]) await whittle(...args, "--role", role, "--decide", "approve", "--out", out);
    expect(attached(out)).toEqual({ [FIRST]: refined(FIRST), [TWIN]: refined(TWIN) });
    expect(existsSync(join(out, "policies", `whittle-${FIRST}.json`))).toBe(true);
    for (const role of [FIRST, TWIN]) expect((await whittle("restore", role, "--out", out)).code).toBe(0);
    expect(attached(out)[FIRST]).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  });

  test("the same role again has nothing to change", async () => {
    const [args, out] = [twins(), temporaryFolder()];
    await whittle(...args, "--role", FIRST, "--decide", "approve", "--out", out);
    const { out: said } = await whittle(...args, "--role", FIRST, "--decide", "approve", "--out", out);
    expect(said).toContain("1 without a change to propose");
    expect(attached(out)[FIRST]).toEqual(refined(FIRST));
  });

  test("what was restored stays restored", async () => {
    const [args, out] = [twins(), temporaryFolder()];
    await whittle(...args, "--role", FIRST, "--decide", "approve", "--out", out);
    await whittle("restore", FIRST, "--out", out);
    await whittle(...args, "--role", TWIN, "--decide", "approve", "--out", out);
    expect(attached(out)[FIRST]).toEqual(["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"]);
  });

  test("a restored role that a newer export shows otherwise is not named: no change of it is lost", async () => {
    const [args, out] = [twins(), temporaryFolder()];
    await whittle(...args, "--role", FIRST, "--decide", "approve", "--out", out);
    await whittle("restore", FIRST, "--out", out);
    detachOne(args);
    const { code, err } = await whittle(...args, "--role", TWIN, "--decide", "none", "--out", out);
    expect(code).toBe(0);
    expect(err).not.toContain("which is newer and counts");
  });

  test("a newer export counts, and the role is named", async () => {
    const [args, out] = [twins(), temporaryFolder()];
    await whittle(...args, "--role", FIRST, "--decide", "approve", "--out", out);
    detachOne(args);
    const { err } = await whittle(...args, "--role", TWIN, "--decide", "none", "--out", out);
    expect(err).toMatch(new RegExp(`1 role of .* has other policies in .*, which is newer and counts: ${FIRST}`));
  });

  test("a folder of another account is refused", async () => {
    const [args, out] = [twins(), temporaryFolder()];
    await whittle(...args, "--role", FIRST, "--decide", "approve", "--out", out);
    const [, , account = ""] = args;
    writeFileSync(account, readFileSync(account, "utf8").replaceAll("111122223333", "444455556666"));
    const { code, err } = await whittle(...args, "--decide", "none", "--out", out);
    expect(code).toBe(2);
    expect(err).toContain("it is of account 111122223333, not 444455556666. Use a folder for each account.");
  });
});

describe("what an export gets of an earlier run's change", () => {
  const INLINE = {
    PolicyName: "own",
    PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "*" }] },
  };
  const OTHER = "arn:aws:iam::aws:policy/ReadOnlyAccess";
  const withInline = () => {
    const [first] = sample().RoleDetailList;
    if (!first) throw new Error("The sample has roles.");
    return { ...sample(), RoleDetailList: [{ ...first, RolePolicyList: [INLINE] }] };
  };

  test("inline policies that were replaced stay replaced, and each policy that is carried comes with its document", async () => {
    const exported = withInline();
    const [role] = exported.RoleDetailList;
    const refined = { PolicyName: "whittle-x", PolicyArn: asArn("arn:aws:iam::111122223333:policy/whittle/whittle-x") };
    const other = { PolicyName: "ReadOnlyAccess", PolicyArn: asArn(OTHER) };
    const PolicyVersionList = [{ VersionId: "v1", IsDefaultVersion: true, CreateDate: "", Document: INLINE.PolicyDocument }];
    const held = [refined, other].map(({ PolicyName, PolicyArn }) => ({ PolicyName, Arn: PolicyArn, PolicyVersionList }));
    if (!role) throw new Error("The export has a role.");
    // The export has the refined policy of an earlier change, and the folder the one of a later change, under the same name.
    const older = { ...INLINE.PolicyDocument, Statement: [{ Effect: "Allow", Action: "sqs:*", Resource: "*" }] };
    const versions = [{ VersionId: "v1", IsDefaultVersion: true, CreateDate: "", Document: older }];
    exported.Policies.push({ PolicyName: refined.PolicyName, Arn: refined.PolicyArn, PolicyVersionList: versions });
    const earlier = {
      ...exported,
      RoleDetailList: [{ ...role, RolePolicyList: [], AttachedManagedPolicies: [refined, other] }],
      Policies: [...sample().Policies, ...held],
    };
    const before = await snapshotRoles(exported).read(FIRST);
    const proposal = await foundingProposal();
    const step = { kind: "delete-inline", name: "own" } as const;
    const journal = [{ kind: "step", at: "2026-11-20T10:00:00.000Z", step, state: "started" }] as const;
    const out = await folderHolding({ review: reviewOf(proposal, { id: "one", status: "settled" }), before, journal });
    writeFileSync(join(out, "account.json"), JSON.stringify(earlier));
    const store = sqliteReviewStore(join(out, "whittle.sqlite"));
    expect(await carryOver(exported, out, store)).toEqual([]);
    store.close();
    const now = await snapshotRoles(exported).read(FIRST);
    expect([now.inline, now.attached.map(({ name }) => name)]).toEqual([[], ["whittle-x", "ReadOnlyAccess"]]);
    expect(JSON.parse(now.attached[0]?.json ?? "")).toEqual(INLINE.PolicyDocument);
  });
});
