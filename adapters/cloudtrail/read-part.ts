import * as v from "valibot";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { readInput } from "#core/steps/input.ts";
import { writeSummary } from "#core/usage/summary.ts";
import { readTrail } from "../local/trail/read-trail.ts";
import type { Trail } from "./list-trail.ts";
import { objectLogs } from "./object-logs.ts";
import type { Summaries } from "./summaries.ts";

export interface PartReading {
  readonly trail: Pick<Trail, "client" | "bucket">;
  readonly summaries: Summaries;
  readonly catalogue: ActionCatalogue;
  /** Names the code: what other code counted is counted again. */
  readonly madeBy: string;
}

const StepInput = v.object({ part: v.string() });

/**
 * Reads the log objects of one part, for every role in them, and keeps what was counted under the part's own name: a part that is read twice is
 * written twice with the same content, and one that is there already is not read.
 *
 * An event that CloudTrail delivered twice counts once within a part, which is a region's day unless that is large. It counts twice where its
 * copies lie in two parts: a summary does not hold which events it is made from, so that one cannot be taken out of the other.
 */
export async function readPart(ports: PartReading, input: unknown): Promise<{ readonly part: string }> {
  const { part: id } = readInput(StepInput, input, "read-part");
  const { trail, summaries, catalogue, madeBy } = ports;
  if (await summaries.isMade(id, madeBy)) return { part: id };
  const { objects } = await summaries.part(id);
  const logs = objectLogs(trail, objects);
  const { tally, files, problems } = await readTrail({ logs, roleArns: "all", catalogue });
  await summaries.put(id, writeSummary({ tally, files, unreadable: problems }), logs.areWhole() ? madeBy : undefined);
  return { part: id };
}
