import { WhittleError } from "#core/errors.ts";

/** A path of a state machine leads nowhere; Step Functions' own name for it. */
class StatesRuntimeError extends WhittleError {
  readonly code = "states-runtime";
  constructor(path: string) {
    super(`The path ${path} leads nowhere.`);
    this.name = "States.Runtime";
  }
}

/** What a state's paths read from: its own data, and the context object behind `$$`. */
export interface Scope {
  readonly data: unknown;
  readonly context: unknown;
}

/** The value at a path: `$`, `$.a.b`, `$$.Execution.Id`, or `States.StringToJson($.a)`. Throws States.Runtime. */
export function valueAt(path: string, scope: Scope): unknown {
  const call = /^States\.StringToJson\((.+)\)$/.exec(path);
  if (call?.[1]) return JSON.parse(String(valueAt(call[1], scope)));
  const isContext = path.startsWith("$$");
  const names = path
    .slice(isContext ? 2 : 1)
    .split(".")
    .slice(1);
  let value = isContext ? scope.context : scope.data;
  for (const name of names) {
    if (!isRecord(value) || !(name in value)) throw new StatesRuntimeError(path);
    value = value[name];
  }
  return value;
}

/** Fills a Parameters or ResultSelector block: a member named `x.$` takes the value at its path. */
export function fill(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => fill(item, scope));
  if (!isRecord(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith(".$") ? [name.slice(0, -2), valueAt(String(value), scope)] : [name, fill(value, scope)],
    ),
  );
}

/** Puts a result into a state's data: in its place (`$`), at a path, or nowhere (`null`). */
export function place(result: unknown, path: string | null, data: unknown): unknown {
  if (path === null) return data;
  const [name, ...rest] = path.split(".").slice(1);
  if (name === undefined) return result;
  const record = isRecord(data) ? data : {};
  return { ...record, [name]: place(result, ["$", ...rest].join("."), record[name]) };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
