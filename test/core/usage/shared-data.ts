import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const root = fileURLToPath(new URL("../../../../shared/data/", import.meta.url));

/** Is the folder of real logs beside the checkout? A clean clone does not have it. */
export const hasSharedData = existsSync(root);

/** Every record under a folder of the shared data. */
export function sharedRecords(folder: string): readonly unknown[] {
  return filesUnder(join(root, folder)).flatMap((file) => {
    const bytes = readFileSync(file);
    const log: unknown = JSON.parse((file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
    return recordsOf(log);
  });
}

function filesUnder(path: string): readonly string[] {
  return statSync(path).isDirectory()
    ? readdirSync(path)
        .sort()
        .flatMap((name) => filesUnder(join(path, name)))
    : [path];
}

function recordsOf(log: unknown): readonly unknown[] {
  if (Array.isArray(log)) return log;
  return typeof log === "object" && log !== null && "Records" in log && Array.isArray(log.Records) ? log.Records : [];
}
