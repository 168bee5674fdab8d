import { UnusableFileError } from "../errors.ts";
import { claimFile } from "../write-file.ts";
import { openSqlite, type SqliteDatabase, TEMPORARY } from "./sqlite.ts";

/** SQLite's result codes (sqlite.org, "Result and Error Codes"). */
const REASONS: Readonly<Record<number, string>> = {
  5: "another run of whittle uses it. Try again when it has ended.",
  8: "it may not be written to.",
  14: "it cannot be opened.",
  26: "it is no record that whittle wrote.",
};

/** The compiled SQLite gives no result code. */
const LOCKED = /database is locked$/;

/** Opens a database for this process alone, with its tables made. Throws UnusableFileError. */
export function openDatabase(file: string, tables: string): SqliteDatabase {
  if (file !== TEMPORARY && file !== ":memory:") claimFile(file);
  try {
    const db = openSqlite(file);
    db.exec(`pragma locking_mode = exclusive; begin exclusive; ${tables} commit`);
    return db;
  } catch (error) {
    if (error instanceof UnusableFileError) throw error;
    const code = error instanceof Error && "errcode" in error ? Number(error.errcode) & 0xff : LOCKED.test(String(error)) ? 5 : 0;
    throw new UnusableFileError(file, REASONS[code] ?? `it cannot be used as a record: ${String(error)}.`, { cause: error });
  }
}
