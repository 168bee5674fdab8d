import { readFileSync } from "node:fs";
import type { Property, PropertyType, Resource, SpecDatabase } from "@aws-cdk/service-spec-types";
import * as v from "valibot";
import { type CollectionTag, isNode, parse, type ScalarTag } from "yaml";

const TAGS = ["Ref", "Sub", "GetAtt", "Condition", "If", "Split", "Select", "Join", "Not", "And", "Or", "Equals", "FindInMap"];
/** Each short form in its long one: `!If [A, b, c]` as `{ "Fn::If": [A, b, c] }`. */
const longForms: (ScalarTag | CollectionTag)[] = TAGS.flatMap((name) => {
  const key = name === "Ref" || name === "Condition" ? name : `Fn::${name}`;
  return [
    { tag: `!${name}`, resolve: (value: string) => ({ [key]: value }) },
    { tag: `!${name}`, collection: "seq", resolve: (value: unknown) => ({ [key]: isNode(value) ? value.toJSON() : value }) },
  ];
});

const Objects = v.record(v.string(), v.unknown());
const Template = v.looseObject({
  Resources: v.record(v.string(), v.looseObject({ Type: v.string(), Properties: v.optional(Objects, {}) })),
  Outputs: v.optional(Objects, {}),
});
export type Template = v.InferOutput<typeof Template>;

export function readTemplateText(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
}

/** A template with every function of CloudFormation in its long form. */
export function parseTemplate(text: string): Template {
  return v.parse(Template, parse(text, { customTags: longForms }));
}

/** SAM makes these of its own types; what a template asks of an attribute is asked of them. */
const MADE_OF: Readonly<Record<string, string>> = {
  "AWS::Serverless::Function": "AWS::Lambda::Function",
  "AWS::Serverless::StateMachine": "AWS::StepFunctions::StateMachine",
};

/** SAM hands this on to Lambda (AWS SAM Developer Guide, "AWS::Serverless::Function"), which its schema does not say yet. */
const HANDED_ON: Readonly<Record<string, readonly string[]>> = { "AWS::Serverless::Function": ["LoggingConfig"] };

/** Where a template is not as CloudFormation's resource schemas say: what is not known, what is missing, what is of another type. */
export function problemsIn(template: Template, db: SpecDatabase): readonly string[] {
  const specs = new Map(Object.values(template.Resources).map(({ Type }) => [Type, specOf(db, Type)]));
  const properties = Object.entries(template.Resources).flatMap(([id, { Type, Properties }]) => {
    const spec = specs.get(Type);
    if (!spec) return [`${id}: there is no type ${Type}`];
    return checkProperties(db, { ...spec.properties, ...handedOn(db, Type) }, Properties, id);
  });
  const attributes = gottenIn(template).flatMap(({ id, attribute }) => {
    const made = template.Resources[id];
    if (!made) return [`there is no resource ${id}, whose ${attribute} is asked for`];
    const spec = specOf(db, MADE_OF[made.Type] ?? made.Type);
    return spec && attribute in spec.attributes ? [] : [`${id}: ${made.Type} has no attribute ${attribute}`];
  });
  return [...properties, ...new Set(attributes)];
}

function specOf(db: SpecDatabase, type: string): Resource | undefined {
  return db.lookup("resource", "cloudFormationType", "equals", type)[0];
}

function handedOn(db: SpecDatabase, type: string): Readonly<Record<string, Property>> {
  const known = specOf(db, MADE_OF[type] ?? type)?.properties ?? {};
  return Object.fromEntries((HANDED_ON[type] ?? []).flatMap((name) => (known[name] ? [[name, known[name]]] : [])));
}

function checkProperties(db: SpecDatabase, known: Readonly<Record<string, Property>>, given: object, at: string): readonly string[] {
  const unknown = Object.keys(given).flatMap((name) => (name in known ? [] : [`${at}.${name} is no property`]));
  const missing = Object.entries(known).flatMap(([name, { required }]) =>
    required && !(name in given) ? [`${at}.${name} is missing`] : [],
  );
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    const property = known[name];
    return property ? checkValue(db, [property.type, ...(property.previousTypes ?? [])], value, `${at}.${name}`) : [];
  });
  return [...unknown, ...missing, ...wrong];
}

