import { readFileSync } from "node:fs";
import type * as v from "valibot";
import { fileErrorText } from "#core/messages/file-error.ts";
import { unusableFileText } from "#core/messages/log-fault.ts";
import { UnusableFileError } from "./errors.ts";
import { compressionOf, packedFormOf } from "./trail/foreign.ts";

/** A file's JSON value, in UTF-8 or, as PowerShell writes it, UTF-16. Throws UnusableFileError. */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnusableFileError(file, /[\]}]\s*$/.test(text) ? "it is not JSON." : "it is not JSON, or it was cut off.");
  }
}

/** A file's text, in UTF-8 or UTF-16; it is not empty. Throws UnusableFileError. */
export function readText(file: string): string {
  const text = textOf(readBytes(file), file);
  if (text.trim() === "") throw new UnusableFileError(file, "it is empty.");
  return text;
}

function readBytes(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UnusableFileError(file, reasonOf(error));
  }
}

/** A byte order mark tells the encoding, or JSON's first character, half of which is zero in UTF-16; TextDecoder leaves the mark out. */
function textOf(bytes: Buffer, file: string): string {
  const [first, second] = bytes;
  if (compressionOf(bytes) !== undefined) throw new UnusableFileError(file, "it is compressed; unpack it first.");
  const packed = packedFormOf(bytes);
  if (packed !== undefined) throw new UnusableFileError(file, unusableFileText({ id: "foreign-form", form: packed }));
  const isLittle = (first === 0xff && second === 0xfe) || second === 0;
  const encoding = isLittle ? "utf-16le" : first === 0 || (first === 0xfe && second === 0xff) ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** The first thing that keeps a value from having the form that it must have, in words. */
export function faultInForm(issue: v.BaseIssue<unknown>): string {
  const keys = (issue.path ?? []).map(({ key }) => String(key));
  const where = keys.reduce((path, key) => (/^\d+$/.test(key) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`), "");
  if (where === "") return "it holds no JSON object.";
  return issue.received === "undefined" ? `${where} is missing.` : `${where}: ${issue.message}.`;
}

/** What kept a file from being used: the file system's code, or what was thrown. */
export function fileErrorOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** The same in words. */
export function reasonOf(error: unknown): string {
  return fileErrorText(fileErrorOf(error));
}
