import { existsSync } from "node:fs";
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

/** Opens a database file, TEMPORARY or `:memory:`. */
export const openSqlite = (await ofNode()) ?? (await compiled());

/** Node's own SQLite, without its warning that it is new; undefined before Node 22.13. */
async function ofNode(): Promise<((file: string) => SqliteDatabase) | undefined> {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    const { DatabaseSync } = await import("node:sqlite");
    return (file) => new DatabaseSync(file);
  } catch {
    return undefined;
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** SQLite compiled to WebAssembly. A folder FILE.lock keeps others out, and stays where a run is killed. */
async function compiled(): Promise<(file: string) => SqliteDatabase> {
  const { Database } = (await import("node-sqlite3-wasm")).default;
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
