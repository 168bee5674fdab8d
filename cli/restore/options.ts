import { type CommandHelp, EXIT_CODES, HELP } from "../options.ts";

const RESTORING = "Options";

export const RESTORE = {
  name: "restore",
  about: "give a role back the permissions that a review removed",
  usage: "REVIEW --out DIR [--action NAME]...",
  description:
    "Undoes an applied review on the copy of the snapshot in DIR: attaches the detached policies first, then detaches the refined policy. Later reviews in DIR keep what you restore.",
  positionals: { REVIEW: "id of a review, or name of a role (its latest applied review)" },
  options: {
    out: { type: "string", value: "DIR", group: RESTORING, about: "the folder that whittle review --out wrote" },
    action: {
      type: "string",
      multiple: true,
      value: "NAME",
      group: RESTORING,
      about: "restore only this action (s3:GetObject, s3:*) by adding it to the refined policy",
    },
    help: { ...HELP, group: RESTORING },
  },
  exitCodes: EXIT_CODES,
} as const satisfies CommandHelp;
