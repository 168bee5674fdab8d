import type * as v from "valibot";
import { count, list, object, optional } from "#core/schema.ts";
import { MainService, Unused } from "./proposal.ts";

/** What a list says of a proposal: few numbers, kept with the review itself, so that a list of hundreds reads no proposal. */
export const Brief = object({
  keptCount: count,
  removedCount: count,
  /** Removed actions of each access level, in the order of GRAVEST_FIRST. */
  removed: list(count),
  mainService: optional(MainService),
  unused: optional(Unused),
  /** How many refined policies there are. */
  policies: count,
  suspicious: count,
  /** Ways to widen its own permissions that the role still has afterwards. */
  escalations: count,
  /** Later calls that a policy made from the window's first part would deny. */
  laterCallsDenied: count,
  removedUnlogged: count,
  keptWithoutProof: count,
  gaps: count,
});
export type Brief = v.InferOutput<typeof Brief>;
