/** One option of a command: what Node's parser needs to know, and what help, completion and reference say about it. */
export interface Option {
  readonly type: "string" | "boolean";
  readonly multiple?: true;
  readonly short?: string;
  /** What stands for its value in the help: `FILE`. */
  readonly value?: string;
  /** The values that it takes, where they are known. */
  readonly oneOf?: readonly string[];
  /** The heading in the help under which it stands. */
  readonly group: string;
  /** What it does, as a sentence without its full stop. */
  readonly about: string;
}

/** The options of a command by name, in the order of the help. */
export type Options = Readonly<Record<string, Option>>;

/** What a command takes and does. */
export interface CommandHelp {
  readonly name: string;
  /** One line in the list of commands. */
  readonly about: string;
  /** What follows the command's name. */
  readonly usage: string;
  /** What it does and what it leaves alone. */
  readonly description: string;
  /** What stands in its place without an option, and what each is. */
  readonly positionals?: Readonly<Record<string, string>>;
  readonly options: Options;
  /** Command lines to start from, as they are typed. */
  readonly examples: readonly string[];
  readonly exitCodes: Readonly<Record<number, string>>;
}

export const HELP = { type: "boolean", short: "h", group: "Other", about: "show this help" } as const satisfies Option;

export const EXIT_CODES = { 0: "success", 1: "a part of it failed", 2: "unusable arguments or input" } as const;
