import * as v from "valibot";

/** What one review used that was asked about, approved, applied and watched: `npm run cost -- --measure` counts it on the offline AWS. */
export const Basis = v.object({
  /** The states entered, in order, in review-cycle and in role-review. */
  states: v.object({ cycle: v.array(v.string()), review: v.array(v.string()) }),
  /** AWS calls that Whittle's roles made, by service and action. */
  calls: v.record(v.string(), v.number()),
  /** Kilobytes written to DynamoDB, each request rounded up. */
  writtenKilobytes: v.number(),
  /** Of those, what the index of reviews holds too. */
  indexedKilobytes: v.number(),
  /** Messages that go to people by mail; each has a copy for chat. */
  mailed: v.number(),
  /** Invocations of functions by logical id with their milliseconds, cold starts among them. */
  invocations: v.array(v.object({ function: v.string(), ms: v.number() })),
});
export type Basis = v.InferOutput<typeof Basis>;

/** AWS's list prices by unit, with their sources. */
export const Prices = v.object({
  date: v.string(),
  region: v.string(),
  note: v.string(),
  units: v.record(v.string(), v.object({ usd: v.number(), source: v.string() })),
  /** What AWS never charges for, a month, by unit: for all that an account or an organization does, and not for twelve months alone. */
  alwaysFree: v.record(v.string(), v.object({ count: v.number(), source: v.string() })),
  rival: v.object({ name: v.string(), usdARoleAndMonth: v.number(), source: v.string() }),
});
export type Prices = v.InferOutput<typeof Prices>;
