import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { code, table } from "./markdown.ts";

const ROOT = join(import.meta.dirname, "../..");
const CLASS = /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?(?:export )?class \w+ extends \w+ \{([\s\S]*?)\n\}/g;

/** Every error code of the source, with what it means. Codes are stable; messages are not. */
export function errorsText(): string {
  const rows = errorCodes().map(([name, about]) => [code(name), about]);
  return table(["code", "meaning"], rows);
}

/** Code and meaning of each error class, by code. The meaning is its docstring, or else its message. */
export function errorCodes(): readonly (readonly [string, string])[] {
  const files = globSync("{core,adapters,functions,cli}/**/*.ts", { cwd: ROOT });
  const found = files.flatMap((file) => [...readFileSync(join(ROOT, file), "utf8").matchAll(CLASS)].flatMap(codeOf));
  return found.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function codeOf([, docstring, body = ""]: RegExpExecArray | RegExpMatchArray): readonly (readonly [string, string])[] {
  const name = /readonly code(?:: \w+)? = "([a-z0-9-]+)"/.exec(body)?.[1];
  if (name === undefined) return [];
  const message = /super\(\s*(?:`([^`]*)`|"([^"]*)")/.exec(body);
  const about = docstring?.replace(/\n\s*\*/g, " ") ?? (message?.[1] ?? message?.[2] ?? "").replace(/\$\{[^}]*\}/g, "…");
  return [[name, about.trim()]];
}
