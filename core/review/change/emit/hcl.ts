import { seenText } from "#core/json-text.ts";

/** What a policy document is made of. */
type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A value in Terraform's language, as `terraform fmt` would write it; lines after the first are `spaces` further in. */
export function hcl(value: unknown, spaces = 0): string {
  return written(JSON.parse(JSON.stringify(value)), spaces);
}

function written(value: Json, spaces: number): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isEmpty(value)) return Array.isArray(value) ? "[]" : "{}";
  const inner = " ".repeat(spaces + 2);
  const end = " ".repeat(spaces);
  if (isList(value)) return `[\n${value.map((item) => `${inner}${written(item, spaces + 2)}`).join(",\n")}\n${end}]`;
  const members = Object.entries(value).map(([key, item]) => [keyText(key), written(item, spaces + 2)] as const);
  return `{\n${assignments(members)
    .map((line) => `${inner}${line}`)
    .join("\n")}\n${end}}`;
}

/**
 * `name = value` for each, with the equals signs of neighbours under each other. A value of several lines stands alone
 * (Terraform documentation, "Style Guide": consecutive single-line arguments are aligned).
 */
function assignments(members: readonly (readonly [name: string, value: string])[]): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < members.length; ) {
    const end = endOfRun(members, at);
    const run = members.slice(at, end);
    const width = Math.max(...run.map(([name]) => [...name].length));
    lines.push(...run.map(([name, value]) => `${name}${" ".repeat(width - [...name].length)} = ${value}`));
    at = end;
  }
  return lines;
}

/** A block, such as a resource, with a line's end. `nested` are lines of blocks in it, which come last. */
export function block(head: string, members: readonly (readonly [name: string, value: string])[], nested: readonly string[] = []): string {
  const lines = [...assignments(members), ...(nested.length === 0 ? [] : ["", ...nested])];
  return [`${head} {`, ...lines.map((line) => (line === "" ? "" : `  ${line}`)), "}", ""].join("\n");
}

/** Where the neighbours of one line each end that begin here; a value of several lines is a run of its own. */
function endOfRun(members: readonly (readonly [string, string])[], from: number): number {
  let end = from;
  while (members[end]?.[1].includes("\n") === false) end += 1;
  return Math.max(end, from + 1);
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? key : quoted(key);
}

/** A text as HCL writes it. */
export function quoted(text: string): string {
  return escaped(JSON.stringify(text));
}

/**
 * HCL reads `${` and `%{` in a text as templates (Terraform documentation, "Strings and Templates"), and knows neither `\b` nor `\f`
 * (HCL specification, "Template Expressions").
 */
function escaped(json: string): string {
  return seenText(json)
    .replace(/[$%](?=\{)/g, (sign) => sign + sign)
    .replace(/\\(.)/g, (pair, sign) => (sign === "b" ? "\\u0008" : sign === "f" ? "\\u000c" : pair));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
