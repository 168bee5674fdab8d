import type { Conditions, PolicyDocument, Statement } from "#core/policy/document.ts";

export interface SlowRequest {
  readonly action: string;
  readonly resource: string;
  /** Key, in lower case, to the values that the request has of it; empty where it has none. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** The obvious way to decide a request, written apart from the code under test: every pattern becomes a regular expression. */
export function slowlyAllows(policies: readonly PolicyDocument[], request: SlowRequest): boolean {
  const statements = policies.flatMap((policy) => policy.statements).filter((statement) => isAbout(statement, request));
  return statements.some(({ effect }) => effect === "Allow") && !statements.some(({ effect }) => effect === "Deny");
}

function isAbout({ actions, resources, conditions }: Statement, { action, resource, context }: SlowRequest): boolean {
  const onAction = actions.patterns.some((pattern) => regex(pattern, "is").test(action));
  const onResource = resources.patterns.some((pattern) => regex(pattern, "s").test(resource));
  if (onAction !== (actions.kind === "only") || onResource !== (resources.kind === "only")) return false;
  return allHold(conditions, context);
}

export function allHold(conditions: Conditions | undefined, context: SlowRequest["context"]): boolean {
  for (const [operator, keys] of Object.entries(conditions ?? {}))
    for (const [key, values] of Object.entries(keys))
      if (!holds(operator.toLowerCase(), values, context[key.toLowerCase()] ?? [])) return false;
  return true;
}

function holds(operator: string, wanted: readonly string[], found: readonly string[]): boolean {
  const [value] = found;
  switch (operator) {
    case "stringequals":
      return value !== undefined && wanted.includes(value);
    case "stringnotequals":
      return value === undefined || !wanted.includes(value);
    case "stringequalsifexists":
      return value === undefined || wanted.includes(value);
    case "stringlike":
      return value !== undefined && wanted.some((pattern) => regex(pattern, "s").test(value));
    case "null":
      return wanted.includes(value === undefined ? "true" : "false");
    case "foranyvalue:stringequals":
      return found.some((one) => wanted.includes(one));
    case "forallvalues:stringequals":
      return found.every((one) => wanted.includes(one));
    default:
      throw new Error(`the generated policies hold no ${operator}`);
  }
}

function regex(pattern: string, flags: string): RegExp {
  const source = [...pattern]
    .map((character) => (character === "*" ? ".*" : character === "?" ? "." : character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`, flags);
}
