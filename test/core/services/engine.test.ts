import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";

const root = resolve(import.meta.dirname, "../../..");
/** Whittle's own subjects: roles, what they pass to services, and their sessions. */
const subjects = ["iam", "sts"];
/** A scope's name and a placeholder's, not the service. */
const words = ["account"];
const prefixes = new Set(loadCatalogue().services());

describe("the engine names no service", () => {
  test("but for its own subjects", () => {
    const found = globSync("core/{aws,cloudtrail,usage,evidence}/**/*.ts", { cwd: root }).flatMap((file) =>
      servicesNamed(readFileSync(join(root, file), "utf8"))
        .filter((name) => !subjects.includes(name) && !words.includes(name))
        .map((name) => `${file} ${name}`),
    );
    expect(found).toEqual([]);
  });

  test.each([
    ['const action = "rds:CreateDBInstance";', ["rds"]],
    ['if (service === "ec2") return 1;', ["ec2"]],
    ["const found = /^arn:[^:]*:logs:[^:]*:/.exec(arn);", ["logs"]],
    ["return /^(?:rds|dms):/.test(action);", ["rds", "dms"]],
    ['const source = "sqs.amazonaws.com";', ["sqs"]],
    ['// "rds:CreateDBInstance" is only told\nconst name = "list of things";', []],
  ])("is found out: %s", (code, expected) => {
    expect(servicesNamed(code)).toEqual(expected);
  });
});

function servicesNamed(text: string): readonly string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "").replace(/^import .*$/gm, "");
  const literals = [
    ...code.matchAll(/"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`|\/(?![/*\s])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[gimsuy]*/g),
  ].map(([literal]) => literal);
  return literals.flatMap(servicesIn);
}

/** A whole text, the service of an action, an ARN or an event source, or one of a pattern's choices. */
function servicesIn(literal: string): readonly string[] {
  const whole = /^"([a-z0-9-]+)"$/.exec(literal)?.[1];
  if (whole !== undefined) return prefixes.has(whole) ? [whole] : [];
  const named = [...literal.matchAll(/([a-z][a-z0-9-]*)(?=:(?!\/\/)|\.amazonaws\.com|(?:\|[a-z0-9-|]*)?\):)/g)].map(
    ([, name]) => name ?? "",
  );
  return [...new Set(named.filter((name) => prefixes.has(name)))];
}
