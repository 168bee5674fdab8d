import { allHelps } from "#cli/helps.ts";
import type { CommandHelp, Option } from "#cli/options.ts";
import { code, table } from "./markdown.ts";

/** Every command with its arguments, options and exit codes, from what `--help` prints. */
export async function commandsText(): Promise<string> {
  return (await allHelps()).map(commandText).join("\n\n");
}

function commandText({ name, usage, description, positionals = {}, options, examples, exitCodes }: CommandHelp): string {
  const rows = [
    ...Object.entries(positionals).map(([word, about]) => [code(word), about]),
    ...Object.entries(options).map(([option, facts]) => [code(spelled(option, facts)), aboutOption(facts)]),
  ];
  const codes = Object.entries(exitCodes).map(([number, about]) => `${code(number)} ${about}`);
  return [
    `### whittle ${name}`,
    `${code(`whittle ${name} ${usage}`)}. ${description}`,
    table(["argument", "meaning"], rows),
    `\`\`\`\n${examples.join("\n")}\n\`\`\``,
    `Exit codes: ${codes.join(", ")}.`,
  ].join("\n\n");
}

function spelled(name: string, { value, short }: Option): string {
  return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function aboutOption({ about, oneOf, multiple }: Option): string {
  const values = oneOf === undefined ? "" : `. One of ${oneOf.map(code).join(", ")}`;
  return `${about}${values}${multiple ? ". Repeatable" : ""}`;
}
