import { describe, expect, test } from "vitest";
import { grantedPolicies, isRefined, selectPolicies } from "#core/review/selection.ts";
import { managedPolicy } from "#test/core/policy/catalogue.ts";
import { roleWith } from "./propose/roles.ts";

const document = managedPolicy("AmazonSQSFullAccess");
const broad = { versionId: "v1", json: "{}", document };
const AWS = "arn:aws:iam::aws:policy";
const OWN = "arn:aws:iam::111122223333:policy";

function replacedOf(arn: string, tags: Readonly<Record<string, string>> = {}): readonly string[] {
  const name = arn.slice(arn.lastIndexOf("/") + 1);
  return selectPolicies(roleWith([], { tags, attached: [{ ...broad, arn, name }] })).replaced.map(({ name }) => name);
}

describe("which policies a review replaces", () => {
  test.each([
    [`${AWS}/AmazonSQSFullAccess`],
    [`${AWS}/AdministratorAccess`],
    [`${AWS}/PowerUserAccess`],
    [`${AWS}/job-function/TeamFullAccess`],
    ["arn:aws-cn:iam::aws:policy/AmazonS3FullAccess"],
    [`${OWN}/whittle/whittle-MyRole`],
  ])("%s is one", (arn) => {
    expect(replacedOf(arn)).toHaveLength(1);
  });

  test.each([
    [`${OWN}/AmazonSQSFullAccess`],
    [`${OWN}/AdministratorAccess`],
    [`${OWN}/PowerUserAccess`],
    [`${AWS}/AmazonSQSReadOnlyAccess`],
    [`${AWS}/FullAccessReader`],
    [`${OWN}/whittler/whittle-MyRole`],
    [`${OWN}/team/whittle/whittle-MyRole`],
  ])("%s is none, unless the role's tag names it", (arn) => {
    expect(replacedOf(arn)).toEqual([]);
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    expect(replacedOf(arn, { "whittle:replace": `Other ${name}` })).toEqual([name]);
  });
});

test("a refined policy is one under /whittle/ of an account", () => {
  expect([`${OWN}/whittle/a`, `${OWN}/whittle2/a`, `${OWN}/a/whittle/b`].map(isRefined)).toEqual([true, false, false]);
});

test("since when a role has a policy, only a version of the account's own tells", () => {
  const since = "2026-10-01T00:00:00.000Z";
  const attached = [`${AWS}/A`, `${OWN}/B`, `${OWN}/whittle/C`].map((arn) => ({ ...broad, arn, name: arn.slice(-1), since }));
  expect(grantedPolicies(roleWith([], { attached }))).toEqual([
    { arn: `${AWS}/A`, name: "A" },
    { arn: `${OWN}/B`, name: "B", since },
  ]);
});
