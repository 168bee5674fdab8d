import { readFileSync } from "node:fs";
import { UnusableFileError } from "./errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file.",
  EACCES: "it may not be read.",
  EISDIR: "it is a folder, not a file.",
};

/** A file's text. Throws UnusableFileError. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UnusableFileError(file, reasonOf(error));
  }
}

/** A file's JSON value. Throws UnusableFileError. */
export function readJson(file: string): unknown {
  const text = readText(file);
  if (text.trim() === "") throw new UnusableFileError(file, "it is empty.");
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableFileError(file, /[\]}]\s*$/.test(text) ? "it is not JSON." : "it is not JSON, or it was cut off.");
  }
}

/** What a file system's error code means, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? `it could not be read (${code || String(error)}).`;
}
