import { beforeEach, describe, expect, test } from "vitest";
import { executionName } from "#cli/start/execution-name.ts";
import { arnOf, fakeStack, OUTPUTS } from "../fake-stack.ts";
import { whittle } from "../in-process.ts";

const stack = fakeStack();
const ACCOUNTS = { ...OUTPUTS, ReviewAccountsArn: arnOf("accounts") };

beforeEach(() => stack.holds({ outputs: ACCOUNTS }));

describe("whittle start", () => {
  test.each([
    ["every account, where there are members", [], "accounts", {}],
    ["every account, and asks nobody", ["--dry-run"], "accounts", { dryRun: true }],
    ["the roles that are named, of the stack's own account", ["A", "B"], "cycle", { roleNames: ["A", "B"] }],
    ["one account", ["--account", "444455556666"], "cycle", { account: "444455556666" }],
    [
      "a role of one account, and asks nobody",
      ["A", "--account", "444455556666", "--dry-run"],
      "cycle",
      { roleNames: ["A"], dryRun: true, account: "444455556666" },
    ],
  ])("reviews %s", async (_, args, machine, input) => {
    const { code, out } = await whittle("start", ...args);
    const [started, ...more] = stack.started();
    expect(more).toEqual([]);
    expect([started?.stateMachineArn, JSON.parse(started?.input ?? "")]).toEqual([arnOf(machine), input]);
    expect({ code, out }).toEqual({ code: 0, out: `Started execution:${started?.name}\nSee the result: whittle list --stack whittle\n` });
    const asJson = await whittle("start", ...args, "--format", "json");
    expect(JSON.parse(asJson.out)).toEqual({ executionArn: `execution:${stack.started()[0]?.name}`, input });
  });

  test("reviews the stack's own account where it has no members", async () => {
    stack.holds();
    await whittle("start");
    expect(stack.started().map(({ stateMachineArn }) => stateMachineArn)).toEqual([arnOf("cycle")]);
  });

  test.each([["12"], ["4444555566667"], ["44445555666a"]])("takes %s for no account", async (account) => {
    expect(await whittle("start", "--account", account)).toMatchObject({ code: 2, out: "" });
    expect(stack.started()).toEqual([]);
  });
});

test("an execution is named by its moment and by letters that no other has, in what Step Functions takes", () => {
  const names = Array.from({ length: 50 }, executionName);
  for (const name of names) expect(name).toMatch(/^by-hand-\d{8}T\d{6}Z-[a-z2-7]{6}$/);
  expect(new Set(names).size).toBe(50);
});
