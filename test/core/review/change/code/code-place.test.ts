import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { RoleName } from "#core/aws/names.ts";
import { codePlace, readMapping } from "#core/review/change/code/code-place.ts";

const role = (name: string, tags: Readonly<Record<string, string>> = {}) => ({ name: v.parse(RoleName, name), tags });
const MAPPING = [
  { pattern: "payments-*", host: "github", repository: "acme/payments", file: "iam/payments.json" },
  { pattern: "*", host: "github", repository: "acme/infra" },
] as const;

describe("the place of a role's code", () => {
  test.each([
    [
      "its tags come first",
      role("payments-api", { "whittle:repo": "github:acme/api", "whittle:policy-file": "a b/p.json" }),
      "acme/api a b/p.json",
    ],
    [
      "a repository of its own has no file of the mapping",
      role("payments-api", { "whittle:repo": "github:acme/api" }),
      "acme/api undefined",
    ],
    [
      "a file of its own lies in the repository of the mapping",
      role("payments-api", { "whittle:policy-file": "p.json" }),
      "acme/payments p.json",
    ],
    ["the first pattern that matches counts", role("payments-api"), "acme/payments iam/payments.json"],
    ["a pattern may match all", role("web"), "acme/infra undefined"],
  ])("%s", (_, given, expected) => {
    const place = codePlace(given, MAPPING);
    expect(`${place?.repository} ${place?.file}`).toBe(expected);
  });

  test("is unknown where neither names one", () => {
    expect(codePlace(role("web"), [])).toBeUndefined();
  });
});

test.each([
  [
    "payments-* github:acme/infra policies/payments.json",
    { pattern: "payments-*", host: "github", repository: "acme/infra", file: "policies/payments.json" },
  ],
  ["web gitlab:acme/teams/web", { pattern: "web", host: "gitlab", repository: "acme/teams/web" }],
  ["web github:acme/teams/web", undefined],
  ["web github:acme", undefined],
  ["web github:acme/..", undefined],
  ["web", undefined],
  ["web github:acme/infra p.yaml", undefined],
  ["web github:acme/infra p.json more", undefined],
])("the entry %s of the mapping", (entry, expected) => {
  expect(readMapping(entry)).toEqual(expected);
});
