import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { allHelps } from "#cli/helps.ts";
import { METRICS } from "#functions/metrics.ts";
import packageJson from "../package.json" with { type: "json" };

const FILES = ["README.md", "docs/operators.md"];
const text = FILES.map((file) => readFileSync(file, "utf8")).join("\n");

/** What stands in code: blocks, with continued lines joined, and spans. */
const code = [
  ...[...text.matchAll(/```\w*\n([\s\S]*?)```/g)].flatMap(([, block = ""]) => block.replaceAll(/\\\n\s*/g, " ").split("\n")),
  ...[...text.replaceAll(/```[\s\S]*?```/g, "").matchAll(/`([^`]+)`/g)].map(([, span = ""]) => span.replaceAll(/\s+/g, " ")),
].map((line) => line.trim());

/** The commands of this program, as an operator would type them: the rest of each line. */
function commands(program: RegExp): readonly string[] {
  return code.flatMap((line) => program.exec(line)?.[1] ?? []);
}

describe("the commands that README and docs/operators.md tell operators to run", () => {
  test("whittle: each is a command, with options that it takes", async () => {
    const helps = new Map((await allHelps()).map((help) => [help.name, new Set(Object.keys(help.options))]));
    const told = commands(/^(?:npx )?whittle ([a-z].*)/);
    expect(told.length).toBeGreaterThan(10);
    const wrong = told.filter((rest) => {
      const [name = "", ...words] = rest.split(" ");
      if (name === "help") return false;
      const options = helps.get(name);
      const used = words.flatMap((word) => /^\[?--([\w-]+)/.exec(word)?.[1] ?? []);
      return options === undefined || used.some((option) => !options.has(option));
    });
    expect(wrong).toEqual([]);
  });

  test("npm run: each is a script of package.json", () => {
    const scripts = new Set(Object.keys(packageJson.scripts));
    const told = commands(/(?:^|&& )npm run (\S+)/);
    expect(told).toContain("deploy");
    expect(told.filter((script) => !scripts.has(script))).toEqual([]);
  });

  test("every stack output, parameter and file that they name is there", () => {
    const template = [
      "template.yaml",
      "infra/access-role.yaml",
      "infra/adopt.yaml",
      "infra/slack.yaml",
      "infra/watch-region.yaml",
      "infra/member-account.yaml",
    ]
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const names = new Set([...template.matchAll(/^ {2}(\w+):$/gm)].map(([, name]) => name));
    const told = code.filter((span) => /^[A-Z][A-Za-z]+(Arn|Name|Url|Days|Hours|State|Expression)$/.test(span));
    expect(told.length).toBeGreaterThan(20);
    expect(told.filter((name) => !names.has(name) && !(name in METRICS))).toEqual([]);
    const files = code.flatMap((line) => /(?:^|\/\/| )((?:infra|docs)\/[\w.-]+)/.exec(line)?.[1] ?? []);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(() => readFileSync(file), file).not.toThrow();
  });
});
