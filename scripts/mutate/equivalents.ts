import * as v from "valibot";
import equivalents from "./equivalents.json" with { type: "json" };
import type { Mutation } from "./mutations.ts";

const Equivalents = v.array(
  v.strictObject({ file: v.string(), within: v.string(), shown: v.string(), why: v.pipe(v.string(), v.minLength(20)) }),
);
type Equivalent = v.InferOutput<typeof Equivalents>[number];

/** Faults that change nothing that anybody could notice, each with the reason: they are not put in. */
export const EQUIVALENTS: readonly Equivalent[] = v.parse(Equivalents, equivalents);

export function isEquivalent(file: string, { within, shown }: Pick<Mutation, "within" | "shown">): boolean {
  return EQUIVALENTS.some((known) => known.file === file && known.within === within && known.shown === shown);
}
