import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { UnusableFileError } from "../errors.ts";
import { lockOf, ownLock, removeStaleLock } from "./stale-lock.ts";

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

/** What is to be closed where the process ends first: a signal ends it so. */
const open = new Set<SqliteDatabase>();

/** Opens a database file, TEMPORARY or `:memory:`. It is closed at the latest when the process ends. */
export function openSqlite(file: string): SqliteDatabase {
  opener ??= ofNode() ?? compiled();
  const db = opener(file);
  if (open.size === 0) process.once("exit", closeAll);
  open.add(db);
  return {
    exec: (sql) => db.exec(sql),
    prepare: (sql) => db.prepare(sql),
    close() {
      open.delete(db);
      if (open.size === 0) process.off("exit", closeAll);
      db.close();
    },
  };
}

function closeAll(): void {
  for (const db of open) db.close();
  open.clear();
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

/** SQLite compiled to WebAssembly. A folder beside the file keeps others out; one that a killed run left is removed. */
function compiled(): (file: string) => SqliteDatabase {
  const { Database }: typeof import("node-sqlite3-wasm") = createRequire(import.meta.url)(COMPILED);
  return (file) => {
    const isFile = file !== TEMPORARY && file !== ":memory:";
    if (isFile) removeStaleLock(file);
    if (isFile && existsSync(lockOf(file)))
      throw new UnusableFileError(file, `another run of whittle uses it. If none does, remove the folder ${lockOf(file)}`);
    const db = new Database(isFile ? file : ":memory:");
    // Two that begin at the same moment are told apart by SQLite; the one that is refused is not the owner.
    let isOwner = false;
    let disown: () => void = () => undefined;
    const statements: { finalize(): void }[] = [];
    const close = () => {
      // A statement that is left keeps the file locked.
      for (const statement of statements) statement.finalize();
      db.close();
      disown();
    };
    return {
      exec(sql) {
        db.exec(sql);
        if (isFile && !isOwner) {
          isOwner = true;
          disown = ownLock(file);
        }
      },
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
