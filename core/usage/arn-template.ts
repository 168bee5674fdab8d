import { serviceOf } from "#core/aws/names.ts";
import { onceFor } from "#core/once.ts";
import type { ActionInfo, ResourceType } from "#core/policy/catalogue.ts";
import { callFacts, knowledgeOf, typeFacts } from "#core/services/index.ts";

/** One part of an ARN template that a call must fill. */
export interface TemplateVariable {
  readonly name: string;
  /** Request parameters, in lower case without punctuation, that may hold it; best first. */
  readonly parameters: readonly string[];
  /** The service's file says where it is. */
  readonly sure: boolean;
  /** What names it is the end of these, where nothing is known for sure. */
  readonly endings: readonly string[];
  /** Names the thing itself, as a name or as an id: what is called after the type, or else the last. */
  readonly own: boolean;
  /** The service makes it up: `*` where nothing else is known. */
  readonly madeUp: boolean;
}

/** An ARN template of a resource type, taken apart: `texts` stand around `variables`. */
export interface ArnTemplate {
  readonly service: string;
  readonly type: string;
  readonly required: boolean;
  readonly texts: readonly string[];
  readonly variables: readonly TemplateVariable[];
  /** Matches the ARNs of this type, with a slash in a variable only where one can be; a group for each variable. */
  readonly pattern: RegExp;
  /** What the type's id must begin with; empty where nothing is known. */
  readonly idBeginning: string;
}

/** Many actions share a type. */
const takenApart = new Map<string, ArnTemplate>();

/** The ARN templates of an action's resource types, taken apart once. */
export const templatesOf = onceFor((info: ActionInfo): readonly ArnTemplate[] => {
  const service = serviceOf(info.action);
  const types = typesOf(info);
  const alone = types.filter((type) => type.required).length === 1 || types.length === 1;
  return types.flatMap((type) =>
    type.arns.map((arn) =>
      template(arn, { service, type: type.name, required: type.required, alone: alone && (type.required || types.length === 1) }),
    ),
  );
});

/** An action's resource types, also those that the catalogue leaves out. */
export function typesOf({ action, resourceTypes }: ActionInfo): readonly ResourceType[] {
  const leftOut = callFacts(action).resourceTypes ?? [];
  return leftOut.length === 0
    ? resourceTypes
    : [...resourceTypes.filter((type) => !leftOut.some(({ name }) => name === type.name)), ...leftOut];
}

/** Actions of which one call acts on one of the types, though the reference marks all of them as required. */
export function isOneOf({ action, level }: ActionInfo): boolean {
  const name = action.slice(action.indexOf(":") + 1);
  return (
    level === "Tagging" ||
    /^(?:ListTags|TagResource|UntagResource|AddTags|RemoveTags)/.test(name) ||
    knowledgeOf(serviceOf(action)).actsOnOneType?.test(name) === true
  );
}

/** The reference ends some templates, such as those of AWS DMS, in `*` where others have the thing's name or id. */
const UNNAMED = "Unnamed";

/** What a template is the ARN of. */
interface OfType {
  readonly service: string;
  readonly type: string;
  readonly required: boolean;
  readonly alone: boolean;
}

function template(arn: string, of: OfType): ArnTemplate {
  const { service, type, required, alone } = of;
  const key = `${service} ${type} ${required} ${alone} ${arn}`;
  const made = takenApart.get(key) ?? takeApart(arn, of);
  takenApart.set(key, made);
  return made;
}

function takeApart(arn: string, { service, type, required, alone }: OfType): ArnTemplate {
  const texts: string[] = [];
  const names: string[] = [];
  for (const [index, piece] of arn
    .replace(/(?<=[:/])\*$/, `\${${UNNAMED}}`)
    .split(/\$\{(\w+)\}/)
    .entries())
    (index % 2 === 0 ? texts : names).push(piece);
  return {
    service,
    type,
    required,
    texts,
    variables: names.map((name, index) =>
      variable(name, service, type, {
        alone,
        last: index === names.length - 1,
        own: baseOf(name) === ownBase(names, type),
        others: names.filter((other) => other !== name),
      }),
    ),
    pattern: new RegExp(
      `^${names.reduce((text, name, i) => `${text}(${patternOf(name, texts[i + 1] ?? "", service, type)})${escaped(texts[i + 1] ?? "")}`, escaped(texts[0] ?? ""))}$`,
    ),
    idBeginning: typeFacts(`${service}:${type}`).idBeginning ?? "",
  };
}

/** Is the type the action's only one, and is the variable the last of its template, the one that names the thing itself? */
interface Position {
  readonly alone: boolean;
  readonly last: boolean;
  /** See TemplateVariable. */
  readonly own: boolean;
  /** The template's other variables: what names one of them names no second one. */
  readonly others: readonly string[];
}

