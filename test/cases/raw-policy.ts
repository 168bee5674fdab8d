import * as v from "valibot";
import type { PolicyDocument } from "#core/policy/document.ts";

/** One value or a list of them, as a policy may say either. */
const Texts = v.pipe(
  v.union([v.string(), v.boolean(), v.number(), v.array(v.union([v.string(), v.boolean(), v.number()]))]),
  v.transform((value) => (Array.isArray(value) ? value : [value]).map(String)),
);

const RawStatement = v.object({
  Effect: v.picklist(["Allow", "Deny"]),
  Action: v.optional(Texts),
  NotAction: v.optional(Texts),
  Resource: v.optional(Texts),
  NotResource: v.optional(Texts),
  Condition: v.optional(v.record(v.string(), v.record(v.string(), Texts))),
});

export const RawPolicy = v.object({
  Statement: v.pipe(
    v.union([RawStatement, v.array(RawStatement)]),
    v.transform((value) => (Array.isArray(value) ? value : [value])),
  ),
});
export type RawPolicy = v.InferOutput<typeof RawPolicy>;

/** The policy in the slow evaluator's form, read apart from the product's parser. */
export function readPolicy({ Statement }: RawPolicy): PolicyDocument {
  return {
    version: "2012-10-17",
    statements: Statement.map(({ Effect, Action, NotAction, Resource, NotResource, Condition }) => ({
      effect: Effect,
      actions: patterns(Action, NotAction),
      resources: patterns(Resource, NotResource),
      ...(Condition ? { conditions: Condition } : {}),
    })),
  };
}

function patterns(only: readonly string[] | undefined, except: readonly string[] | undefined) {
  return only ? ({ kind: "only", patterns: only } as const) : ({ kind: "except", patterns: except ?? [] } as const);
}

/** Every condition key that the policies name, as an operator's key or as a variable: in lower case. */
export function keysIn(documents: readonly PolicyDocument[]): readonly string[] {
  const named = documents
    .flatMap(({ statements }) => statements)
    .flatMap(({ resources, conditions = {} }) => [
      ...Object.values(conditions).flatMap((keys) => [...Object.keys(keys), ...variablesIn(Object.values(keys).flat())]),
      ...variablesIn(resources.patterns),
    ]);
  return [...new Set(named.map((key) => key.toLowerCase()))];
}

function variablesIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => [...text.matchAll(/\$\{\s*([^},\s]+)/g)].map(([, key = ""]) => key));
}
