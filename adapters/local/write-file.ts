import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UnusableFileError } from "./errors.ts";
import { reasonOf } from "./read-file.ts";

/** Makes a folder, and those that it lies in, unless it is there; files can be written into it. Throws UnusableFileError. */
export function openFolder(folder: string): void {
  try {
    // Where only the last folder is missing, it alone is made: mkdir of a whole path never ends under /proc.
    if (!existsSync(folder)) mkdirSync(folder, { recursive: !existsSync(dirname(folder)) });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new UnusableFileError(folder, reasonOf(error));
  }
  if (!statSync(folder).isDirectory()) throw new UnusableFileError(folder, "it is a file, not a folder.");
}

/** Writes a value as JSON with a line an entry. Throws UnusableFileError. */
export function writeJson(file: string, value: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
  } catch (error) {
    throw new UnusableFileError(file, reasonOf(error));
  }
}