function variable(name: string, service: string, type: string, position: Position): TemplateVariable {
  if (name === UNNAMED) return { name, parameters: [], sure: false, endings: [], own: false, madeUp: true };
  const ofService = knowledgeOf(service);
  const ofType = typeFacts(`${service}:${type}`);
  const own = ofType.parameters?.[name] ?? ofService.parameters?.[name];
  const madeUp = [ofService, ofType].some((known) => known.madeUp?.includes(name));
  const isOwn = !madeUp && position.own;
  return {
    name,
    parameters: own?.flatMap((parameter) => [parameter, `${parameter}s`]) ?? (madeUp ? [] : guessable(name, type, position)),
    sure: own !== undefined,
    endings: own === undefined && isOwn ? basesOf(name, type, position) : [],
    own: isOwn,
    madeUp,
  };
}

/** A name fills no id, and an id no name; what says neither may be both. */
export function isOfKind(word: string, { name }: Pick<TemplateVariable, "name">): boolean {
  const kind = /(name|id)s?$/.exec(word)?.[1];
  const wanted = /(Name|Id|Uuid|Identifier|Version)$/.exec(name)?.[1];
  return kind === undefined || wanted === undefined || (kind === "name") === (wanted === "Name");
}

/** `recorder` of the type `ConfigurationRecorder`, `taskdefinitionfamily` of `task-definition`; the last variable's where none is called after the type. */
function ownBase(names: readonly string[], type: string): string {
  const typeName = plainName(type);
  const bases = names
    .filter((name) => /(?:Name|Id)$/.test(name))
    .map(baseOf)
    .filter((base) => base.length > 2);
  return (
    bases.find((base) => base === typeName) ??
    bases.find((base) => typeName.endsWith(base)) ??
    bases.find((base) => base.startsWith(typeName)) ??
    baseOf(names.at(-1) ?? "")
  );
}

/** A variable's own name in the ways that AWS's requests spell it: `LogGroupName` is `logGroupName`, `logGroupNames`, `logGroupIdentifier` …. */
function guessable(name: string, type: string, position: Position): readonly string[] {
  const { alone, last, own, others } = position;
  const plain = plainOf(name);
  const bases = basesOf(name, type, position).filter((word) => word.length > 1);
  const spelled = bases.flatMap((word) => [`${word}name`, `${word}id`, `${word}identifier`, `${word}arn`, word]);
  const isTwice = others.some((other) => baseOf(other) === baseOf(name));
  const all = [...new Set([plain, ...spelled])].filter(
    (word) => word !== "id" && word !== "name" && !isNameForId(word, name) && (!isTwice || isOfKind(word, { name })),
  );
  const plurals = all.map((word) => `${word}s`);
  const isThing = alone && last && own && !isTwice;
  const bare = [".name", ".id", ".identifier"].filter((word) => !isNameForId(word, name));
  return [...all, ...plurals, ...(isThing ? bare : [])];
}

/** Where AWS makes up the id in the ARN, a request that names the thing does not tell it: `configRuleName` of `config-rule/config-rule-0a1b2c`. */
function isNameForId(word: string, variable: string): boolean {
  return word.endsWith("name") && /(?:Id|Uuid|UUID|Identifier)$/.test(variable);
}

/** The words that name a variable, and the type where it names the thing itself. */
function basesOf(name: string, type: string, { own, others }: Position): readonly string[] {
  const taken = others.map(baseOf);
  return [...new Set(own ? [baseOf(name), plainName(type)] : [baseOf(name)])].filter((word) => !taken.includes(word));
}

function plainOf(name: string): string {
  return name.replace(/WithPath$|WithoutLeadingSlash$/, "").toLowerCase();
}

/** Without the word that says that it is a name. */
function baseOf(name: string): string {
  return plainOf(name).replace(/(?:name|id|identifier|arn)$/, "");
}

/** A type's name as requests and events spell it: `workgroup`, whatever its letters and hyphens. */
export function plainName(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}

const slashless: ReadonlySet<string> = new Set([
  "BucketName",
  "TableName",
  "StreamName",
  "ClusterName",
  "InstanceId",
  "KeyId",
  "QueueName",
]);

function patternOf(name: string, after: string, service: string, type: string): string {
  if (name === "Partition") return "aws[a-z-]*";
  if (name === "Region") return "[a-z0-9*-]*";
  if (name === "Account") return "(?:\\d{12}|aws|\\*|)";
  if (name === UNNAMED || name === "ObjectName" || type === "foundation-model") return ".+";
  if (name === "FunctionName" && after === "") return "[^:/]+(?::[^:/]+)?";
  if (name === "LogGroupName" && after === "") return "[^:]+(?::\\*)?";
  if (typeFacts(`${service}:${type}`).colons !== undefined) return "[^/]+";
  return after.startsWith("/") || slashless.has(name) ? "[^:/]+" : "[^:]+";
}

/** Does a template's variable say where a thing is, and not which it is? */
export function isPlaceName(name: string): boolean {
  return name === "Partition" || name === "Region" || name === "Account";
}

/** A template's text as a pattern. Where it has `*`, as Braket's devices have for region and account, ARNs have anything or nothing. */
function escaped(text: string): string {
  return text.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^:/]*");
}
