import { type CommandHelp, HELP } from "../options.ts";
import { STACK_OPTIONS } from "../stack/options.ts";

export const APPROVE = {
  name: "approve",
  about: "print or open the page where a review is decided",
  usage: "REVIEW [--open] [--stack NAME] [options]",
  description:
    "Prints the address at which approvers of a deployed stack sign in and decide about a review. Decides nothing itself: a decision is signed on the page.",
  positionals: { REVIEW: "id of a review, or a role (its latest review): NAME, ACCOUNT/NAME or ARN" },
  options: {
    open: { type: "boolean", group: "What", about: "open the page in the browser as well" },
    ...STACK_OPTIONS,
    help: HELP,
  },
  examples: ["whittle approve MyRole --open"],
  exitCodes: { 0: "success", 1: "the page cannot be reached this way", 2: "unusable arguments or input" },
} as const satisfies CommandHelp;
