import { type CloudTrailRecord, isObject, type JsonObject } from "./record.ts";

/** A request's values, laid flat. */
export interface Parameters {
  /** Parameter name, in lower case without punctuation, to its values; `.name` for those at the top of the request alone, `.pipeline.name` for a name one deeper. */
  readonly named: ReadonlyMap<string, readonly string[]>;
  /** ARNs anywhere in the request. */
  readonly arns: readonly string[];
  /** ARNs anywhere in the answer. */
  readonly answered: readonly string[];
}

/** A security group of an interface of `RunInstances` stands seven deep. */
const deepest = 8;
const mostValues = 200;

/** Parameters that hold what a user wrote about something else: a name in there is not what the call acts on. */
const beside: ReadonlySet<string> = new Set([
  "tags",
  "tagset",
  "tagspecificationset",
  "tagkeys",
  "filters",
  "filterset",
  "filter",
  "policydocument",
  "policy",
  "assumerolepolicydocument",
  "environment",
  "attributestoget",
  "expressionattributenames",
  "expressionattributevalues",
  "message",
]);

/** A request laid flat, whatever its nesting (`instancesSet.items[].instanceId` is `instanceid`). */
export function parametersOf(record: CloudTrailRecord): Parameters {
  const flat: Flat = { named: new Map(), arns: [], left: mostValues };
  walk(record.request, "", 0, flat);
  const answer: Flat = { named: new Map(), arns: [], left: mostValues };
  walk(record.response, "", 0, answer);
  return { named: flat.named, arns: flat.arns, answered: answer.arns };
}

interface Flat {
  readonly named: Map<string, string[]>;
  readonly arns: string[];
  left: number;
}

function walk(value: unknown, name: string, depth: number, flat: Flat): void {
  if (flat.left <= 0 || depth > deepest) return;
  if (typeof value === "string" || typeof value === "number") keep(String(value), name, flat);
  else if (Array.isArray(value)) for (const entry of value) walk(entry, name, depth + 1, flat);
  else if (isObject(value)) walkObject(value, name, depth, flat);
}

function walkObject(value: JsonObject, within: string, depth: number, flat: Flat): void {
  for (const key of Object.keys(value)) {
    const name = key.toLowerCase().replace(/[^a-z0-9]/g, "");
    if (beside.has(name)) continue;
    const inside = value[key];
    if (depth === 0) for (const value of stringsOf(inside)) keep(value, `.${name}`, flat);
    if (depth === 1 && name === "name" && typeof inside === "string") keep(inside, `.${within}.name`, flat);
    if (typeof inside === "string" && isNamedByItsParent(value, name, within)) keep(inside, within, flat);
    walk(inside, name, depth + 1, flat);
  }
}

function stringsOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === "string");
}

/** Newer EC2 calls number the values of a list (`RouteTableId: {tag: 1, content: "rtb-…"}`); a map of roles has keys of its own. */
function isNamedByItsParent(value: JsonObject, name: string, within: string): boolean {
  return (name === "content" && value.tag !== undefined) || within === "roles";
}

/** Some services, such as Amazon MSK, record an ARN as it stood in the request's path: percent-encoded. */
function decoded(value: string): string {
  if (!value.startsWith("arn%3A") && !value.startsWith("arn%3a")) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function keep(given: string, name: string, flat: Flat): void {
  const value = decoded(given);
  if (value === "" || value.length > 2048) return;
  flat.left -= 1;
  if (value.startsWith("arn:") && !flat.arns.includes(value)) flat.arns.push(value);
  const values = flat.named.get(name);
  if (values === undefined) flat.named.set(name, [value]);
  else if (!values.includes(value)) values.push(value);
}
