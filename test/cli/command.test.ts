import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { COMMAND_NAMES, commandNamed } from "#cli/commands.ts";
import { inShell } from "#test/shell.ts";
import { whittle } from "./in-process.ts";

test.each(["--version", "-V"])("%s prints the version of the package", async (option) => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  expect(await whittle(option)).toEqual({ code: 0, out: `${version}\n`, err: "" });
});

test.each([
  [["reviw"], "whittle: unknown command: reviw. Did you mean review? See: whittle --help\n"],
  [["reveiw"], "whittle: unknown command: reveiw. Did you mean review? See: whittle --help\n"],
  [["lsit"], "whittle: unknown command: lsit. Did you mean list? See: whittle --help\n"],
  [["--versoin"], "whittle: unknown command: --versoin. Did you mean --version? See: whittle --help\n"],
  [["help", "format"], "whittle: no help about format. Did you mean formats? See: whittle --help\n"],
  [["completion", "bsh"], "whittle: Name one shell: bash, zsh, fish. Did you mean bash? See: whittle completion --help\n"],
])("%j gets a hint", async (args, err) => {
  expect(await whittle(...args)).toEqual({ code: 2, out: "", err });
});

test.each([
  [["\u001b]0;taken\u0007\u202e"]],
  [["help", "\u001b]0;taken\u0007\u202e"]],
  [["list", "--out", "none\u001b]0;taken\u0007\u202e"]],
  [["review", "--account", "none\u001b]0;taken\u0007\u202e.json", "--trail", "sample/trail"]],
  [["review", "--account", "sample/account.json", "--trail", "none\r\u001b[2Kall fine", "--decide", "none"]],
])("an error about %j is one line that does not steer the terminal", async (args) => {
  const { code, err } = await whittle(...args);
  expect(code).toBe(2);
  expect(err).toMatch(/^whittle: [^\p{Cc}\p{Cf}]+\n$/u);
});

test.each(COMMAND_NAMES)("%s runs the command of that name, and no other", async (name) => {
  expect((await commandNamed(name)?.())?.name).toBe(name);
});

test.each([[[]], [["help"]], [["--help"]], [["-h"]], [["help", "--help"]], [["help", "-h"]]])(
  "%j prints the overview with exit code 0",
  async (args) => {
    const { code, out, err } = await whittle(...args);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^Whittle trims IAM roles.*\n\nUsage: whittle <command> \[options\]\n/);
  },
);

test("an account that is none is named before anything is asked of AWS", async () => {
  const { code, err } = await whittle("start", "--account", "12");
  expect(code).toBe(2);
  expect(err).toBe("whittle: --account 12 is no account id of twelve digits. See: whittle start --help\n");
});

test("help names every command, and help of a command is its --help", async () => {
  const { out } = await whittle("help");
  for (const name of ["review", "restore", "completion", "help formats"]) expect(out).toContain(`\n  ${name} `);
  expect(await whittle("help", "review")).toEqual(await whittle("review", "--help"));
});

describe("completion", () => {
  test.each(["bash", "zsh", "fish"])("of %s knows every command and option", async (shell) => {
    const { code, out } = await whittle("completion", shell);
    expect(code).toBe(0);
    for (const word of ["review", "restore", "account", "decide", "fail-on", "action"]) expect(out).toContain(word);
  });

  test.each([
    ["a command", "whittle rev", ["review"]],
    ["an option", "whittle review --acc", ["--account"]],
    ["a value", "whittle review --decide a", ["ask", "approve"]],
    ["a file", "whittle review --account packa", ["package-lock.json", "package.json"]],
  ])("of bash completes %s", async (_, line, expected) => {
    const { out } = await whittle("completion", "bash");
    const words = line.split(" ");
    const script = `${out}\nCOMP_WORDS=(${words.join(" ")}); COMP_CWORD=${words.length - 1}; compopt() { :; }; _whittle; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = inShell([script]);
    expect([stdout.trim().split("\n").sort(), stderr]).toEqual([[...expected].sort(), ""]);
  });
});
