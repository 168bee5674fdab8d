import { afterEach, describe, expect, test, vi } from "vitest";
import { helpText } from "#cli/help.ts";
import { allHelps } from "#cli/helps.ts";
import { parseCommand } from "#cli/usage-error.ts";
import { whittle } from "./in-process.ts";

const HELPS = await allHelps();

afterEach(() => vi.unstubAllEnvs());

describe.each(HELPS.map((help) => [help.name, help] as const))("the help of %s", (name, help) => {
  test("has examples that the command takes", () => {
    expect(help.examples.length).toBeGreaterThan(0);
    for (const example of help.examples.filter((each) => each.startsWith("whittle "))) {
      const [program, command, ...args] = example.replace(/ > \S+$/, "").split(" ");
      expect([program, command]).toEqual(["whittle", name]);
      expect(parseCommand(help, args)).toMatchObject({ values: {} });
      expect(helpText(help)).toContain(`\n  ${example}\n`);
    }
  });

  test("names each value that an option takes, and each short name", () => {
    const text = helpText(help).replace(/\s+/g, " ");
    for (const { oneOf = [], short } of Object.values(help.options)) {
      for (const value of oneOf) expect(text).toContain(value);
      if (short !== undefined) expect(text).toContain(` -${short}, --`);
    }
  });

  test("names what stands behind an option that takes a value, and nothing behind one that takes none", () => {
    const text = helpText(help).replace(/\s+/g, " ");
    for (const [option, { about, value, type }] of Object.entries(help.options)) {
      expect(value === undefined).toBe(type === "boolean");
      expect(text).toContain(` --${option} ${value === undefined ? about : `${value} ${about}`}`);
    }
  });

  test("says what it does, what each word and option is, which can be given again, and each exit code", () => {
    const text = helpText(help).replace(/\s+/g, " ");
    expect(text).toContain(help.description);
    for (const what of Object.values(help.exitCodes)) expect(what).toMatch(/^[a-z ]{7}/);
    for (const [word, what] of Object.entries(help.positionals ?? {})) expect(text).toContain(` ${word} ${what}`);
    for (const [option, { about, multiple }] of Object.entries(help.options)) {
      expect(text).toMatch(new RegExp(` (-\\w, )?--${option} `));
      const [, behind] = text.split(about);
      expect(/^(: [\w, -]+)?; repeatable/.test(behind ?? "")).toBe(multiple === true);
    }
    expect(text).toContain(
      `Exit codes: ${Object.entries(help.exitCodes)
        .map(([code, what]) => `${code} ${what}`)
        .join(", ")}.`,
    );
  });

  test("is what the command prints for -h and --help, with exit code 0, whatever stands beside it", async () => {
    const shown = { code: 0, out: helpText(help), err: "" };
    for (const args of [
      [name, "--help"],
      [name, "-h"],
      ["help", name],
    ])
      expect(await whittle(...args)).toEqual(shown);
  });

  test("folds its sentences into 40 columns", () => {
    vi.stubEnv("COLUMNS", "40");
    const long = helpText(help)
      .split("\n")
      .filter((line) => line.length > 40 && !help.examples.includes(line.trim()));
    expect(long).toEqual([]);
  });
});

describe("a terminal of 40 columns", () => {
  const folds = async (...args: readonly string[]) => {
    vi.stubEnv("COLUMNS", "40");
    const { out } = await whittle(...args);
    return out.split("\n").filter((line) => line.length > 40);
  };
  const sample = ["review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "none"];

  test("gets the plan of a role in 40 columns", async () => {
    expect(await folds(...sample)).toEqual([]);
  });

  test("gets the summary in words, where the columns of the table do not fit", async () => {
    expect(await folds(...sample, "--role", "*", "--quiet")).toEqual([]);
    const { out } = await whittle(...sample, "--role", "*", "--quiet");
    expect(out).toMatch(/PatchManagerInstanceRole\n {2}unused perms \d+, write \d+/);
  });
});
