import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { commandsText } from "./reference/commands.ts";
import { errorsText } from "./reference/errors.ts";
import { jsonText } from "./reference/json.ts";
import { eventsText, findingsText } from "./reference/record.ts";
import { tagsText } from "./reference/tags.ts";
import { metricsText, templatesText } from "./reference/templates.ts";

/** Writes docs/reference.md. A test fails where it is not what code and templates say. */

const FILE = join(import.meta.dirname, "../docs/reference.md");

const HEAD = `# Reference

Generated from the code and the templates by \`npm run docs:reference\`. Do not edit.`;

/** The whole reference, from the code's own tables. */
export async function referenceDocument(): Promise<string> {
  const sections: readonly (readonly [string, string])[] = [
    ["Commands", await commandsText()],
    ["Parameters and outputs", templatesText()],
    ["Tags", tagsText()],
    ["Metrics and alarms", metricsText()],
    ["Events", eventsText()],
    ["JSON", jsonText()],
    ["Findings in JSON", findingsText()],
    ["Error codes", errorsText()],
  ];
  return `${[HEAD, ...sections.map(([title, text]) => `## ${title}\n\n${text}`)].join("\n\n")}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) writeFileSync(FILE, await referenceDocument());
