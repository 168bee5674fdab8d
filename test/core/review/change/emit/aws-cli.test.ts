import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleChange } from "#core/review/change/emit/change.ts";
import { emitTogether } from "#core/review/change/emit/emit.ts";
import type { CodeKind } from "#core/review/model/proposal.ts";
import { asArn } from "#test/names.ts";
import { account, attachedTo, carriedBy, commandLine, inlineOf, run } from "./aws-account.ts";
import { changeOf, documentOf, FULL_ACCESS, odd } from "./changes.ts";

const REFINED = `whittle-${odd.role.name}`;
const KEPT = asArn("arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore");
const KEPT_INLINE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":"*"}]}';
const written = (change: RoleChange): RoleChange => ({
  ...change,
  policies: change.policies.map((policy) => ({ ...policy, inline: true as const })),
});

/** The role carries a managed and an inline policy that the review keeps. */
function keeping(change: RoleChange): RoleChange {
  const { attached, inline } = change.before;
  const before = {
    ...change.before,
    attached: [...attached, ...attached.map((policy) => ({ ...policy, arn: KEPT, name: "AmazonSSMManagedInstanceCore" }))],
    inline: [...inline, { name: "kept", json: KEPT_INLINE, document: parsePolicy(KEPT_INLINE, "kept") }],
  };
  return { ...change, before };
}

describe.each<[string, RoleChange, readonly string[], Record<string, unknown>]>([
  ["a managed policy", odd, [`arn:aws:iam::111122223333:policy/whittle/${REFINED}`], {}],
  ["an inline policy", written(odd), [], { [REFINED]: documentOf(odd) }],
])("the script that adds %s", (_, change, added, addedInline) => {
  test("leaves what the review keeps beside it, and its comments hold the commands that put the role back", async () => {
    const folder = account();
    attachedTo(folder, FULL_ACCESS, KEPT);
    inlineOf(folder, "kept", KEPT_INLINE);
    const before = carriedBy(folder);
    expect(await run(folder, keeping(change))).toMatchObject({ status: 0, stderr: "" });
    expect(carriedBy(folder)).toEqual({ attached: [KEPT, ...added], inline: { kept: JSON.parse(KEPT_INLINE), ...addedInline } });
    const back = [...(await emitTogether("aws-cli", [keeping(change)])).matchAll(/^# {3}(aws .*)$/gm)].map(([, command]) => command);
    expect(commandLine(folder, back.join("\n"))).toMatchObject({ status: 0, stderr: "" });
    const { attached, inline } = carriedBy(folder);
    expect({ attached: attached.toSorted(), inline }).toEqual({ attached: before.attached.toSorted(), inline: before.inline });
  });
});

describe("where the script has done all, a later run stops if the role", () => {
  test.each<[string, readonly string[], string | undefined, string]>([
    ["lost a managed policy that the review keeps", [], KEPT_INLINE, `${KEPT} is not attached`],
    ["lost an inline policy that the review keeps", [KEPT], undefined, "it has no inline policy kept"],
    ["got an inline policy that the review keeps in another form", [KEPT], "{}", "its inline policy kept was edited"],
  ])("%s", async (_, attached, kept, message) => {
    const folder = account({ "old=inline": undefined, kept, [REFINED]: JSON.stringify(documentOf(odd), undefined, 4) });
    attachedTo(folder, ...attached);
    expect(await run(folder, keeping(written(odd)))).toEqual({ status: 1, stderr: expect.stringContaining(message), calls: [] });
  });
});

test("an inline policy that is in place already is not written again", async () => {
  const folder = account({ [REFINED]: JSON.stringify(documentOf(odd), undefined, 4) });
  const steps = ["sleep 15", `detach-role-policy ${FULL_ACCESS}`, "delete-role-policy old=inline"];
  expect(await run(folder, written(odd))).toEqual({ status: 0, stderr: "", calls: steps });
});

test("the script that only takes away writes nothing and waits for nothing", async () => {
  const steps = [`detach-role-policy ${FULL_ACCESS}`, "delete-role-policy old=inline"];
  expect(await run(account(), { ...odd, policies: [] })).toEqual({ status: 0, stderr: "", calls: steps });
});

test("the script changes no role where one of several is not as it was reviewed", async () => {
  const roles = [changeOf("first", "*"), keeping(changeOf("second", "*"))];
  const stderr = expect.stringContaining("Role second is not as it was reviewed");
  expect(await run(account(), roles)).toEqual({ status: 1, stderr, calls: [] });
});

describe("the instant at which the role was made", () => {
  test.each([
    ["is compared to the second, as IAM keeps it", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05+00:00", true],
    ["is another one a second later", "2026-01-02T03:04:05.678Z", "2026-01-02T03:04:06+00:00", false],
    ["is not compared where the snapshot does not have it", "1970-01-01T00:00:00.000Z", "2026-01-02T03:04:05+00:00", true],
  ])("%s", async (_, createdAt, CREATED, isSame) => {
    // Something else that is not as it was, so that the script stops soon in any case.
    const { stderr } = await run(account({ more: "{}" }), { ...odd, before: { ...odd.before, createdAt } }, { CREATED });
    expect(stderr).toContain(isSame ? "it has an inline policy more" : "another role has its name now");
  });
});

describe("code that manages the role", () => {
  const ownedBy = (kind: CodeKind, stack?: string): RoleChange => ({
    ...odd,
    owner: { kind, because: { id: "tag", key: "a" }, ...(stack === undefined ? {} : { stack }) },
  });
  const commentsOf = async (change: RoleChange) => (await emitTogether("aws-cli", [change])).match(/^#.*$/gm)?.join("\n");

  test.each<[CodeKind, string | undefined, string]>([
    ["cloudformation", "web", "CloudFormation, stack web."],
    ["cdk", "web", "the CDK, stack web."],
    ["terraform", undefined, "Terraform."],
  ])("%s is named, and how to change it there", async (kind, stack, named) => {
    const comments = await commentsOf(ownedBy(kind, stack));
    expect(comments).toContain(`is managed by ${named} Its next deployment may undo this change`);
    expect(comments).toContain(`review it with --emit ${kind}.`);
  });

  test("is not spoken of where nobody knows any", async () => {
    expect(await commentsOf(odd)).not.toMatch(/managed by|next deployment/);
  });

  test("has a name of which nothing is run", async () => {
    expect(await emitTogether("aws-cli", [ownedBy("cloudformation", "web\ntouch pwned")])).not.toMatch(/^\s*touch/m);
  });
});
