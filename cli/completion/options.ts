import { type CommandHelp, EXIT_CODES, HELP } from "../options.ts";

export const SHELLS = ["bash", "zsh", "fish"] as const;

export const COMPLETION = {
  name: "completion",
  about: "print the completion script of a shell",
  usage: "SHELL",
  description:
    "Prints a script that completes commands and options. For bash: source <(whittle completion bash). For zsh: whittle completion zsh > ~/.zfunc/_whittle. For fish: whittle completion fish > ~/.config/fish/completions/whittle.fish.",
  positionals: { SHELL: SHELLS.join(", ") },
  options: { help: HELP },
  examples: ["source <(whittle completion bash)"],
  exitCodes: EXIT_CODES,
} as const satisfies CommandHelp;
