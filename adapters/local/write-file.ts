import { accessSync, constants, existsSync, mkdirSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UnusableFileError } from "./errors.ts";
import { reasonOf } from "./read-file.ts";

/** Makes a folder, and those that it lies in, unless it is there; files can be written into it. Throws UnusableFileError. */
export function openFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UnusableFileError(folder, reasonOf(error));
  }
  if (!statSync(folder).isDirectory()) throw new UnusableFileError(folder, "it is a file, not a folder.");
}

/** One folder at a time: Node's own mkdir of a whole path never ends under /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}

/** Throws UnusableFileError where a file may not be written, whether it is there or not. */
export function checkWritable(file: string): void {
  try {
    accessSync(dirname(file), constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
  } catch (error) {
    throw new UnusableFileError(file, reasonOf(error));
  }
}

/** Writes a value as JSON with a line an entry: all of it, or the file stays as it was. Throws UnusableFileError. */
export function writeJson(file: string, value: unknown): void {
  checkWritable(file);
  const unfinished = `${file}.new`;
  try {
    const mode = statSync(file, { throwIfNoEntry: false })?.mode;
    writeFileSync(unfinished, `${JSON.stringify(value, undefined, 2)}\n`, { flush: true, ...(mode === undefined ? {} : { mode }) });
    renameSync(unfinished, file);
  } catch (error) {
    throw new UnusableFileError(file, reasonOf(error));
  }
}
