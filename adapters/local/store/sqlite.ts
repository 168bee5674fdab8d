import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { UnusableFileError } from "../errors.ts";

/** What is used of SQLite, in the form of Node's own module. */
export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}

interface Statement {
  get(...values: Value[]): Record<string, unknown> | undefined;
  all(...values: Value[]): Record<string, unknown>[];
  run(...values: Value[]): unknown;
}

type Value = string | number | null;

/**
 * The name of a database that is gone when it is closed. Node's SQLite keeps what does not fit into its cache in a file without a name
 * in the folder for temporary files (sqlite.org, "Temporary Files Used By SQLite"), the compiled one keeps all in memory.
 */
export const TEMPORARY = "";

let opener: ((file: string) => SqliteDatabase) | undefined;

/** Opens a database file, TEMPORARY or `:memory:`. */
export function openSqlite(file: string): SqliteDatabase {
  opener ??= ofNode() ?? compiled();
  return opener(file);
}

/** Node's own SQLite, without its warning that it is new; undefined before Node 22.13. */
function ofNode(): ((file: string) => SqliteDatabase) | undefined {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const sqlite = process.getBuiltinModule?.("node:sqlite");
    return sqlite && ((file) => new sqlite.DatabaseSync(file));
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Beside the bundle that this module is part of, or the package. */
const COMPILED = import.meta.url.endsWith(".ts") ? "node-sqlite3-wasm" : "./node-sqlite3-wasm.cjs";

/** SQLite compiled to WebAssembly. A folder FILE.lock keeps others out, and stays where a run is killed. */
function compiled(): (file: string) => SqliteDatabase {
  const { Database }: typeof import("node-sqlite3-wasm") = createRequire(import.meta.url)(COMPILED);
  return (file) => {
    if (file !== TEMPORARY && existsSync(`${file}.lock`))
      throw new UnusableFileError(file, `another run of whittle uses it. If none does, remove the folder ${file}.lock`);
    const db = new Database(file === TEMPORARY ? ":memory:" : file);
    const statements: { finalize(): void }[] = [];
    const close = () => {
      // A statement that is left keeps the file locked.
      for (const statement of statements) statement.finalize();
      db.close();
    };
    process.once("exit", () => db.isOpen && close());
    return {
      exec: (sql) => db.exec(sql),
      prepare(sql) {
        const statement = db.prepare(sql);
        statements.push(statement);
        return {
          get: (...values) => statement.get(values) ?? undefined,
          all: (...values) => statement.all(values),
          run: (...values) => statement.run(values),
        };
      },
      close,
    };
  };
}
