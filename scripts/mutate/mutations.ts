import { parseSync } from "oxc-parser";

/** One change to a source text that a test should notice. */
export interface Mutation {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  readonly line: number;
  /** The line that it stands on, as it was. */
  readonly within: string;
  /** What stood there and what stands there now, on one line. */
  readonly shown: string;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [member: string]: unknown;
}

const SWAPPED: Readonly<Record<string, string>> = {
  "===": "!==",
  "!==": "===",
  "<": "<=",
  "<=": "<",
  ">": ">=",
  ">=": ">",
  "-": "+",
  "*": "/",
  "&&": "||",
  "||": "&&",
};
const SWAPPED_CALLS: Readonly<Record<string, string>> = {
  some: "every",
  every: "some",
  min: "max",
  max: "min",
  startsWith: "endsWith",
  endsWith: "startsWith",
  floor: "ceil",
  ceil: "floor",
  toLowerCase: "toString",
  findLast: "find",
};
/** Calls that hand on what they are called on, less or in another order. */
const SKIPPED_CALLS = new Set(["filter", "toSorted", "sort", "toReversed", "slice"]);

/** Every standard mutation of a TypeScript source: operators, branches, literals that are data, statements, calls. Prose is left alone. */
export function mutationsOf(file: string, source: string): readonly Mutation[] {
  const found: Mutation[] = [];
  const lines = source.split("\n");
  const text = ({ start, end }: Node) => source.slice(start, end);
  const add = (node: Pick<Node, "start" | "end">, replacement: string) => {
    const { start, end } = node;
    const before = source.slice(start, end);
    if (before === replacement) return;
    const line = source.slice(0, start).split("\n").length;
    const within = (lines[line - 1] ?? "").trim();
    found.push({ start, end, replacement, line, within, shown: `${oneLine(before)} → ${oneLine(replacement) || "nothing"}` });
  };
  visit(asNode(parseSync(file, source).program), (node) => {
    for (const { on, replacement } of mutantsOf(node, text)) add(on, replacement);
  });
  return found.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

export function mutated(source: string, { start, end, replacement }: Mutation): string {
  return source.slice(0, start) + replacement + source.slice(end);
}

interface Mutant {
  readonly on: Pick<Node, "start" | "end">;
  readonly replacement: string;
}

function mutantsOf(node: Node, text: (node: Node) => string): readonly Mutant[] {
  switch (node.type) {
    case "BinaryExpression":
    case "LogicalExpression":
      return ofOperator(node, text);
    case "UnaryExpression":
      return node.operator === "!" ? [{ on: node, replacement: text(asNode(node.argument)) }] : [];
    case "ConditionalExpression":
      return [asNode(node.consequent), asNode(node.alternate)].map((branch) => ({ on: node, replacement: `(${text(branch)})` }));
    case "IfStatement":
      return ["true", "false"].map((replacement) => ({ on: asNode(node.test), replacement }));
    case "ThrowStatement":
      return [{ on: node, replacement: ";" }];
    case "ExpressionStatement":
      return /^(Call|Await)Expression$/.test(asNode(node.expression).type) ? [{ on: node, replacement: ";" }] : [];
    case "Literal":
      return ofLiteral(node);
    case "CallExpression":
      return ofCall(node, text);
    default:
      return [];
  }
}

function ofOperator(node: Node, text: (node: Node) => string): readonly Mutant[] {
  const [left, right] = [asNode(node.left), asNode(node.right)];
  const operator = String(node.operator);
  if (operator === "??") return [{ on: node, replacement: text(left) }];
  const swapped = SWAPPED[operator];
  return swapped === undefined ? [] : [{ on: node, replacement: `${text(left)} ${swapped} ${text(right)}` }];
}

function ofLiteral({ value, ...node }: Node): readonly Mutant[] {
  if (typeof value === "boolean") return [{ on: node, replacement: String(!value) }];
  if (typeof value === "number") return [{ on: node, replacement: String(value + 1) }];
  const isData = typeof value === "string" && /^[\w:.*#/-]+$/.test(value);
  return isData ? [{ on: node, replacement: '""' }] : [];
}

function ofCall(node: Node, text: (node: Node) => string): readonly Mutant[] {
  const callee = asNode(node.callee);
  if (callee.type !== "MemberExpression" || callee.computed === true) return [];
  const [object, property] = [asNode(callee.object), asNode(callee.property)];
  const name = text(property);
  const swapped = Object.hasOwn(SWAPPED_CALLS, name) ? SWAPPED_CALLS[name] : undefined;
  if (swapped !== undefined) return [{ on: property, replacement: swapped }];
  return SKIPPED_CALLS.has(name) ? [{ on: node, replacement: text(object) }] : [];
}

/** Types, imports, names of members and of variants decide nothing by themselves, or do not run at all. */
const NOT_ENTERED = new Set([
  "ImportDeclaration",
  "ExportAllDeclaration",
  "TSTypeAliasDeclaration",
  "TSInterfaceDeclaration",
  "TSTypeAnnotation",
  "TSTypeParameterInstantiation",
]);

function visit(node: Node, see: (node: Node) => void): void {
  if (NOT_ENTERED.has(node.type)) return;
  see(node);
  for (const [member, value] of Object.entries(node)) {
    if (member === "typeAnnotation" || (member === "key" && node.computed !== true)) continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value && "end" in value;
}

function asNode(value: unknown): Node {
  if (!isNode(value)) throw new Error("The parser gave something that is no node.");
  return value;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}
