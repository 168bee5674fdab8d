import * as v from "valibot";
import { type ActionName, isActionName } from "#core/aws/names.ts";
import { once } from "#core/once.ts";
import type { AccessLevel, ActionCatalogue, ActionInfo, ManagingAction, ResourceType } from "./catalogue.ts";
import { isFixed, matches } from "./match.ts";

/** Name, index of the access level, resource types (index; -1 - index where optional), condition keys. */
type Row = readonly [name: string, level: number, types?: readonly number[], keys?: readonly number[]];
const Rows = v.custom<readonly Row[]>((value) => Array.isArray(value) && value.every(isRow), "must be rows of the catalogue");

/** By hand: there are more than 20,000 rows, and each run reads them. */
function isRow(value: unknown): value is Row {
  if (!Array.isArray(value) || typeof value[0] !== "string" || typeof value[1] !== "number" || value.length > 4) return false;
  return areNumbers(value[2]) && areNumbers(value[3]);
}

function areNumbers(list: unknown): boolean {
  return list === undefined || (Array.isArray(list) && list.every((item) => typeof item === "number"));
}

const Service = v.object({
  name: v.exactOptional(v.string()),
  types: v.array(v.tuple([v.string(), v.string()])),
  keys: v.array(v.string()),
  actions: Rows,
});
const Head = v.object({ version: v.string() });

interface ServiceActions {
  readonly name: string;
  readonly sorted: readonly ActionInfo[];
  readonly find: (lowerName: string) => ActionInfo | undefined;
  /** Those whose name matches a pattern in lower case. */
  readonly matching: (namePattern: string) => readonly ActionName[];
}

const LEVELS: readonly AccessLevel[] = ["List", "Read", "Write", "Tagging", "Permissions management"];

/**
 * The catalogue over the text that scripts/make-catalogue.ts wrote: a JSON object with one service a line. A line is parsed when
 * its service is first asked for, since most runs ask for a few of the hundreds. Throws a SyntaxError or ValiError where the text
 * has another form: it is made at build time.
 */
export function createCatalogue(text: string): ActionCatalogue {
  const [head = "", ...lines] = text.split("\n");
  const { version } = v.parse(Head, JSON.parse(`${head}}}`));
  const byPrefix = new Map(lines.filter((line) => line.startsWith('"')).map((line) => [line.slice(1, line.indexOf('"', 1)), line]));
  const prefixes = [...byPrefix.keys()].sort();
  const read = remember((prefix: string) => serviceActions(prefix, byPrefix.get(prefix)));
  const bySpelling = new Map<string, ActionInfo>();
  const find = (action: string) => {
    const [prefix = "", name = ""] = action.toLowerCase().split(":");
    const info = read(prefix).find(name);
    if (info?.action === action) bySpelling.set(action, info);
    return info;
  };
  const expand = remember((pattern: string) =>
    expandPattern(pattern, prefixes, (prefix, namePattern) => read(prefix).matching(namePattern)),
  );
  const summaryOf = remember((prefix: string) => summaryIn(prefix, byPrefix.get(prefix)) ?? summaryFrom(read(prefix)));
  const countOf = (prefix: string) => summaryOf(prefix).count;
  return {
    version,
    get size() {
      return prefixes.reduce((sum, prefix) => sum + countOf(prefix), 0);
    },
    services: () => prefixes,
    serviceName: (prefix) => read(prefix).name,
    actionsOf: (prefix) => read(prefix.toLowerCase()).sorted,
    countOf,
    levelsOf: (prefix) => summaryOf(prefix).levels,
    managing: (prefix) => summaryOf(prefix).managing,
    find: (action) => bySpelling.get(action) ?? find(action),
    expand: (pattern) => expand(pattern.toLowerCase()),
  };
}

/** What is told of a service without reading its actions. */
interface Summary {
  readonly count: number;
  readonly levels: Readonly<Record<AccessLevel, number>>;
  readonly managing: readonly ManagingAction[];
}

const Beginning = v.object({
  count: v.number(),
  levels: v.array(v.number()),
  manages: v.array(v.tuple([v.number(), v.string()])),
});

/** What a line begins with, `"logs":{"count":123,"levels":[…],"manages":[…],`; undefined where an earlier build made it without. */
function summaryIn(prefix: string, line = ""): Summary | undefined {
  const [, beginning] = /^"[^"]+":(\{"count":\d+,"levels":\[[\d,]*\],"manages":\[(?:\[\d+,"[\w-]+"\],?)*\]),/.exec(line) ?? [];
  if (beginning === undefined) return undefined;
  const { count, levels, manages } = v.parse(Beginning, JSON.parse(`${beginning}}`));
  return {
    count,
    levels: byLevel((level) => levels[LEVELS.indexOf(level)] ?? 0),
    managing: manages.map(([at, name]) => ({ at, action: actionNamed(prefix, name) })),
  };
}

