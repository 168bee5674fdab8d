import { type CommandHelp, EXIT_CODES, HELP } from "../options.ts";
import { ACCOUNT_OPTION, RECORD_OPTIONS } from "../reviews/options.ts";

export const REPORT = {
  name: "report",
  about: "write a report over all roles as one HTML file",
  usage: "FILE [--stack NAME | --out DIR] [options]",
  description:
    "Writes one HTML file that stands alone and prints well: roles by state and account, permissions removed over time, the widest roles that remain, the oldest undecided. For a deployed stack or an output folder. Changes nothing in AWS.",
  positionals: { FILE: "the file to write, such as report.html; an earlier one is replaced" },
  options: { ...RECORD_OPTIONS, ...ACCOUNT_OPTION, help: HELP },
  examples: ["whittle report report.html --stack whittle", "whittle report report.html --out reviewed"],
  exitCodes: EXIT_CODES,
} as const satisfies CommandHelp;
