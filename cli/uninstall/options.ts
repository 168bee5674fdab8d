import { type CommandHelp, HELP } from "../options.ts";
import { FORMAT_OPTION, STACK_OPTIONS } from "../stack/options.ts";

export const UNINSTALL = {
  name: "uninstall",
  about: "end what runs in a deployed stack, so that it can be deleted",
  usage: "[--dry-run | --yes] [options]",
  description:
    "Turns the schedule off, ends cycles, open reviews and watches, and waits for changes and restores that are under way. No role is changed, and nothing is deleted: at the end it prints what stays and the command that deletes the stack. It shows first what it would end, and asks.",
  options: {
    "dry-run": { type: "boolean", group: "What", about: "show what would end, and end nothing" },
    yes: { type: "boolean", group: "What", about: "do not ask" },
    wait: { type: "string", value: "MINUTES", group: "What", about: "how long to wait for changes under way (default: 20)" },
    ...STACK_OPTIONS,
    ...FORMAT_OPTION,
    help: HELP,
  },
  examples: ["whittle uninstall --stack whittle --dry-run"],
  exitCodes: {
    0: "all has ended, or there was nothing to do",
    1: "something is still under way",
    2: "unusable arguments, or no such stack",
    3: "not confirmed: nothing was done",
  },
} as const satisfies CommandHelp;
