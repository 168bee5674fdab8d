import { describe, expect, test } from "vitest";
import { bashScript, fishScript, zshScript } from "#cli/completion/scripts.ts";
import type { CommandHelp } from "#cli/options.ts";
import { inShell } from "#test/shell.ts";
import { whittle } from "../in-process.ts";

const about = "it's [odd]: yes";
const command = (name: string, options: CommandHelp["options"]): CommandHelp => ({
  name,
  about,
  usage: "",
  description: "",
  options,
  examples: [],
  exitCodes: {},
});
const option = { type: "string", group: "G", about } as const;
const COMMANDS = [
  command("make", {
    how: { ...option, value: "HOW", oneOf: ["fast", "slow"] },
    out: { ...option, value: "DIR" },
    from: { ...option, value: "FILE|aws", multiple: true },
    name: { ...option, value: "NAME" },
    loud: { ...option, type: "boolean" },
  }),
  command("take", { how: { ...option, value: "HOW", oneOf: ["all"] } }),
];

describe("of bash, in a folder with one file", () => {
  test.each([
    ["a command", ["whittle", "ma"], ["make"]],
    ["help", ["whittle", "h"], ["help"]],
    ["an option of the command", ["whittle", "make", "--l"], ["--loud"]],
    ["no option of another command", ["whittle", "take", "--l"], [""]],
    ["a value", ["whittle", "make", "--how", "f"], ["fast"]],
    ["a value of the command that stands there", ["whittle", "take", "--how", ""], ["all"]],
    ["a file", ["whittle", "make", "--from", "READ"], ["README.ja.md", "README.md"]],
    ["a folder", ["whittle", "make", "--out", "adapt"], ["adapters"]],
    ["no file for a name", ["whittle", "make", "--name", "READ"], [""]],
  ])("completes %s", (_, words, expected) => {
    const line = words.map((word) => `'${word}'`).join(" ");
    const asked = `COMP_WORDS=(${line}); COMP_CWORD=${words.length - 1}; compopt() { :; }; _whittle`;
    const { stdout, stderr } = inShell([`${bashScript(COMMANDS)}\n${asked}; printf '%s\\n' "\${COMPREPLY[@]}"`]);
    expect([stdout.trim().split("\n").sort(), stderr]).toEqual([expected, ""]);
  });
});

test("of zsh says what each command and option is, without what zsh means something by", () => {
  const script = zshScript(COMMANDS);
  expect(script).toContain("    'make:its  odd \\: yes'\n");
  for (const line of [
    "'--how[its  odd \\: yes]:HOW:(fast slow)'",
    "'--out[its  odd \\: yes]:DIR:_files'",
    "'*--from[its  odd \\: yes]:FILE|aws:_files'",
    "'--name[its  odd \\: yes]:NAME: '",
    "'--loud[its  odd \\: yes]'",
  ])
    expect(script).toContain(`        ${line}`);
});

test("of fish says what each command and option is, and what it takes", () => {
  const lines = fishScript(COMMANDS).trim().split("\n");
  const of = (name: string) => `complete -c whittle -n '__fish_seen_subcommand_from ${name}'`;
  const said = "-d 'it\\'s [odd]: yes'";
  expect(lines.slice(1)).toEqual([
    `complete -c whittle -n __fish_use_subcommand -f -a make ${said}`,
    `complete -c whittle -n __fish_use_subcommand -f -a take ${said}`,
    `${of("make")} -l how -x -a 'fast slow' ${said}`,
    `${of("make")} -l out -r -F ${said}`,
    `${of("make")} -l from -r -F ${said}`,
    `${of("make")} -l name -x ${said}`,
    `${of("make")} -l loud ${said}`,
    `${of("take")} -l how -x -a 'all' ${said}`,
  ]);
});

test.each([
  [[], "Name one shell: bash, zsh, fish."],
  [["bash", "zsh"], "Name one shell: bash, zsh, fish. Did you mean bash?"],
  [["csh"], "Name one shell: bash, zsh, fish."],
])("%j names no shell", async (shells, because) => {
  expect(await whittle("completion", ...shells)).toMatchObject({ code: 2, out: "", err: expect.stringContaining(because) });
});
