import { expect, test } from "vitest";
import { detachCommands } from "#core/review/change/emit/commands.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { breakGlass, shellWord } from "#core/review/change/restore/break-glass.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { inShell } from "#test/shell.ts";

const ROLE = { name: asRoleName("Shared"), arn: asArn("arn:aws:iam::111122223333:role/Shared") };
const old = { name: "Old", arn: asArn("arn:aws:iam::aws:policy/Old") };
const fresh = { name: "whittle-Shared", arn: asArn("arn:aws:iam::111122223333:policy/whittle/whittle-Shared") };
const plan: ChangePlan = {
  roleName: ROLE.name,
  roleArn: ROLE.arn,
  reviewId: "",
  steps: [
    { kind: "attach", ...fresh },
    { kind: "detach", ...old },
  ],
};

/** What a shell prints and runs of a command, with an AWS CLI whose credentials are of an account; without one, the CLI fails. */
function ran(command: string, account: string | undefined, shell?: "sh"): { readonly changes: readonly string[]; readonly said: string } {
  const identity = account === undefined ? "return 255" : `echo '${account}'`;
  const aws = `aws() { if [ "$1" = sts ]; then ${identity}; else echo "changed: $*"; fi; }\n`;
  const { stdout, stderr } = inShell([aws + command], {}, shell);
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
  return {
    changes: lines.filter((line) => line.startsWith("changed: ")),
    said: lines.filter((line) => !line.startsWith("changed: ")).join("\n"),
  };
}

const commands = [
  ["the line that puts a role back", breakGlass(plan), 2],
  ["the line that detaches a replaced policy", detachCommands({ role: ROLE, replaces: [old], replacesInline: [] })[0] ?? "", 1],
] as const;

test.each(commands)("%s runs in the role's account", (_, command, count) => {
  expect(ran(command, "111122223333").changes).toHaveLength(count);
  expect(ran(command, "111122223333", "sh").changes).toHaveLength(count);
});

test.each(commands)("%s changes nothing in another account, and says so: a role there may have the same name", (_, command) => {
  expect(ran(command, "444455556666")).toEqual({
    changes: [],
    said: "Nothing was changed: these are not credentials of account 111122223333",
  });
  expect(ran(command, undefined).changes).toEqual([]);
  expect(ran(command, "").changes).toEqual([]);
});

test("a line for several policies changes none of them in another account", () => {
  const steps = [...plan.steps, { kind: "put-inline" as const, name: "new", document: "{}" }];
  expect(ran(breakGlass({ ...plan, steps }), "444455556666").changes).toEqual([]);
  expect(ran(breakGlass({ ...plan, steps }), "111122223333").changes).toHaveLength(3);
});

test("an account that is none is quoted, and nothing runs", () => {
  const roleArn = asArn("arn:aws:iam::$(aws iam delete-role):role/Shared");
  expect(ran(breakGlass({ ...plan, roleArn }), "111122223333").changes).toEqual([]);
});

test("a plan without steps has no command", () => {
  expect(breakGlass({ ...plan, steps: [] })).toBe("");
});

test("a word of any signs reaches a command as it is, in any locale, and none of it steers a terminal", () => {
  const texts = ["plain", "it's", "$(exit)", "a\u009b31mb", "\u202e'\\x", "\u{e0041}\u2028", "\n\t", "\\"];
  for (const text of texts) {
    const word = shellWord(text);
    expect(inShell([`printf %s ${word}`], { env: { ...process.env, LC_ALL: "C" } }).stdout).toBe(text);
    expect(word).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  }
});
