import { isDeepStrictEqual } from "node:util";
import { record } from "../aws-limits/render.ts";

const NOTHING = { Ref: "AWS::NoValue" };

/** A part of a template without its functions: `!Ref X`, `!GetAtt X.Y` and `!Sub` are text, and `!If` is `{ if, is, else }`. */
export function plain(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(plain);
  if (typeof node !== "object" || node === null) return node;
  const [[name, argument] = ["", undefined], ...more] = Object.entries(node);
  if (more.length === 0 && (name === "Ref" || name.startsWith("Fn::"))) return plainCall(name, argument);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, plain(value)]));
}

function plainCall(name: string, argument: unknown): unknown {
  if (name === "Ref") return `\${${argument}}`;
  if (!Array.isArray(argument)) return argument;
  const [first, second, third] = argument;
  if (name === "Fn::GetAtt") return `\${${first}.${second}}`;
  if (name === "Fn::Sub") return { text: first, with: plain(second) };
  if (name !== "Fn::If") return { [name.slice("Fn::".length).toLowerCase()]: argument.map(plain) };
  if (argument.length !== 3) throw new Error("!If takes a condition and two values.");
  const otherwise = isDeepStrictEqual(third, NOTHING) ? {} : { else: plain(third) };
  return { if: first, is: plain(second), ...otherwise };
}

/** What is stated, without the reasons. */
export function withoutReasons(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutReasons);
  if (typeof node !== "object" || node === null) return node;
  const members = Object.entries(node).filter(([name]) => name !== "why");
  return Object.fromEntries(members.map(([name, member]) => [name, withoutReasons(member)]));
}

export function without(node: unknown, ...names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record(node)).filter(([name]) => !names.includes(name)));
}
