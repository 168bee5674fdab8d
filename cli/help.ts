import { folded } from "#core/text.ts";
import type { CommandHelp, Option } from "./options.ts";

const WIDTH = 80;
const LABEL = 21;

/** The help of a command, in 80 columns. */
export function helpText({ name, usage, description, positionals = {}, options, exitCodes }: CommandHelp): string {
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
    hanging(
      "Exit codes: ",
      `${Object.entries(exitCodes)
        .map(([code, about]) => `${code} ${about}`)
        .join(", ")}.`,
    ),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** `--role NAME` */
function optionLabel(name: string, { value }: Option): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** What an option does, and whether it can be given again. */
function aboutOption({ about, multiple }: Option): string {
  return `${about}${multiple ? "; repeatable" : ""}`;
}

function entry(label: string, about: string): string {
  if (label.length > LABEL - 4) return `  ${label}\n${hanging(" ".repeat(LABEL), about)}`;
  return hanging(`  ${label}`.padEnd(LABEL), about);
}

/** Words behind a label, folded under their own beginning. */
function hanging(label: string, text: string): string {
  return label + folded(text, { width: WIDTH, indent: label.length }).slice(label.length);
}
