import { type CommandHelp, EXIT_CODES, HELP } from "../options.ts";
import { FORMAT_OPTION, STACK_OPTIONS } from "../stack/options.ts";

export const START = {
  name: "start",
  about: "start a review cycle of a deployed stack now",
  usage: "[ROLE]... [--dry-run] [options]",
  description:
    "Starts the state machine review-cycle: for the roles that you name, due or not, or for every tagged role that is due. If the stack has members and you name neither roles nor an account, every account gets a cycle. A role with an open review is skipped. Nothing changes without an approval.",
  positionals: { ROLE: "name of a role to review" },
  options: {
    account: { type: "string", value: "ID", group: "What", about: "review roles of this account: the stack's own, or a member" },
    "dry-run": { type: "boolean", group: "What", about: "stop at the proposals, ask nobody" },
    ...STACK_OPTIONS,
    ...FORMAT_OPTION,
    help: HELP,
  },
  examples: ["whittle start --dry-run", "whittle start MyRole"],
  exitCodes: EXIT_CODES,
} as const satisfies CommandHelp;
