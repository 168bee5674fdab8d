import { literalText } from "./literal-text.ts";
import { isObject, type JsonObject } from "./record.ts";

/** A request or response with literal texts; the very object where it holds no other ones, as nearly all do. */
export function literalIn(value: JsonObject): JsonObject {
  const literal = literalValue(value);
  return isObject(literal) ? literal : value;
}

function literalValue(value: unknown): unknown {
  if (typeof value === "string") return literalText(value);
  if (Array.isArray(value)) return literalList(value);
  return isObject(value) ? literalObject(value) : value;
}

function literalList(items: readonly unknown[]): readonly unknown[] {
  const literal = items.map(literalValue);
  return literal.some((item, at) => item !== items[at]) ? literal : items;
}

function literalObject(value: JsonObject): JsonObject {
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const literal = literalValue(value[key]);
    if (literal !== value[key]) changed = { ...(changed ?? value), [key]: literal };
  }
  return changed ?? value;
}
