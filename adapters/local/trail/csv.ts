import { StringDecoder } from "node:string_decoder";
import { jsonColumn, separatorOf } from "./foreign.ts";

/**
 * Yields the records of a CSV's column that holds them as JSON, one a line (RFC 4180). Rows of any length are followed piece by piece. Where
 * the first line names no such column, or names none at all, a row's record is told by what it is; a row without one is yielded as it is.
 */
export async function* csvRecords(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new StringDecoder("utf8");
  const records = new RecordColumn();
  let rows: CsvRows | undefined;
  for await (const piece of pieces) {
    const text = decoder.write(piece);
    rows ??= new CsvRows(separatorOf(text));
    yield asLines([...rows.push(text)].flatMap((row) => records.of(row)));
  }
  yield asLines([...(rows?.end() ?? [])].flatMap((row) => records.of(row)));
}

/** Finds the records of a table's rows. */
class RecordColumn {
  /** Where the first line says that they stand; -1 where it does not. */
  #column: number | undefined;

  /** One or none of the first row, which may be names; one of each other. */
  of(row: readonly string[]): string[] {
    if (this.#column === undefined) {
      this.#column = jsonColumn(row);
      return this.#column < 0 ? [recordIn(row) ?? []].flat() : [];
    }
    return [this.#column < 0 ? (recordIn(row) ?? row.join(" ")) : (row[this.#column] ?? "")];
  }
}

/** Of several that are JSON, such as a request beside its record, the one with a record's members. */
function recordIn(row: readonly string[]): string | undefined {
  const values = row.filter((field) => /^\s*\{/.test(field));
  return values.find((value) => value.includes('"eventName"')) ?? values[0];
}

function asLines(records: readonly string[]): Buffer {
  return Buffer.from(records.map((record) => `${record.replaceAll("\n", " ")}\n`).join(""));
}

/** Takes CSV text apart into rows of fields. */
class CsvRows {
  #field = "";
  #row: string[] = [];
  #isQuoted = false;
  /** The last character was a quote inside of quotes: the end, or half of a quote that is meant. */
  #wasQuote = false;
  readonly #separator: string;
  readonly #marks: RegExp;

  constructor(separator: "," | ";" | "\t") {
    this.#separator = separator;
    this.#marks = new RegExp(`(["${separator}\\r\\n])`);
  }

  *push(text: string): Generator<string[]> {
    for (const part of text.split(this.#marks)) {
      if (part === '"') this.#quote();
      else if (this.#isQuoted && !this.#wasQuote) this.#field += part;
      else if (part !== "" && this.#plain(part)) yield this.#endRow();
    }
  }

  /** Takes what stands outside of quotes. True at the row's end. */
  #plain(part: string): boolean {
    this.#isQuoted = false;
    this.#wasQuote = false;
    if (part === this.#separator) this.#endField();
    else if (part !== "\n" && part !== "\r") this.#field += part;
    return part === "\n";
  }

  *end(): Generator<string[]> {
    if (this.#field !== "" || this.#row.length > 0) yield this.#endRow();
  }

  #quote(): void {
    if (!this.#isQuoted) this.#isQuoted = true;
    else if (!this.#wasQuote) this.#wasQuote = true;
    else {
      this.#field += '"';
      this.#wasQuote = false;
    }
  }

  #endField(): void {
    this.#row.push(this.#field);
    this.#field = "";
  }

  #endRow(): string[] {
    this.#endField();
    const row = this.#row;
    this.#row = [];
    return row;
  }
}
