import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { seenJson } from "#core/json-text.ts";
import { unwrittenText } from "#core/messages/file-error.ts";
import { UnusableFileError } from "./errors.ts";
import { fileErrorOf, reasonOf } from "./read-file.ts";

/** What a run leaves says who may do what in an account: nobody else on the machine reads it. */
const OWNER_ONLY_FOLDER = 0o700;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_PROGRAM = 0o700;

/** Makes a folder for its owner alone, and those that it lies in, unless it is there; files can be written into it. Throws UnusableFileError. */
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
  mkdirSync(folder, { mode: OWNER_ONLY_FOLDER });
}

/** Throws UnusableFileError where a file may not be written, whether it is there or not. */
export function checkWritable(file: string): void {
  refuseLink(file);
  try {
    accessSync(dirname(file), constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.W_OK);
  } catch (error) {
    throw new UnusableFileError(file, unwrittenText(fileErrorOf(error)));
  }
}

/**
 * Makes a file that its owner alone may read, empty, unless it is there; never by way of a link, which another user may have laid.
 * Throws UnusableFileError.
 */
export function claimFile(file: string): void {
  refuseLink(file);
  try {
    const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants;
    const opened = openSync(file, O_RDWR | O_CREAT | O_NOFOLLOW, OWNER_ONLY_FILE);
    fchmodSync(opened, OWNER_ONLY_FILE);
    closeSync(opened);
  } catch (error) {
    throw new UnusableFileError(file, unwrittenText(fileErrorOf(error)));
  }
}

/** Writes a value as JSON with a line an entry, as writeText does. Throws UnusableFileError. */
export function writeJson(file: string, value: unknown): void {
  writeText(file, `${seenJson(JSON.stringify(value, undefined, 2))}\n`);
}

/**
 * Writes a text for its owner alone: all of it, or the file stays as it was. A link is not followed. `program` makes it one that can be run.
 * Throws UnusableFileError.
 */
export function writeText(file: string, text: string, kind: "text" | "program" = "text"): void {
  checkWritable(file);
  const unfinished = `${file}.new`;
  try {
    // What lies there is left over, or laid there: it goes, and is not followed.
    if (lstatSync(unfinished, { throwIfNoEntry: false })) unlinkSync(unfinished);
    const mode = kind === "program" ? OWNER_ONLY_PROGRAM : OWNER_ONLY_FILE;
    writeFileSync(unfinished, text, { flush: true, flag: "wx", mode });
    renameSync(unfinished, file);
  } catch (error) {
    throw new UnusableFileError(file, unwrittenText(fileErrorOf(error)));
  }
}

/** Throws UnusableFileError where a link lies in the place of a file or folder: another user may have laid it. */
export function refuseLink(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink())
    throw new UnusableFileError(file, "it is a link, and nothing is written through links.");
}
