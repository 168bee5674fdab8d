import { isEphemeral } from "#core/services/index.ts";

/** Does the name of one thing of the type say nothing about the next? */
export function isMadeAnew(service: string, type: string): boolean {
  return isEphemeral(`${service}:${type}`);
}

/** Resource types whose things are named by an id alone and are replaced as a matter of course; a key or a subnet is not. */
const passing: ReadonlySet<string> = new Set([
  "instance",
  "managed-instance",
  "managed-instance-inventory",
  "container-instance",
  "network-interface",
  "volume",
  "snapshot",
  "association",
  "spot-instances-request",
]);

export function comesAndGoes(type: string): boolean {
  return passing.has(type);
}

/** Whole parts of a name that AWS or a clock made up: a UUID, an instance's id, a long number, a date, with or without a file's ending. */
const variablePart =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:[a-z]+-)?(?=[0-9a-f]*\d)[0-9a-f]{8,}|\d{4,}|(?:19|20)\d{2}[-_.]?\d{2}(?:[-_.]?\d{2}.*)?)(?:\.[a-z][a-z0-9]{0,7}){0,2}$/i;

/** The end of a name that varies while its beginning stays: a date, a run of digits, a random suffix. */
const variableEnd =
  /(?:[-_.]?(?:19|20)\d{2}[-_.]?\d{2}[-_.]?\d{2}.*|[-_.](?=[A-Za-z]*\d)[A-Za-z0-9]{6,}|[-_.]\d+|[-_.]?\d{3,}(?:\.[A-Za-z][A-Za-z0-9]{0,7}){1,2})$/;

/**
 * A name with its varying part left open: `app/2026-01-31/x` is `app/*`, `worker-a1b2c3d4` is `worker-*`.
 * Undefined where nothing in it looks made up.
 */
export function openName(name: string): string | undefined {
  let at = 0;
  for (const part of name.split(/(?<=[/:])|(?=[/:])/)) {
    if (variablePart.test(part)) return `${name.slice(0, at)}*`;
    const end = part.search(variableEnd);
    if (end > 0) return `${name.slice(0, at + end)}${/^[-_.]/.test(part.slice(end)) ? part[end] : ""}*`;
    at += part.length;
  }
  return undefined;
}
