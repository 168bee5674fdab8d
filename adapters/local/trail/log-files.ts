import { type Dirent, readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { UnusableFileError } from "../errors.ts";
import { reasonOf } from "../read-file.ts";

/** The log files of a trail: every `.json` and `.json.gz` below a folder, sorted, or one file by itself. Throws UnusableFileError. */
export function logFiles(path: string): readonly string[] {
  const files: string[] = [];
  try {
    if (statSync(path).isDirectory()) collect(path, files, new Set());
    else files.push(path);
  } catch (error) {
    throw new UnusableFileError(path, reasonOf(error));
  }
  if (files.length === 0) throw new UnusableFileError(path, "it holds no .json or .json.gz file.");
  return files.sort();
}

/** A folder that links lead back to is entered once. One that cannot be read stands for its files: reading it says why not. */
function collect(folder: string, files: string[], seen: Set<string>): void {
  const real = realpathSync(folder);
  if (seen.has(real)) return;
  seen.add(real);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const kind = kindOf(path, entry);
    if (kind === "folder") collectOrName(path, files, seen);
    else if (kind === "file" && /\.json(\.gz)?$/i.test(entry.name)) files.push(path);
  }
}

function collectOrName(folder: string, files: string[], seen: Set<string>): void {
  try {
    collect(folder, files, seen);
  } catch {
    files.push(folder);
  }
}

/** A link that leads nowhere counts as a file: reading it says what is wrong. */
function kindOf(path: string, entry: Dirent): "folder" | "file" | "other" {
  try {
    const found = entry.isSymbolicLink() ? statSync(path) : entry;
    return found.isDirectory() ? "folder" : found.isFile() ? "file" : "other";
  } catch {
    return "file";
  }
}
