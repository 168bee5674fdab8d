import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const PLACES = [
  "cli",
  "core",
  "adapters",
  "functions",
  "infra",
  "template.yaml",
  "package.json",
  "README.md",
  "docs/approvers.md",
  "docs/operators.md",
  "docs/glossary.md",
  "sample/README.md",
];

/** Sentences and turns that readers stumbled over, each with what to write in its place in the project's style. */
const BANNED: readonly RegExp[] = [
  /keeps (AWS IAM )?roles at what they use/i,
  /This passes the tests/,
  /may do (much )?more than it/,
  /may do much more than/,
  /was not seen to use/,
  /what it used, it keeps/,
  /Goes, though/,
  /Stays, though/,
  /may miss what goes/,
  /calls seen would still succeed/,
  /not asked for: left alone/,
  /belongs to no option/,
  /it is no CloudTrail log|it has no list of Records/,
  /roles? (was|were) changed before, in/,
  /Access Analyzer was not asked/,
  /does not look like the role's own/,
  /Reading the log files stopped/,
  /is told on the alarm topic/,
  /in the dark|hidden use|looking around|comes and goes/,
  /They said:/,
  /nothing of Whittle/,
  /(whoever|those who) runs? Whittle/i,
  /(tells|tell) (the rest|what there is|which there are)/,
  /Nothing is left to do/,
  /made anew/,
  /meanwhile, and it is not as it was/,
];

test.each(PLACES)("%s reads as plain present-day English", (place) => {
  const found = filesIn(place).flatMap((file) => {
    const text = wordsOf(file);
    return BANNED.filter((turn) => turn.test(text)).map((turn) => `${file}: ${turn.source}`);
  });
  expect(found).toEqual([]);
});

function filesIn(place: string): readonly string[] {
  if (statSync(join(ROOT, place)).isFile()) return [place];
  return readdirSync(join(ROOT, place), { recursive: true, encoding: "utf8" })
    .map((name) => `${place}/${name}`)
    .filter((name) => /\.(ts|js|md|yaml|json)$/.test(name));
}

/** A file's text on one line; of code, without its comments. */
function wordsOf(file: string): string {
  const text = readFileSync(join(ROOT, file), "utf8");
  const shown = /\.(ts|js)$/.test(file) ? text.replace(/\/\*\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "") : text;
  return shown.replace(/\s+/g, " ");
}