function summaryFrom({ sorted }: ServiceActions): Summary {
  return {
    count: sorted.length,
    levels: byLevel((wanted) => sorted.filter(({ level }) => level === wanted).length),
    managing: sorted.flatMap(({ action, level }, at) => (level === "Permissions management" ? [{ at, action }] : [])),
  };
}

function byLevel(countOf: (level: AccessLevel) => number): Summary["levels"] {
  return {
    List: countOf("List"),
    Read: countOf("Read"),
    Tagging: countOf("Tagging"),
    Write: countOf("Write"),
    "Permissions management": countOf("Permissions management"),
  };
}

/** Throws a SyntaxError where it is no action: the catalogue is made at build time. */
function actionNamed(prefix: string, name: string): ActionName {
  const action = `${prefix}:${name}`;
  if (!isActionName(action)) throw new SyntaxError(`The catalogue of actions holds ${action}, which is no action.`);
  return action;
}

/** `line` is a member of the object, `"logs":{…}`, with or without a comma after it. */
function serviceActions(prefix: string, line: string | undefined): ServiceActions {
  if (line === undefined) return { name: prefix, sorted: [], find: () => undefined, matching: () => [] };
  const text = line.slice(line.indexOf(":") + 1, line.lastIndexOf("}") + 1);
  const { name = prefix, types, keys, actions } = v.parse(Service, JSON.parse(text));
  const allTypes = types.map(([name, arn]): TypeBothWays => {
    const type = { name, arns: arn.split(", ") };
    return { required: { ...type, required: true }, optional: { ...type, required: false } };
  });
  const sorted = actions.map((row) => new CatalogueAction(prefix, row, allTypes, keys));
  const names = sorted.map(({ action }) => action);
  const lowerNames = once(() => actions.map(([name]) => name.toLowerCase()));
  const byName = once(() => new Map(sorted.map((info, at) => [lowerNames()[at], info])));
  return {
    name,
    sorted,
    find: (lowerName) => byName().get(lowerName),
    matching: (pattern) => (pattern === "*" ? names : names.filter((_, at) => matches(pattern, lowerNames()[at] ?? ""))),
  };
}

/** A resource type as actions have it: required by some, optional to others. */
interface TypeBothWays {
  readonly required: ResourceType;
  readonly optional: ResourceType;
}

/** Its lists are made when they are first asked for: most runs ask for a few actions of thousands. */
class CatalogueAction implements ActionInfo {
  readonly action: ActionName;
  readonly level: AccessLevel;
  readonly #row: Row;
  readonly #types: readonly TypeBothWays[];
  readonly #keys: readonly string[];
  #resourceTypes: readonly ResourceType[] | undefined;
  #conditionKeys: readonly string[] | undefined;

  constructor(prefix: string, row: Row, types: readonly TypeBothWays[], keys: readonly string[]) {
    this.action = actionNamed(prefix, row[0]);
    this.level = LEVELS[row[1]] ?? "Write";
    this.#row = row;
    this.#types = types;
    this.#keys = keys;
  }

  get resourceTypes(): readonly ResourceType[] {
    this.#resourceTypes ??= (this.#row[2] ?? []).flatMap(
      (index) => (index < 0 ? this.#types[-1 - index]?.optional : this.#types[index]?.required) ?? [],
    );
    return this.#resourceTypes;
  }

  get conditionKeys(): readonly string[] {
    this.#conditionKeys ??= (this.#row[3] ?? []).flatMap((index) => this.#keys[index] ?? []);
    return this.#conditionKeys;
  }
}

function expandPattern(
  pattern: string,
  prefixes: readonly string[],
  matching: (prefix: string, namePattern: string) => readonly ActionName[],
): readonly ActionName[] {
  const colon = pattern.indexOf(":");
  const [prefixPattern, namePattern] = colon < 0 ? [pattern, "*"] : [pattern.slice(0, colon), pattern.slice(colon + 1)];
  if (colon < 0 && pattern !== "*") return [];
  if (isFixed(prefixPattern)) return matching(prefixPattern, namePattern);
  return prefixes.filter((prefix) => matches(prefixPattern, prefix)).flatMap((prefix) => matching(prefix, namePattern));
}

function remember<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    known.set(key, made);
    return made;
  };
}
