import * as v from "valibot";

/**
 * Does EventBridge deliver an event by this pattern? Knows exact values, `prefix`, `suffix`, `wildcard` and `$or`, and throws for
 * any other operator (Amazon EventBridge User Guide, "Comparison operators for use in event patterns").
 */
export function delivers(pattern: unknown, event: unknown): boolean {
  const wanted = v.parse(v.record(v.string(), v.unknown()), pattern);
  return Object.entries(wanted).every(([field, node]) => {
    if (field === "$or") return v.parse(v.array(v.unknown()), node).some((branch) => delivers(branch, event));
    const value = v.is(v.record(v.string(), v.unknown()), event) ? event[field] : undefined;
    return Array.isArray(node) ? node.some((condition) => holds(condition, value)) : delivers(node, value);
  });
}

const Condition = v.union([
  v.string(),
  v.strictObject({ prefix: v.string() }),
  v.strictObject({ suffix: v.string() }),
  v.strictObject({ wildcard: v.string() }),
]);

function holds(node: unknown, value: unknown): boolean {
  const condition = v.parse(Condition, node);
  if (typeof value !== "string") return false;
  if (typeof condition === "string") return value === condition;
  if ("prefix" in condition) return value.startsWith(condition.prefix);
  if ("suffix" in condition) return value.endsWith(condition.suffix);
  return wildcard(condition.wildcard).test(value);
}

function wildcard(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}
