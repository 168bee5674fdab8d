import { folded } from "#core/text.ts";
import type { CommandHelp, Option } from "./options.ts";
import { columns, isNarrow } from "./terminal/terminal.ts";

const WIDTH = 80;
const LABEL = 21;
/** Where the text of a label stands that has a line of its own. */
const BELOW = 6;

/** The help of a command, in 80 columns at most. */
export function helpText({ name, usage, description, positionals = {}, options, examples, exitCodes }: CommandHelp): string {
  const groups = Map.groupBy(Object.entries(options), ([, { group }]) => group);
  const parts = [
    hanging(`Usage: whittle ${name} `, usage),
    hanging("", description),
    ...(Object.keys(positionals).length > 0
      ? [
          Object.entries(positionals)
            .map(([word, about]) => entry(word, about))
            .join("\n"),
        ]
      : []),
    ...[...groups].map(
      ([group, members]) =>
        `${group}\n${members.map(([each, option]) => entry(optionLabel(each, option), aboutOption(option))).join("\n")}`,
    ),
    `Examples\n${examples.map((example) => `  ${example}`).join("\n")}`,
    hanging(
      "Exit codes: ",
      `${Object.entries(exitCodes)
        .map(([code, about]) => `${code} ${about}`)
        .join(", ")}.`,
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** `--role NAME`; `-q, --quiet` */
function optionLabel(name: string, { value, short }: Option): string {
  return `${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
}

/** What an option does, the values it takes where it does not say them, and whether it can be given again. */
function aboutOption({ about, oneOf = [], multiple }: Option): string {
  const values = oneOf.every((value) => about.includes(value)) ? "" : `: ${oneOf.join(", ")}`;
  return `${about}${values}${multiple ? "; repeatable" : ""}`;
}

function entry(label: string, about: string): string {
  if (isNarrow()) return `  ${label}\n${hanging(" ".repeat(BELOW), about)}`;
  if (label.length > LABEL - 4) return `  ${label}\n${hanging(" ".repeat(LABEL), about)}`;
  return hanging(`  ${label}`.padEnd(LABEL), about);
}

/** Words behind a label, folded under their own beginning. */
function hanging(label: string, text: string): string {
  return label + folded(text, { width: Math.min(WIDTH, columns()), indent: label.length }).slice(label.length);
}
