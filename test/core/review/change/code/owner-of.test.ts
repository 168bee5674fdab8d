import { describe, expect, test } from "vitest";
import { NotAuthorizedError, RequestRefusedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { ownerOf } from "#core/review/change/code/owner-of.ts";
import { roleWith } from "../../propose/roles.ts";

const tagged = roleWith([], { tags: { terraform: "true" } });
const byTag = { kind: "terraform", because: { id: "tag", key: "terraform", value: "true" } };

describe("the code that a role belongs to", () => {
  test("is the stack that CloudFormation names, before what a tag says", async () => {
    const stacks = { ownerOf: async (name: string) => ({ stack: `stack of ${name}`, logicalId: "Role" }) };
    expect(await ownerOf(stacks, tagged)).toEqual({
      owner: {
        kind: "cloudformation",
        because: { id: "stack", stack: "stack of TestRole" },
        stack: "stack of TestRole",
        logicalId: "Role",
      },
      gaps: [],
    });
  });

  test("is what the tags say where no stack made it, and nothing where they say nothing", async () => {
    const none = { ownerOf: async () => undefined };
    expect([await ownerOf(none, tagged), await ownerOf(none, roleWith([]))]).toEqual([
      { owner: byTag, gaps: [] },
      { owner: undefined, gaps: [] },
    ]);
  });

  test.each([
    new NotAuthorizedError("cloudformation:DescribeStackResources", "no"),
    new RequestRefusedError("cloudformation:DescribeStackResources", "no"),
    new ServiceFaultError("cloudformation:DescribeStackResources", "no"),
  ])("is what the tags say where CloudFormation gives no answer, and that is a gap: %s", async (error) => {
    const stacks = { ownerOf: () => Promise.reject(error) };
    expect(await ownerOf(stacks, tagged)).toEqual({
      owner: byTag,
      gaps: [{ kind: "owner-unknown", effect: "warn", error: error.message }],
    });
  });

  test.each([new ThrottledError("cloudformation:DescribeStackResources"), new TypeError("a bug")])(
    "is not guessed after what may pass, or a bug: %s",
    async (error) => {
      await expect(ownerOf({ ownerOf: () => Promise.reject(error) }, tagged)).rejects.toBe(error);
    },
  );
});
