import * as v from "valibot";
import { instant, object, optional } from "./schema.ts";

/** One line of what was done to the role, written before and after each step of a change plan. */
export const JournalEntry = object({
  at: instant,
  step: v.string(),
  state: v.picklist(["started", "done", "undone", "failed"]),
  detail: optional(v.string()),
});
export type JournalEntry = v.InferOutput<typeof JournalEntry>;
