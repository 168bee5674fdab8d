import { readFileSync } from "node:fs";
import * as v from "valibot";

const Limits = v.object({
  comment: v.string(),
  limits: v.record(
    v.string(),
    v.strictObject({ most: v.optional(v.number()), unit: v.optional(v.string()), source: v.pipe(v.string(), v.nonEmpty()) }),
  ),
});

export const { limits } = v.parse(Limits, JSON.parse(readFileSync(new URL("../../../infra/aws-limits.json", import.meta.url), "utf8")));

/** The number of a limit of infra/aws-limits.json. */
export function most(id: string): number {
  const limit = limits[id]?.most;
  if (limit === undefined) throw new Error(`infra/aws-limits.json has no number for ${id}.`);
  return limit;
}

/** What AWS would refuse: the limit's id in infra/aws-limits.json, where, and what stands there. */
export interface Finding {
  readonly limit: string;
  readonly where: string;
  readonly detail: string;
}

/** A finding where a value passes its limit; none otherwise. */
export function over(limit: string, where: string, value: number): Finding[] {
  return value > most(limit) ? [{ limit, where, detail: `${value}, and AWS takes ${most(limit)}` }] : [];
}
