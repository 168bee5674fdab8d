import type { JsonObject } from "#core/cloudtrail/record.ts";
import type { CountAgain } from "#core/usage/tally.ts";
import { openWasm } from "../wasm.ts";

/** Members of a record that differ where calls are alike, in the order of alike.as.ts. */
const PASSING = ["eventTime", "eventID", "requestID", "sharedEventID"] as const;
const [TIME, ID] = [0, 1];
/** More kinds of call than a role makes in an hour; what is kept of them takes about 10 MB. */
const MOST_CALLS = 1000;
/** As alike.as.ts has them: no longer record is looked at, and what it says of one that is like none before. */
const LONGEST = 16 * 1024;
const UNKNOWN = -1;

/** A record whose call is alike one that was kept. */
export interface Alike {
  readonly again: CountAgain;
  readonly time: string;
  readonly id: string | undefined;
}

/** Remembers calls, so that those that are alike are counted without being parsed. */
export class AlikeCalls {
  readonly #memory: WebAssembly.Memory;
  readonly #find: (length: number) => number;
  readonly #keep: () => number;
  readonly #clear: () => void;
  readonly #recordAt: number;
  #bytes: Buffer;
  readonly #known: CountAgain[] = [];
  /** May the last record's call be kept? */
  #isNew = false;

  constructor() {
    const { memory, functionNamed } = openWasm("adapters/local/trail/alike/alike.wasm");
    this.#memory = memory;
    this.#find = functionNamed("find");
    this.#keep = functionNamed("keep");
    this.#clear = functionNamed("clear");
    this.#recordAt = functionNamed("recordAt")();
    this.#bytes = Buffer.from(memory.buffer);
  }

  /** How to count a record that is alike one that was kept; undefined where there is none. */
  find(record: Uint8Array): Alike | undefined {
    this.#isNew = false;
    if (record.length > LONGEST) return undefined;
    this.#bytes.set(record, this.#recordAt);
    const call = this.#find(record.length);
    this.#isNew = call === UNKNOWN;
    const again = this.#known[call];
    return again && { again, time: this.#passing(TIME) ?? "", id: this.#passing(ID) };
  }

  /** Keeps the call of the record that was last looked for, unless something of the same name stands deeper in it; `record` is what it was parsed to. */
  keep(record: JsonObject, again: CountAgain): void {
    if (!this.#isNew || !this.#holds(record)) return;
    if (this.#known.length >= MOST_CALLS) {
      this.#known.length = 0;
      this.#clear();
    }
    this.#known[this.#keep()] = again;
    this.#isNew = false;
    if (this.#bytes.length === 0) this.#bytes = Buffer.from(this.#memory.buffer);
  }

  /** Are the last record's values those of its own members? */
  #holds(record: JsonObject): boolean {
    return PASSING.every((name, member) => {
      const value = this.#passing(member);
      return record[name] === value || (value === undefined && member > ID);
    });
  }

  /** The value of a member in the last record, where it is a plain text. */
  #passing(member: number): string | undefined {
    const start = this.#bytes.readInt32LE(member * 8);
    return start === 0 ? undefined : this.#bytes.toString("latin1", start, this.#bytes.readInt32LE(member * 8 + 4));
  }
}
