import { allHelps } from "../helps.ts";
import { didYouMean } from "../nearest.ts";
import { parseCommand, UsageError } from "../usage-error.ts";
import { COMPLETION, SHELLS } from "./options.ts";
import { bashScript, fishScript, zshScript } from "./scripts.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `whittle completion`: gives the exit code. Throws UsageError. */
export async function completion(args: readonly string[]): Promise<number> {
  const parsed = parseCommand(COMPLETION, args);
  if (parsed === "help") return 0;
  const [word = ""] = parsed.positionals;
  const shell = SHELLS.find((each) => each === word);
  if (shell === undefined || parsed.positionals.length > 1)
    throw new UsageError(COMPLETION.name, `Name one shell: ${SHELLS.join(", ")}.${didYouMean(word, SHELLS)}`);
  process.stdout.write(SCRIPTS[shell](await allHelps()));
  return 0;
}
