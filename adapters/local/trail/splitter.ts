const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;

/** No record of CloudTrail is nearly as large (CloudTrail User Guide: a record holds at most 256 KB, larger ones are cut). */
const MOST_RECORD_BYTES = 4 * 1024 * 1024;

/** What a splitter tells of a log, record by record. */
export interface SplitterEvents {
  record(bytes: Buffer): void;
  /** Something between the records, or a record, that is none. */
  unreadable(because: string): void;
}

/**
 * Takes any JSON log apart into its records, piece by piece, in memory that does not grow: compact or pretty, whole or cut, one log or
 * several joined together. It follows strings and depth byte by byte; what a record says is for others to read.
 */
export class RecordSplitter {
  readonly #events: SplitterEvents;
  #depth = 0;
  #inText = false;
  #escaped = false;
  #inRecords = false;
  /** Of the log that is being read, if it is one of several. */
  #sawRecords = false;
  #ended = false;
  #logs = 0;
  #sawOther = false;
  #stray = false;
  #key = "";
  #parts: Buffer[] = [];
  #held = 0;
  #tooLarge = false;

  constructor(events: SplitterEvents) {
    this.#events = events;
  }

  /** Takes the next piece of the log. */
  push(piece: Buffer): void {
    let start = this.#inRecords && this.#depth > 2 ? 0 : -1;
    for (let at = 0; at < piece.length; at++) {
      const edge = this.#next(piece[at] ?? 0);
      if (edge === "begins") start = at;
      else if (edge === "ends") {
        this.#hold(piece.subarray(start, at + 1));
        this.#emit();
        start = -1;
      }
    }
    if (start >= 0) this.#hold(piece.subarray(start));
  }

  /** Says what is wrong with the log as a whole, if anything. */
  end(): string | undefined {
    if (this.#logs === 0) return "it is no CloudTrail log: it has no list of Records.";
    if (this.#sawRecords && !this.#ended) return "it was cut off; what came before the cut counts.";
    if (this.#sawOther || this.#depth > 0) return "it holds something beside its log that is none; the log counts.";
    return undefined;
  }

  /** Follows one byte, and tells where it is a record's first or last. */
  #next(byte: number): "begins" | "ends" | undefined {
    if (this.#inText) {
      this.#inside(byte);
      return undefined;
    }
    switch (byte) {
      case QUOTE:
        this.#beginText();
        return undefined;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        return this.#open(byte) ? "begins" : undefined;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        return this.#close(byte) ? "ends" : undefined;
      default:
        this.#between(byte);
        return undefined;
    }
  }

  /** Between records there are commas and white space; anything else is a record that is no object. */
  #between(byte: number): void {
    if (this.#depth === 0 && byte > 0x20) this.#sawOther = true;
    if (!this.#inRecords || this.#depth !== 2) return;
    if (byte === COMMA) this.#endStray();
    else if (byte > 0x20) this.#stray = true;
  }

  #endStray(): void {
    if (this.#stray) this.#events.unreadable("a record is no object");
    this.#stray = false;
  }

  #inside(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inText = false;
    else if (this.#depth === 1 && this.#key.length < 16) this.#key += String.fromCharCode(byte);
  }

  #beginText(): void {
    this.#inText = true;
    if (this.#depth === 1) this.#key = "";
    this.#between(QUOTE);
  }

  /** True where a record begins. */
  #open(byte: number): boolean {
    if (this.#depth === 0) this.#beginLog();
    this.#depth += 1;
    if (this.#depth === 2 && byte === OPEN_BRACKET && this.#key === "Records" && !this.#sawRecords) {
      this.#inRecords = true;
      this.#sawRecords = true;
      this.#logs += 1;
    }
    if (this.#inRecords && this.#depth === 3 && byte === OPEN_BRACKET) this.#stray = true;
    return this.#inRecords && this.#depth === 3 && byte === OPEN_BRACE;
  }

  #beginLog(): void {
    this.#sawRecords = false;
    this.#ended = false;
    this.#key = "";
  }

  /** True where a record ends. */
  #close(byte: number): boolean {
    if (this.#depth === 0) {
      this.#sawOther = true;
      return false;
    }
    this.#depth -= 1;
    if (this.#depth === 0 && !this.#sawRecords) this.#sawOther = true;
    if (this.#inRecords && this.#depth === 1) {
      this.#endStray();
      this.#inRecords = false;
      this.#ended = true;
    }
    return this.#inRecords && this.#depth === 2 && byte === CLOSE_BRACE;
  }

  #hold(bytes: Buffer): void {
    this.#held += bytes.length;
    if (this.#held > MOST_RECORD_BYTES) {
      this.#tooLarge = true;
      this.#parts = [];
    } else this.#parts.push(bytes);
  }

  #emit(): void {
    if (this.#tooLarge) this.#events.unreadable(`a record is larger than ${MOST_RECORD_BYTES / 1024 / 1024} MB`);
    else this.#events.record(onePiece(this.#parts));
    this.#parts = [];
    this.#held = 0;
    this.#tooLarge = false;
  }
}

/** A record that lies in one piece is not copied. */
function onePiece(parts: readonly Buffer[]): Buffer {
  const [first, second] = parts;
  return first && !second ? first : Buffer.concat(parts);
}
