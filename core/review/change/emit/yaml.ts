import { seenText } from "#core/json-text.ts";

/**
 * YAML in block style for what JSON can hold. Every text is in double quotes as JSON writes it, which YAML reads the same way
 * (YAML 1.2, "Double-Quoted Style"); names of letters and digits stand bare.
 */
export function yaml(value: unknown, indent = 0): string {
  const margin = " ".repeat(indent);
  if (Array.isArray(value)) return value.map((item) => `${margin}- ${inner(item, indent + 2)}`).join("\n");
  if (!isRecord(value)) return `${margin}${text(value)}`;
  return Object.entries(value)
    .map(([name, member]) => `${margin}${key(name)}:${isBlock(member) ? `\n${yaml(member, indent + 2)}` : ` ${scalar(member)}`}`)
    .join("\n");
}

/** What follows a dash begins on its line. */
function inner(item: unknown, indent: number): string {
  return isBlock(item) ? yaml(item, indent).trimStart() : scalar(item);
}

function scalar(value: unknown): string {
  if (Array.isArray(value)) return "[]";
  return isRecord(value) ? "{}" : text(value);
}

function isBlock(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function key(name: string): string {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) ? name : text(name);
}

function text(value: unknown): string {
  return seenText(JSON.stringify(value));
}
