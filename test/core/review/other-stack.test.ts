import { describe, expect, test } from "vitest";
import type { RoleState } from "#core/review/model/role-state.ts";
import { inMember, otherStack } from "#core/review/other-stack.ts";
import { roleWith } from "./propose/roles.ts";

const own = { stack: "eu-central-1/whittle", tagKey: "whittle:review", tagValue: "on" };

/** The role by which a stack marks itself. */
function mark(stack: string, createdAt: string, more: Readonly<Record<string, string>> = {}, path = "/whittle/"): RoleState {
  const tags = { "whittle:stack": stack, "whittle:tag-key": "whittle:review", "whittle:tag-value": "on", ...more };
  return { ...roleWith([]), path, createdAt, tags };
}
const ours = mark(own.stack, "2026-06-01T00:00:00.000Z");
const [EARLIER, LATER] = ["2026-01-01T00:00:00.000Z", "2026-09-01T00:00:00.000Z"];

describe("another stack reviews the same roles", () => {
  test.each<[string, readonly RoleState[], string | undefined]>([
    ["where it was there first", [ours, mark("us-east-1/other", EARLIER)], "us-east-1/other"],
    ["where both are of one age", [ours, mark("us-east-1/other", ours.createdAt)], "us-east-1/other"],
    ["where this one's own mark is not seen", [mark("us-east-1/other", LATER)], "us-east-1/other"],
    ["not where it came later", [ours, mark("us-east-1/other", LATER)], undefined],
    ["not where it is this one", [ours], undefined],
    ["not where it reviews roles with another tag", [ours, mark("us-east-1/other", EARLIER, { "whittle:tag-key": "team" })], undefined],
    ["not where it reviews roles with another value", [ours, mark("us-east-1/other", EARLIER, { "whittle:tag-value": "yes" })], undefined],
    ["not where somebody tagged a role of their own so", [ours, mark("us-east-1/other", EARLIER, {}, "/team/")], undefined],
    ["not where roles have no mark", [ours, roleWith([], { path: "/whittle/" })], undefined],
    [
      "and the first that is named, where there are several",
      [mark("a/later", LATER), ours, mark("b/first", EARLIER), mark("c/second", EARLIER)],
      "b/first",
    ],
  ])("%s", (_, roles, other) => {
    expect(otherStack(roles, own)).toBe(other);
  });

  test("is nobody's matter in an embedded run", () => {
    expect(otherStack([mark("us-east-1/other", EARLIER)], { tagKey: own.tagKey, tagValue: own.tagValue })).toBeUndefined();
  });
});

test("in a member, the mark of a hub names its account too", () => {
  expect(inMember({ stack: "eu-central-1/whittle" }, "111122223333")).toEqual({ stack: "111122223333/eu-central-1/whittle" });
  const embedded: { readonly stack?: string } = {};
  expect(inMember(embedded, "111122223333")).toBe(embedded);
});
