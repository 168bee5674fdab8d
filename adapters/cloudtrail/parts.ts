import { createHash } from "node:crypto";
import type { LogObject } from "../bucket/list.ts";

/** Log objects of one account, region and day that are read together. */
export interface TrailPart {
  /** `YYYY-MM-DD/hash` of its objects' keys and ETags: the same objects are the same part, and objects that changed are another. */
  readonly id: string;
  /** By key. */
  readonly objects: readonly LogObject[];
}

/** What one function reads in a few minutes. */
const MOST_OBJECTS = 500;
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Objects, sorted by key, in parts. A day's objects are cut where the limits say, from the first on; CloudTrail names them by their time, so
 * that new ones change only the last part of a day.
 */
export function partsOf(objects: readonly LogObject[]): readonly TrailPart[] {
  const folders = Map.groupBy(objects, ({ key }) => key.slice(0, key.lastIndexOf("/") + 1));
  return [...folders].flatMap(([folder, inside]) => cut(inside).map((each) => ({ id: `${dayOf(folder)}/${hashOf(each)}`, objects: each })));
}

function cut(objects: readonly LogObject[]): readonly (readonly LogObject[])[] {
  const parts: LogObject[][] = [];
  let bytes = 0;
  for (const object of objects) {
    const last = parts.at(-1);
    if (last && last.length < MOST_OBJECTS && bytes + object.size <= MOST_BYTES) last.push(object);
    else {
      parts.push([object]);
      bytes = 0;
    }
    bytes += object.size;
  }
  return parts;
}

function dayOf(folder: string): string {
  const [, year, month, day] = /\/(\d{4})\/(\d{2})\/(\d{2})\/$/.exec(folder) ?? [];
  return year === undefined ? "undated" : `${year}-${month}-${day}`;
}

function hashOf(objects: readonly LogObject[]): string {
  return createHash("sha256")
    .update(JSON.stringify(objects.map(({ key, etag }) => [key, etag])))
    .digest("hex");
}
