import { StringDecoder } from "node:string_decoder";
import { jsonColumn } from "./foreign.ts";

/** Yields the records of a CSV's column that holds them as JSON, one a line (RFC 4180). Rows of any length are followed piece by piece. */
export async function* csvRecords(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new StringDecoder("utf8");
  const rows = new CsvRows();
  let column: number | undefined;
  for await (const piece of pieces) {
    const records: string[] = [];
    for (const row of rows.push(decoder.write(piece))) {
      if (column === undefined) column = jsonColumn(row);
      else records.push(row[column] ?? "");
    }
    yield asLines(records);
  }
  yield asLines([...rows.end()].map((row) => row[column ?? 0] ?? ""));
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

  *push(text: string): Generator<string[]> {
    for (const part of text.split(/([",\r\n])/)) {
      if (part === '"') this.#quote();
      else if (this.#isQuoted && !this.#wasQuote) this.#field += part;
      else if (part !== "" && this.#plain(part)) yield this.#endRow();
    }
  }

  /** Takes what stands outside of quotes. True at the row's end. */
  #plain(part: string): boolean {
    this.#isQuoted = false;
    this.#wasQuote = false;
    if (part === ",") this.#endField();
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
