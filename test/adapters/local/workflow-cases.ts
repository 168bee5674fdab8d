import { readFileSync } from "node:fs";
import * as v from "valibot";

const Cases = v.array(
  v.object({
    name: v.string(),
    machine: v.looseObject({ StartAt: v.string() }),
    input: v.unknown(),
    output: v.optional(v.unknown()),
    fails: v.optional(v.object({ error: v.string(), cause: v.string() })),
  }),
);

/** What a state machine does, for whatever runs it: the embedded runner, and Step Functions as the offline AWS has it. */
export const workflowCases = v.parse(Cases, JSON.parse(readFileSync(new URL("workflow.cases.json", import.meta.url), "utf8")));
