import * as v from "valibot";
import { count, list, object } from "#core/schema.ts";

const common = {
  /** Those that no ordinary call of the role made too. */
  actions: list(v.string()),
  /** Addresses, or the region, that the calls came from; empty where that does not matter. */
  sources: list(v.string()),
  /** When the first and the last of these calls were made (ISO 8601). Absent where the counts do not tell, and in reviews older than this. */
  seen: v.exactOptional(object({ first: v.string(), last: v.string() })),
};

/**
 * Use that does not look like the role's own: named to the approver, not baked in. `agent` is a program's user agent, empty where it
 * gave none. Words for it are made in core/messages/suspicious.ts.
 */
export const SuspiciousUse = v.variant("kind", [
  object({ kind: v.literal("foreign-agent"), ...common, agent: v.string(), isAttackTool: v.boolean(), calls: count }),
  object({ kind: v.literal("foreign-network"), ...common, agent: v.string(), calls: count }),
  v.variant("by", [
    object({
      kind: v.literal("probing"),
      by: v.literal("address"),
      ...common,
      agent: v.string(),
      calls: count,
      denied: count,
      /** The first few actions that were denied. */
      firstDenied: list(v.string()),
    }),
    object({ kind: v.literal("probing"), by: v.literal("region"), ...common, calls: count, worksIn: list(v.string()) }),
  ]),
  object({ kind: v.literal("reconnaissance"), ...common, hour: v.string(), calls: count, services: count }),
  object({ kind: v.literal("failed-escalation"), ...common, calls: count }),
  object({ kind: v.literal("own-change"), ...common, calls: count, on: list(v.string()) }),
]);
export type SuspiciousUse = v.InferOutput<typeof SuspiciousUse>;
