import { shellWord } from "#core/review/change/restore/break-glass.ts";
import type { Restores } from "#core/review/ports/workflow.ts";
import type { EmbeddedWorkflow } from "./embedded.ts";

/** Restores in the run under way. Later, `whittle restore` does it in the folder that the run wrote. */
export function localRestores(workflow: EmbeddedWorkflow, folder: string | undefined): Restores {
  return {
    start: async (name, input) => workflow.start("role-restore", name, input),
    command: ({ reviewId, addBack = [] }) =>
      ["whittle restore", reviewId, "--out", shellWord(folder ?? "DIR"), ...addBack.map((action) => `--action ${shellWord(action)}`)].join(
        " ",
      ),
  };
}
