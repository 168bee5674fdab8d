import type { Options } from "../options.ts";

export const STACK_GROUP = "Where";

export const FORMATS = ["text", "json"] as const;

/** How a command names a deployed stack and the credentials to read it with. */
export const STACK_OPTIONS = {
  stack: { type: "string", value: "NAME", group: STACK_GROUP, about: "the deployed stack (default: whittle)" },
  profile: { type: "string", value: "NAME", group: STACK_GROUP, about: "AWS profile to use" },
  region: { type: "string", value: "REGION", group: STACK_GROUP, about: "AWS region of the stack" },
} as const satisfies Options;

export const FORMAT_OPTION = {
  format: { type: "string", value: "FORMAT", oneOf: FORMATS, group: "Output", about: "text or json (default: text)" },
} as const satisfies Options;

/** The name under which README deploys the stack. */
export const DEFAULT_STACK = "whittle";
