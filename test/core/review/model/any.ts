import fc from "fast-check";
import type * as v from "valibot";

type Schema = v.GenericSchema & {
  readonly pipe?: readonly Schema[];
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly item?: Schema;
  readonly wrapped?: Schema;
  /** Gives the schema for an input; for what is of no form, that of any input. */
  readonly getter?: (input: unknown) => Schema;
  readonly value?: Schema;
  readonly literal?: unknown;
  /** Of an action in a pipe, such as what a text starts with, or the form that it has. */
  readonly requirement?: unknown;
  readonly options?: readonly unknown[];
};

const policy = fc
  .array(fc.constantFrom("s3:*", "sqs:SendMessage", "logs:Put*"), { minLength: 1 })
  .map((Action) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }));
const anything = fc.dictionary(
  fc.constantFrom("kind", "action", "detail", "later"),
  fc.oneof(fc.string(), fc.nat(), fc.array(fc.string())),
);

/**
 * Any value that a schema takes, made from the schema itself: a member that is added to it is tried from then on.
 * `name` is the member's; a policy's text must be one.
 */
export function anyOf(schema: v.GenericSchema, name = ""): fc.Arbitrary<unknown> {
  const given: Schema = schema;
  if (given.pipe) return ofPipe(given.pipe, name);
  switch (schema.type) {
    case "strict_object":
    case "object":
      return anyObject(Object.entries(given.entries ?? {}));
    case "array":
      return fc.array(anyOf(given.item ?? schema, name), { maxLength: 3 });
    case "record":
      return fc.dictionary(fc.string(), anyOf(given.value ?? schema));
    case "exact_optional":
      return anyOf(given.wrapped ?? schema, name);
    case "string":
      return name === "json" ? policy : fc.string({ unit: "binary" }).map((text) => text.toWellFormed());
    case "number":
      return fc.nat();
    case "boolean":
      return fc.boolean();
    case "literal":
      return fc.constant(given.literal);
    case "picklist":
      return fc.constantFrom(...(given.options ?? []));
    case "union":
    case "variant":
      return fc.oneof(...(given.options ?? []).map((option) => anyOf(schemaIn(option))));
    case "nullable":
      return fc.option(anyOf(given.wrapped ?? schema, name));
    case "lazy":
      return anyOf(given.getter?.(undefined) ?? schema, name);
    case "custom":
      return custom(given, name);
    default:
      throw new Error(`No value is made of a schema ${schema.type} yet.`);
  }
}

function ofPipe([first, ...actions]: readonly Schema[], name: string): fc.Arbitrary<unknown> {
  if (first === undefined) throw new Error("A pipe begins with a schema.");
  const form = actions.find(({ type }) => type === "regex")?.requirement;
  const beginning = actions.flatMap(({ type, requirement }) => (type === "starts_with" ? [String(requirement)] : [])).join("");
  const made = form instanceof RegExp ? fc.stringMatching(form) : anyOf(first, name);
  return beginning === "" ? made : made.map((text) => `${beginning}${String(text)}`);
}

function anyObject(all: readonly (readonly [string, Schema])[]): fc.Arbitrary<unknown> {
  const entries = all.filter(([, { wrapped }]) => wrapped?.type !== "never");
  const members = Object.fromEntries(entries.map(([name, member]) => [name, anyOf(member, name)]));
  const requiredKeys = entries.flatMap(([name, { type }]) => (type === "exact_optional" ? [] : [name]));
  return fc.record(members, { requiredKeys, noNullPrototype: true });
}

/** What a schema takes as it is: a list, an object or a text. */
function custom(schema: Schema, name: string): fc.Arbitrary<unknown> {
  const takes = (value: unknown) => schema["~run"]({ value }, {}).issues === undefined;
  if (takes({}) && !takes({ a: 1 })) return fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor")), fc.string());
  if (takes([]) && !takes({})) return fc.array(anything, { maxLength: 3 });
  return takes({}) ? anything : fc.constant(name);
}

function schemaIn(option: unknown): Schema {
  if (typeof option === "object" && option !== null && "type" in option && "~run" in option) return option as Schema;
  throw new Error("An option is no schema.");
}
