import { type CommandHelp, HELP } from "../options.ts";
import { FORMAT_OPTION, STACK_OPTIONS } from "../stack/options.ts";

export const AUDIT = {
  name: "audit",
  about: "list decisions and changes, or check that none was altered",
  usage: "[verify] [--stack NAME | --folder DIR | --out DIR] [options]",
  description:
    "Lists the audit trail of a deployed stack, oldest first; with verify, checks that no entry was changed, removed or reordered and that the stack's record matches the entries, and names the first that does not. For an output folder, lists its record, which is not signed. Changes nothing.",
  positionals: { verify: "check the whole trail instead of listing it" },
  options: {
    ...STACK_OPTIONS,
    folder: { type: "string", value: "DIR", group: "Where", about: "a copy of what the stack wrote to AuditBucket, instead of its table" },
    out: { type: "string", value: "DIR", group: "Where", about: "an output folder of whittle review, instead of a stack" },
    key: { type: "string", value: "FILE", group: "Where", about: "public key (PEM) to verify with, instead of the stack's" },
    role: { type: "string", value: "NAME", group: "What", about: "only entries of this role" },
    from: { type: "string", value: "DATE", group: "What", about: "only entries from this day or time on (UTC)" },
    to: { type: "string", value: "DATE", group: "What", about: "only entries before this day or time (UTC)" },
    first: { type: "string", value: "NUMBER", group: "What", about: "with verify, the entry that the trail must begin with (default: 1)" },
    ...FORMAT_OPTION,
    help: HELP,
  },
  examples: [
    "whittle audit --from 2026-11-01 --to 2026-12-01",
    "whittle audit --role MyRole --out reviewed",
    "whittle audit verify --stack whittle",
  ],
  exitCodes: { 0: "success", 1: "an entry does not fit, or the record does not match it", 2: "unusable arguments or input" },
} as const satisfies CommandHelp;