/** A value of one of these types has no problem; where it is of none, those with the first are told. */
function checkValue(db: SpecDatabase, types: readonly PropertyType[], value: unknown, at: string): readonly string[] {
  const branches = branchesOf(value);
  if (branches) return branches.flatMap((branch) => checkValue(db, types, branch, at));
  if (isFunction(value)) return [];
  const found = types.map((type) => checkType(db, type, value, at));
  return found.find((problems) => problems.length === 0) ?? found[0] ?? [];
}

function checkType(db: SpecDatabase, type: PropertyType, value: unknown, at: string): readonly string[] {
  if (type.type === "union") return checkValue(db, type.types, value, at);
  if (type.type === "array") {
    const { element } = type;
    return Array.isArray(value) ? value.flatMap((each, index) => checkValue(db, [element], each, `${at}[${index}]`)) : [`${at} is no list`];
  }
  if (type.type !== "map" && type.type !== "ref") return checkPlain(type, value, at);
  if (!isObject(value)) return [`${at} is no object`];
  if (type.type === "ref") return checkProperties(db, db.get("typeDefinition", type.reference.$ref).properties, value, at);
  const { element } = type;
  return Object.entries(value).flatMap(([name, each]) => checkValue(db, [element], each, `${at}.${name}`));
}

/** CloudFormation takes a number and yes or no as text too. All other types are texts. */
const PLAIN: Readonly<Record<string, { readonly isOne: (value: unknown) => boolean; readonly what: string }>> = {
  tag: { isOne: (value) => isObject(value) && "Key" in value && "Value" in value, what: "no tag" },
  json: { isOne: (value) => isObject(value) || typeof value === "string", what: "no JSON" },
  integer: { isOne: (value) => /^-?\d+$/.test(String(value)), what: "no whole number" },
  number: { isOne: (value) => !isNested(value) && Number.isFinite(Number(value)), what: "no number" },
  boolean: { isOne: (value) => /^(true|false)$/.test(String(value)), what: "neither true nor false" },
};
const TEXT = { isOne: (value: unknown) => !isNested(value), what: "no text" };

function checkPlain({ type }: PropertyType, value: unknown, at: string): readonly string[] {
  const { isOne, what } = PLAIN[type] ?? TEXT;
  return isOne(value) ? [] : [`${at} is ${what}`];
}

function isNested(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is worked out at the deployment has no type before. */
function isFunction(value: unknown): boolean {
  if (!isObject(value)) return false;
  const [name = "", ...more] = Object.keys(value);
  return more.length === 0 && (name === "Ref" || name === "Condition" || name.startsWith("Fn::"));
}

/** Both branches of an `If`, without one that leaves the property out. */
function branchesOf(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value) || !Array.isArray(value["Fn::If"])) return undefined;
  const [, ...branches] = value["Fn::If"];
  return branches.filter((branch) => !(isObject(branch) && branch.Ref === "AWS::NoValue"));
}

interface Gotten {
  readonly id: string;
  readonly attribute: string;
}

/** Every attribute of a resource that something in the template asks for. */
function gottenIn(node: unknown): readonly Gotten[] {
  if (Array.isArray(node)) return node.flatMap(gottenIn);
  if (!isObject(node)) return [];
  const asked = [node["Fn::GetAtt"] ?? []].flat().join(".");
  const text = [node["Fn::Sub"] ?? []].flat()[0];
  const inText = typeof text === "string" ? [...text.matchAll(/\$\{(\w+\.[\w.]+)\}/g)].map(([, name = ""]) => name) : [];
  return [...(asked === "" ? [] : [asked]), ...inText].map(gotten).concat(Object.values(node).flatMap(gottenIn));
}

function gotten(name: string): Gotten {
  const dot = name.indexOf(".");
  return { id: name.slice(0, dot), attribute: name.slice(dot + 1) };
}
