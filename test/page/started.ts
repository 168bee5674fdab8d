import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";

/** A review that serves its page and waits for a decision there. */
export interface StartedReview {
  /** The address that it names. */
  readonly link: string;
  /** Waits for its end: the exit code, and all that it printed. */
  ended(): Promise<readonly [code: number | null, said: string]>;
}

/** Waits until the command names the page. Throws with what it printed where it ends without one. */
export async function startedReview(run: ChildProcessWithoutNullStreams): Promise<StartedReview> {
  const exit = once(run, "exit");
  let said = "";
  const link = await new Promise<string>((resolve, reject) => {
    run.once("exit", () => reject(new Error(said)));
    run.stdout.on("data", (chunk) => {
      said += chunk;
      const [found] = said.match(/http:\/\/127\.0\.0\.1:\d+\/go\/[\w-]+(?=\n)/) ?? [];
      if (found) resolve(found);
    });
  });
  return { link, ended: async () => [(await exit)[0], said] };
}
