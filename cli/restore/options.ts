import { type CommandHelp, EXIT_CODES, HELP } from "../options.ts";
import { STACK_OPTIONS } from "../stack/options.ts";

const RESTORING = "Options";

export const RESTORE = {
  name: "restore",
  about: "give a role back the permissions that a review removed",
  usage: "REVIEW [--stack NAME | --out DIR] [--action NAME]...",
  description:
    "Undoes an applied review: attaches the detached policies first, then detaches the new one. In a deployed stack it starts the state machine role-restore, which refuses a role that two people approve: they ask for it on the page. With --out it changes the copy of the snapshot in DIR. Later reviews keep what you restore.",
  positionals: { REVIEW: "id of a review, or a role (its latest applied review): NAME, ACCOUNT/NAME or ARN" },
  options: {
    ...STACK_OPTIONS,
    out: { type: "string", value: "DIR", group: RESTORING, about: "an output folder of whittle review, instead of a stack" },
    action: {
      type: "string",
      multiple: true,
      value: "NAME",
      group: RESTORING,
      about: "restore only this action (s3:GetObject, s3:*) by adding it to the new policy",
    },
    reason: { type: "string", value: "TEXT", group: RESTORING, about: "why, for the record and the messages" },
    help: { ...HELP, group: RESTORING },
  },
  examples: ["whittle restore MyRole --action s3:GetObject", "whittle restore MyRole --out reviewed"],
  exitCodes: EXIT_CODES,
} as const satisfies CommandHelp;
