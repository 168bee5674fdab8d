import { expect, test } from "vitest";
import { codeOwner } from "#core/review/change/code-owned.ts";
import cases from "./code-owned.cases.json" with { type: "json" };

test.each(cases)("$name", ({ tags, owner }) => {
  const given = Object.fromEntries(Object.entries(tags).filter((tag): tag is [string, string] => typeof tag[1] === "string"));
  expect(codeOwner({ tags: given }) ?? null).toEqual(owner);
});
