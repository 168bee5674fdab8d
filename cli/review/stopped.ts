import { counted } from "#core/text.ts";
import { snapshotIn } from "../output-folder.ts";
import type { ReviewRun } from "./run.ts";
import { statusOf } from "./status.ts";

/** Ctrl-C, or another signal that ends the run. What was carried out by then stands in the output folder's snapshot, or, without one, in this process's memory alone. */
export function stopped({ given, reviews }: ReviewRun): void {
  const changed = given.out === undefined ? 0 : reviews().filter((review) => statusOf(review) === "applied").length;
  const what =
    given.out === undefined || changed === 0
      ? "Nothing was changed."
      : `${counted(changed, "earlier change")} ${changed === 1 ? "is" : "are"} saved in ${snapshotIn(given.out)}.`;
  process.stderr.write(`\nStopped. ${what}\n`);
}
