import type { JsonObject } from "#core/cloudtrail/record.ts";
import type { CountAgain } from "#core/usage/tally.ts";

/** Members of a record that differ where calls are alike, as CloudTrail writes them: without escapes. */
const PASSING = /"(eventTime|eventID|requestID|sharedEventID)"\s*:\s*"([\w:.-]*)"/g;
/** More kinds of call than a role makes in an hour; what is kept of them takes about 10 MB. */
const MOST_CALLS = 1000;
const LONGEST = 16 * 1024;

/** A record's text in two: what it says of the call, and what tells it from calls that are alike. */
export interface SplitRecord {
  readonly call: string;
  /** By the member's name; undefined where one comes twice. */
  readonly passing: ReadonlyMap<string, string> | undefined;
}

/** Takes out of a record's text what differs between calls that are alike, at whatever depth it stands. */
export function splitRecord(text: string): SplitRecord {
  const found = new Map<string, string>();
  let isTwice = false;
  const call = text.replace(PASSING, (_, name: string, value: string) => {
    isTwice ||= found.has(name);
    found.set(name, value);
    return `"${name}"`;
  });
  return { call, passing: isTwice ? undefined : found };
}

/** Remembers calls, so that those that are alike are counted without being parsed. */
export class AlikeCalls {
  readonly #known = new Map<string, CountAgain>();

  /** How to count a record that is alike one that was kept; undefined where there is none. */
  find({ call, passing }: SplitRecord): CountAgain | undefined {
    return passing ? this.#known.get(call) : undefined;
  }

  /** Keeps a call with the record that its text was parsed to, unless something of the same name stands deeper in it. */
  keep({ call, passing }: SplitRecord, record: JsonObject, again: CountAgain): void {
    if (!passing || call.length > LONGEST) return;
    if (record.eventTime !== passing.get("eventTime") || record.eventID !== passing.get("eventID")) return;
    for (const [name, value] of passing) if (record[name] !== value) return;
    if (this.#known.size >= MOST_CALLS) this.#known.clear();
    this.#known.set(call, again);
  }
}
