import { describe, expect, test } from "vitest";
import { codeOwner, handedTo } from "#core/review/change/code/code-owned.ts";
import cases from "./code-owned.cases.json" with { type: "json" };

test.each(cases)("$name", ({ tags, owner }) => {
  const given = Object.fromEntries(Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === "string"));
  expect(codeOwner({ tags: given }) ?? null).toEqual(owner);
});

test.each([
  ["a stack", { stack: "web", logicalId: "InstanceRole" }, "cloudformation"],
  ["a stack of the CDK", { stack: "web", logicalId: "InstanceRole3A0D2CE0" }, "cdk"],
  ["a stack that does not tell the role's name", { stack: "web" }, "cloudformation"],
])("%s that made the role owns it, whatever its tags say", (_, resource, kind) => {
  expect(codeOwner({ tags: { ManagedBy: "terraform" } }, resource)).toEqual({ kind, because: { id: "stack", stack: "web" }, ...resource });
});

describe("an approved change is handed over", () => {
  const owner = codeOwner({ tags: {} }, { stack: "web" });
  const tagged = { Terraform: "true" };
  test.each([
    ["of a stack's role", "patch", owner ? { owner } : {}, {}, "cloudformation"],
    ["of a role that was tagged as code's since", "patch", {}, tagged, "terraform"],
    ["but not of nobody's role", "patch", {}, {}, undefined],
    ["and not where the operator has it applied", "apply", owner ? { owner } : {}, tagged, undefined],
  ] as const)("%s", (_, codeOwnedRoles, proposal, tags, kind) => {
    expect(handedTo({ codeOwnedRoles }, proposal, { tags })?.kind).toBe(kind);
  });
});
