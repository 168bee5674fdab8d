import { isUniqueInTheWorld, resourceStart } from "#core/aws/arn.ts";
import type { Activity, ActivityEntry } from "#core/usage/activity.ts";

/** What about a later call was new: the action, the resource, or this one of several names of the same form. */
export type Novelty =
  | { readonly kind: "new-action" | "new-resource" }
  | { readonly kind: "recurring" /** The pattern of those names. */; readonly pattern: string };

/** The activity of the first part of the window, as it looked then; undefined where one of the parts holds no call. */
export function earlierActivity({ heldOut, ...activity }: Activity): Activity | undefined {
  if (!heldOut || heldOut.earlier.entries.length === 0 || heldOut.later.length === 0) return undefined;
  return { ...activity, ...heldOut.earlier, window: { from: activity.window.from, to: heldOut.at } };
}

/** What about a later call was new. */
export function noveltyOf(action: string, resource: string, earlier: readonly ActivityEntry[]): Novelty {
  const known = earlier.filter((entry) => entry.action === action);
  if (known.length === 0) return { kind: "new-action" };
  const pattern = recurringPattern(
    resource,
    known.flatMap(({ resources }) => resources.map(({ arn }) => arn)),
  );
  return pattern === undefined ? { kind: "new-resource" } : { kind: "recurring", pattern };
}

/** What varies in names: UUIDs, other ids in hexadecimal, numbers. */
const VARYING =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-z])(?=[0-9a-f]*\d)(?=[0-9]*[a-f])[0-9a-f]{8,}(?![0-9a-z])|\d+/gi;

/** `i-0aa11bb22cc33dd44`, `vol-0aa11bb2`: EC2 makes these up whole (EC2 User Guide, "Resource IDs"). */
const AWS_ID = /[:/][a-z]{1,12}-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/**
 * The pattern of a name that differs from an earlier one in what varies alone: `backup-2026-10-21` after `backup-2026-10-03` is
 * `backup-*`. Undefined where no earlier name has its form, and where nothing but an id would be left open.
 */
export function recurringPattern(arn: string, earlier: readonly string[]): string | undefined {
  const name = partsOf(arn);
  const alike = earlier.map(partsOf).filter((other) => other.texts.join("\0") === name.texts.join("\0") && other.start === name.start);
  const isOpen = name.varying.map((part, index) => alike.some(({ varying }) => varying[index] !== part));
  if (!isOpen.includes(true)) return undefined;
  openNeighbours(isOpen, name.texts);
  const rest = name.varying.map((part, index) => `${isOpen[index] ? "*" : part}${name.texts[index + 1] ?? ""}`);
  const open = `${name.texts[0] ?? ""}${rest.join("")}`.replace(/\*(?:[^a-z0-9*]?\*)+/gi, "*");
  return saysSomething(open) && !AWS_ID.test(arn) ? arn.slice(0, name.start) + open : undefined;
}

/** The fixed texts of an ARN's name and what varies between them. A name that is unique beyond its account, as a bucket's, is never open. */
function partsOf(arn: string) {
  const start = isUniqueInTheWorld(arn) ? arn.indexOf("/") + 1 || arn.length : resourceStart(arn);
  const name = arn.slice(start);
  return { start, texts: name.split(VARYING), varying: name.match(VARYING) ?? [] };
}

/** A date's year and month vary too, though they did not yet. */
function openNeighbours(isOpen: boolean[], texts: readonly string[]): void {
  const touches = (index: number) => (texts[index]?.length ?? 0) <= 1;
  for (let index = 1; index < isOpen.length; index += 1) if (isOpen[index - 1] && touches(index)) isOpen[index] = true;
  for (let index = isOpen.length - 2; index >= 0; index -= 1) if (isOpen[index + 1] && touches(index + 1)) isOpen[index] = true;
}

/** Is there a word beside the type? */
function saysSomething(open: string): boolean {
  return /[a-z]{2}/i.test(open.slice(open.search(/[:/]/) + 1));
}
