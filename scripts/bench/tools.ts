import { existsSync } from "node:fs";
import { join } from "node:path";
import { accountFile } from "./account.ts";
import { isInstalled } from "./measure.ts";
import type { Trail } from "./trail-data.ts";

const ROOT = join(import.meta.dirname, "../..");
/** It runs the bundle, unless a source is newer. */
const WHITTLE = join(ROOT, "cli/whittle.js");
/** A record of DuckDB's is a whole file; it must hold the largest. */
const LARGEST_OBJECT = 1 << 30;

export interface Tool {
  readonly name: string;
  readonly command: readonly string[];
  /** How many records the tool read, from what it printed; undefined where it prints nothing. */
  readonly read: ((output: string) => number) | undefined;
  /** Why it cannot be run here. */
  readonly missing: string | undefined;
}

export function whittleReview(trail: Trail): Tool {
  const account = accountFile(trail.roles);
  const review = ["review", "--account", account, "--trail", trail.folder, "--decide", "none", "--format", "json"];
  return { name: "whittle review", command: [process.execPath, WHITTLE, ...review], read: recordsRead, missing: undefined };
}

/** Only unpacks: what no reader can do without. */
export function zcat({ folder }: Trail): Tool {
  return { name: "zcat | cat", command: ["sh", "-c", `zcat ${folder}/*.json.gz | cat > /dev/null`], read: undefined, missing: undefined };
}

/** What people use instead, to count the calls of each role. jq is spared the counting. */
export function rivals({ folder }: Trail): Record<"jq" | "python" | "duckdb", Tool> {
  const filter = ".Records[] | [.userIdentity.sessionContext.sessionIssuer.arn, .eventSource, .eventName]";
  const files = `${folder}/*.json.gz`;
  const hasDuckdb = existsSync(join(ROOT, "node_modules/@duckdb/node-api"));
  return {
    jq: {
      name: "zcat | jq",
      command: ["sh", "-c", `zcat ${files} | jq -c '${filter}' | wc -l`],
      read: Number,
      missing: isInstalled("jq") ? undefined : "jq is not installed",
    },
    python: {
      name: "Python",
      command: ["python3", join(import.meta.dirname, "count.py"), files],
      read: Number,
      missing: isInstalled("python3") ? undefined : "python3 is not installed",
    },
    duckdb: {
      name: "DuckDB",
      command: [process.execPath, join(import.meta.dirname, "duckdb.js"), files, String(LARGEST_OBJECT)],
      read: Number,
      missing: hasDuckdb ? undefined : "@duckdb/node-api is not installed",
    },
  };
}

function recordsRead(output: string): number {
  const { records }: { records: { read: number } } = JSON.parse(output.slice(0, output.indexOf("\n")));
  return records.read;
}
