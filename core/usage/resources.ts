import { type Place, resourceStart, serviceOfArn } from "#core/aws/arn.ts";
import { serviceOf } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import type { Parameters } from "#core/cloudtrail/parameters.ts";
import { isCutOff } from "#core/cloudtrail/record.ts";
import type { ActionInfo } from "#core/policy/catalogue.ts";
import { asEvaluated, callFacts, knowledgeOf, typeFacts } from "#core/services/index.ts";
import { type ArnTemplate, isOfKind, isOneOf, isPlaceName, plainName, type TemplateVariable, templatesOf } from "./arn-template.ts";
import { ownTypesMade } from "./made-types.ts";

/** As many resources as one call is read for; a call that names more is rare, and its first ones stand for it. */
const mostResources = 100;

/** No ARN is longer (IAM API Reference, "AttachedPolicy": 2,048 characters). What is, is no resource, and must not be compared with others. */
const LONGEST_ARN = 2048;

/** The ARNs of some that may be one; a call that has others tells as little as one that has none. */
export function credible(arns: readonly string[]): readonly string[] {
  return arns.filter((arn) => arn.length <= LONGEST_ARN);
}

/**
 * The resources that a call needed an action on, as ARNs of the action's own resource types, sorted and each once:
 * those that CloudTrail names, those that the request holds in full, and those that the request's names make with the type's
 * ARN template (Service Authorization Reference). Empty where the call does not tell.
 */
export function resourcesOf(call: Call, info: ActionInfo): readonly string[] {
  if (templatesOf(info).length === 0) return [];
  if (isCutOff(call.request)) return wholeArns(call, info);
  const place = placeOfNames(call, info.action);
  const told = [callFacts(info.action).told, knowledgeOf(serviceOf(info.action)).told].flatMap((fact) => {
    const arns = fact?.arns(call, place);
    return fact === undefined || arns === undefined ? [] : [{ arns: credible(arns), alone: fact.alone }];
  });
  const all = told.find(({ alone }) => alone);
  if (all !== undefined) return all.arns;
  const templates = wantedTemplates(call, info);
  if (templates.length === 0) return [];
  const parameters = call.parameters();
  const names = { parameters, place, event: call.name, noun: nounOf(call.name), isCreation: isCreation(call.name) };
  const found = namedThings([...credible(call.resources), ...told.flatMap(({ arns }) => arns)], templates, names);
  const unnamed = isOneOf(info) && templates.length > 1 ? [] : templates.filter(({ required }) => required);
  for (const arn of heldBy(found, unnamed)) found.add(arn);
  for (const template of unnamed) fillInPart(template, names, found);
  for (const template of found.size === 0 ? templates : unnamed) fillFromAnswer(template, { call, info, parameters }, found);
  return credible([...found])
    .map((arn) => asEvaluated(arn, info.action))
    .sort();
}

/** What CloudTrail itself names; a request that is left out means no default of its own. */
function wholeArns(call: Call, info: ActionInfo): readonly string[] {
  const found = new Set<string>();
  for (const arn of credible(call.resources)) addFitting(found, arn, templatesOf(info));
  return [...found].map((arn) => asEvaluated(arn, info.action)).sort();
}

/** ARNs that the call tells whole, and those that its names make. */
function namedThings(whole: readonly string[], templates: readonly ArnTemplate[], names: Names): Set<string> {
  const { parameters } = names;
  const found = new Set<string>();
  for (const arn of whole) addFitting(found, arn, templates);
  const mentionable = templates.filter((template) => !isNamedAtTop(template, parameters));
  for (const arn of parameters.arns.flatMap(meaningsOf)) addFitting(found, arn, mentionable);
  for (const template of templates) {
    if (![...found].some((arn) => template.pattern.test(arn))) fill(template, names, found);
  }
  for (const template of templates) for (const arn of originals(template, parameters)) addFitting(found, arn, [template]);
  return found;
}

/**
 * Does the request itself name a thing of the type, by the name that AWS calls it (`bucketName`, `functionName`)? Then an ARN of the
 * type further in is something else's: where a bucket is replicated to, what is called when a function fails.
 */
function isNamedAtTop(template: ArnTemplate, { named }: Parameters): boolean {
  const own = template.variables.at(-1)?.parameters[0];
  const values = own === undefined || own.startsWith(".") ? undefined : named.get(`.${own}`);
  return values?.some((value) => isName(value, template)) === true;
}

/** What a request says by ARN that something of the type is made from: a database of another account or region. */
function originals({ variables }: ArnTemplate, { named }: Parameters): readonly string[] {
  const spelled = variables.at(-1)?.parameters.filter((parameter) => /^source./.test(parameter)) ?? [];
  return credible(spelled.flatMap((parameter) => named.get(`.${parameter}`) ?? []));
}

/** Where the names in a request mean something: with the caller, or in the account that the request says owns them. */
function placeOfNames(call: Call, action: string): Place {
  const { place } = call;
  const owner = ownerIn(call, knowledgeOf(serviceOf(action)).ownerParameter?.name);
  return owner === undefined ? place : { ...place, account: owner };
}

/** A catalog's id may go on behind the account: `111122223333:catalog`. */
function ownerIn({ request }: Call, parameter: string | undefined): string | undefined {
  if (parameter === undefined) return undefined;
  const key = Object.keys(request).find((name) => name.toLowerCase() === parameter);
  const value = key === undefined ? undefined : request[key];
  return typeof value === "string" ? /^\d{12}(?=$|:)/.exec(value)?.[0] : undefined;
}

/** A type that the event's name tells is one that the call acts on, whether it has a name or not. */
function wantedTemplates(call: Call, info: ActionInfo): readonly ArnTemplate[] {
  const templates = templatesOf(info);
  if (isOneOf(info)) return templates.filter((template) => template.variables.some((variable) => !isPlaceName(variable.name)));
  const type = knowledgeOf(serviceOf(info.action)).typeOfEvent?.(call.name, info.action);
  return type === undefined
    ? templates
    : templates.filter((template) => template.type === type).map((template) => ({ ...template, required: true }));
}

function addFitting(found: Set<string>, arn: string, templates: readonly ArnTemplate[]): void {
  if (found.size < mostResources && templates.some((template) => template.pattern.test(arn))) found.add(arn);
}

/**
 * The ARNs of what things are a part of, where the action requires both: a channel's group. The part's own ARN holds them, though a
 * name that may hold slashes makes it look like one of its group's.
 */
function heldBy(found: ReadonlySet<string>, required: readonly ArnTemplate[]): readonly string[] {
  if (required.length < 2) return [];
  return required.flatMap((whole) => {
    const parts = required.filter((part) => part !== whole && isPartOf(part, whole));
    return parts.length === 0 ? [] : [...found].flatMap((arn) => (parts.some(({ pattern }) => pattern.test(arn)) ? upTo(whole, arn) : []));
  });
}

function isPartOf(part: ArnTemplate, whole: ArnTemplate): boolean {
  return /^[/:]/.test(spelled(part).slice(spelled(whole).length)) && spelled(part).startsWith(spelled(whole));
}

/** A template as the reference writes it. */
function spelled({ texts, variables }: ArnTemplate): string {
  return texts.map((text, index) => `${text}${variables[index] === undefined ? "" : `\${${variables[index].name}}`}`).join("");
}

/** An ARN's beginning with as many parts as a template has; none where what is left is open as a whole. */
function upTo(template: ArnTemplate, arn: string): readonly string[] {
  const parts = spelled(template).split(/[/:]/).length;
  const beginning = new RegExp(`^(?:[^/:]*[/:]){${parts - 1}}[^/:]*`).exec(arn)?.[0];
  return beginning === undefined || !template.pattern.test(beginning) ? [] : [beginning];
}

/** What a call tells of names: its parameters, where they are, and what its event's name says that it is about, in lower case. */
interface Names {
  readonly parameters: Parameters;
  readonly place: Place;
  readonly event: string;
  readonly noun: string;
  readonly isCreation: boolean;
}

/** `workgroup` of `CreateWorkGroup`, `metricstream` of `StopMetricStreams`. */
function nounOf(event: string): string {
  return event
    .replace(/^(?:Batch)?[A-Z][a-z]+/, "")
    .replace(/(?:V\d+|\d{8}.*)$/, "")
    .replace(/s$/, "")
    .toLowerCase();
}

/**
 * A required thing that the request tells in part is one of those that the part fits (D-041): one that the call makes is among those of
 * what it is a part of, and one whose ARN holds more than its name, such as an id, is known by its name alone.
 */
function fillInPart(template: ArnTemplate, names: Names, found: Set<string>): void {
  if ([...found].some((arn) => template.pattern.test(arn))) return;
  const upToLast = template.variables.map((variable) => (isLast(variable, template) ? { ...variable, madeUp: true } : variable));
  fill({ ...template, variables: upToLast }, names, found);
  if (found.size > 0) return;
  const variables = template.variables.map((variable) => inPart(variable));
  const isKnown = variables.some((variable) => variable.own && valuesFor(template, { ...variable, madeUp: false }, names).length > 0);
  if (isKnown) fill({ ...template, variables }, names, found);
}

/** What is called `name` alone, or after the type, may be the name of another part. */
function inPart(variable: TemplateVariable): TemplateVariable {
  if (variable.sure) return { ...variable, madeUp: true };
  const base = variable.name.toLowerCase().replace(/(?:name|id|identifier)$/, "");
  const parameters = variable.parameters.filter(
    (parameter) =>
      !parameter.startsWith(".") && isOfKind(parameter, variable) && (variable.own || (base.length > 2 && parameter.startsWith(base))),
  );
  return { ...variable, parameters, madeUp: true };
}

/** Every way to fill the template with the request's values; none where a part is not known. A nameless ARN counts where the action requires it. */
function fill(template: ArnTemplate, names: Names, found: Set<string>): void {
  const values = template.variables.map((variable) => placeValue(variable.name, names.place) ?? valuesFor(template, variable, names));
  if (values.some((choices) => choices.length === 0)) return;
  if (!tellsSomething(template, values)) return;
  const start = [template.texts[0] ?? ""];
  const arns = values.reduce((begun, choices, index) => {
    const text = template.texts[index + 1] ?? "";
    return begun.flatMap((beginning) => choices.map((choice) => joined(beginning, choice) + text)).slice(0, mostResources);
  }, start);
  for (const arn of arns) if (template.pattern.test(arn)) found.add(arn);
}

/** Some templates hold the beginning that every id has: `policy/…/p-${PolicyId}`. */
function joined(beginning: string, value: string): string {
  const held = /[^:/]+-$/.exec(beginning)?.[0] ?? "";
  return beginning + (held !== "" && value.startsWith(held) ? value.slice(held.length) : value);
}

function tellsSomething({ variables, required }: ArnTemplate, values: readonly (readonly string[])[]): boolean {
  const names = variables.flatMap((variable, index) => (isPlaceName(variable.name) ? [] : [values[index]?.[0]]));
  return names.length === 0 ? required : names.some((name) => name !== "*");
}

function placeValue(name: string, place: Place): readonly string[] | undefined {
  if (name === "Partition") return [place.partition || "aws"];
  if (name === "Region") return [place.region || "*"];
  return name === "Account" ? [place.account || "*"] : undefined;
}

function valuesFor(template: ArnTemplate, variable: TemplateVariable, names: Names): readonly string[] {
  const values = plainValuesFor(template, variable, names);
  return variable.name.endsWith("WithPath") ? values.map((value) => underPath(value, names)) : values;
}

/** What a call makes stands under the path that its request gives (IAM User Guide, "IAM identifiers", friendly names and paths). */
function underPath(value: string, { parameters: { named }, isCreation }: Names): string {
  const [path = "/"] = named.get(".path") ?? [];
  const isTold = isCreation && /^\/(?:[^*?$]+\/)?$/.test(path) && !value.includes("/");
  return isTold ? path.slice(1) + value : value;
}

function plainValuesFor(template: ArnTemplate, variable: TemplateVariable, names: Names): readonly string[] {
  const { parameters } = names;
  const told = variable.parameters.flatMap((name) => {
    const values = (parameters.named.get(name) ?? []).filter((value) => value.startsWith(template.idBeginning) && isName(value, template));
    return values.length === 0 ? [] : [{ name, values }];
  });
  // A restored database is not the one that it is restored from, and the call acts on both.
  const named = told.filter(({ name }, index) => index === 0 || /^(?:source|target)./.test(name));
  if (named.length > 0) return named.flatMap(({ values }) => values.map((value) => nameIn(template, value)));
  const held = namesInArns(variable, template, parameters);
  if (held.length > 0) return held;
  const ids = isLast(variable, template) ? idsOf(template, parameters) : [];
  if (ids.length > 0) return ids;
  const guessed = template.required ? guessedNames(template, variable, names) : [];
  if (guessed.length > 0) return guessed.map((value) => nameIn(template, value));
  return omittedName(template, variable, names) ?? (variable.madeUp ? ["*"] : []);
}

/** What a thing is a part of may be told by its ARN: `cluster` of a service is `arn:…:cluster/shop`. A thing's own ARN fits as it is, or is another's. */
function namesInArns({ name, parameters: spelled }: TemplateVariable, template: ArnTemplate, { named }: Parameters): readonly string[] {
  const { service } = template;
  const type = plainName(name.replace(/(?:Name|Id)$/, ""));
  if (type === plainName(template.type)) return [];
  return spelled
    .flatMap((parameter) => named.get(parameter) ?? [])
    .flatMap((value) => {
      if (serviceOfArn(value) !== service) return [];
      const resource = value.slice(resourceStart(value)).replace(/:\*$/, "");
      const [, word = "", held = ""] = /^([\w-]+)(?:\/(?=[^/]+$)|:)([^:*?]+)$/.exec(resource) ?? [];
      return held !== "" && plainName(word) === type ? [held] : [];
    });
}

/** What the call means that says nothing of the variable, where the service's file tells. */
function omittedName({ service }: ArnTemplate, { name, parameters: spelled }: TemplateVariable, { parameters, event }: Names) {
  const { values = {}, calls = /./ } = knowledgeOf(service).omitted ?? {};
  const value = values[name];
  const isTold =
    spelled.some((parameter) => parameters.named.has(parameter)) || parameters.arns.some((arn) => serviceOfArn(arn) === service);
  return value === undefined || isTold || !calls.test(event) ? undefined : [value];
}

/** Names in ways of spelling that are less sure; the surest first. */
function guessedNames(template: ArnTemplate, variable: TemplateVariable, names: Names): readonly string[] {
  const ways = [ownNames, shortenedNames, qualifiedNames];
  for (const way of ways) {
    const values = way(template, variable, names).filter((value) => value.startsWith(template.idBeginning) && isName(value, template));
    if (values.length > 0) return values;
  }
  return [];
}

/** `name` of `CreateWorkGroup` is the work group's, whatever else the service calls it, unless another name is a part of the ARN. */
function ownNames(template: ArnTemplate, variable: TemplateVariable, { parameters: { named }, noun }: Names): readonly string[] {
  if (!variable.own || noun !== plainName(template.type)) return [];
  if (template.variables.some(({ name, own }) => !own && name.endsWith("Name"))) return [];
  const words = ["name", "names", "id", "ids"].filter((word) => isOfKind(word, variable));
  return words.flatMap((word) => named.get(`.${word}`) ?? named.get(`.${noun}.${word}`) ?? []);
}

function isLast({ name }: TemplateVariable, { variables }: ArnTemplate): boolean {
  return variables.at(-1)?.name === name;
}

/** Requests shorten names: `apiId` is the id of a GraphQL API. Only where one parameter alone fits. */
function shortenedNames(_: ArnTemplate, variable: TemplateVariable, { parameters: { named } }: Names): readonly string[] {
  const fitting = [...named].flatMap(([key, values]) => {
    const word = /^\.(.{3,}?)(?:id|name|identifier)s?$/.exec(key)?.[1];
    return word !== undefined && isOfKind(key, variable) && variable.endings.some((ending) => ending.endsWith(word)) ? [values] : [];
  });
  const [values = [], second] = fitting;
  return second === undefined ? values : [];
}

/**
 * Requests say which of the things it is: `sourceFileSystemId`, `emailIdentity`, `clusterSubnetGroupName`. What a call makes is not what
 * it is made from, so of a call that makes one only what is called as the event, or the new one, counts.
 */
function qualifiedNames(
  template: ArnTemplate,
  variable: TemplateVariable,
  { parameters: { named }, noun, isCreation }: Names,
): readonly string[] {
  const isMade = isCreation && noun.endsWith(plainName(template.type));
  const fitting = [...named].flatMap(([key, values]) => {
    const word = /^\.(.+?)(?:names?|ids?|identifiers?|)$/.exec(key)?.[1] ?? "";
    const isQualified = isOfKind(key, variable) && variable.endings.some((ending) => ending.length > 4 && word.endsWith(ending));
    return isQualified ? [{ word, values }] : [];
  });
  const isFromOthers = isMade || (isCreation && fitting.every(({ word }) => /^(?:source|parent|existing|primary|base|from)/.test(word)));
  const isTold = !isFromOthers || fitting.some(({ word }) => word === noun || /^(?:target|destination|new)/.test(word));
  return isTold ? fitting.flatMap(({ values }) => values) : [];
}

/** Ids that say by their beginning what they are of, whatever the parameter is called that holds them. */
function idsOf({ idBeginning }: ArnTemplate, { named }: Parameters): readonly string[] {
  if (idBeginning === "") return [];
  const isId = (value: string) => value.startsWith(idBeginning) && /^[0-9a-f]{8,17}$/.test(value.slice(idBeginning.length));
  return [...new Set([...named.values()].flatMap((values) => values.filter(isId)))];
}

/** Not an ARN, a URL or what CloudTrail hid; only an object's key may hold a space. */
function isName(value: string, template: ArnTemplate): boolean {
  if (/^(?:arn:|https?:|HIDDEN_DUE|<sensitive|\*\*\*)/.test(value) || value.length > 1024) return false;
  return template.type === "object" || !/\s/.test(value);
}

/** A name as the type's ARN holds it; a character that IAM reads as a wildcard becomes `?`, which matches it. */
function nameIn({ service, type }: ArnTemplate, value: string): string {
  const plain = value.replace(/[*?$\s]/g, "?");
  const inArn = typeFacts(`${service}:${type}`).nameInArn ?? knowledgeOf(service).nameInArn;
  return inArn === undefined ? plain : inArn(plain);
}

function meaningsOf(arn: string): readonly string[] {
  return knowledgeOf(serviceOfArn(arn)).meaningsOf?.(arn) ?? [arn];
}

/**
 * What the request does not name may stand in the answer: a snapshot's namespace. Of what a creation makes only where the request chose
 * the name: an id that AWS made up says nothing about the next call.
 */
function fillFromAnswer(template: ArnTemplate, { call, info, parameters }: Answer, found: Set<string>): void {
  if ([...found].some((arn) => template.pattern.test(arn))) return;
  const isMade = isCreation(call.name) && !isActedOn(template, info);
  const chosen = isMade ? [...parameters.named.values()].flat().filter((value) => value.length > 2) : [];
  const isTold = (arn: string) => !isMade || chosen.some((name) => arn.endsWith(`/${name}`) || arn.endsWith(`:${name}`));
  for (const arn of parameters.answered.filter(isTold)) addFitting(found, arn, [template]);
}

interface Answer {
  readonly call: Call;
  readonly info: ActionInfo;
  readonly parameters: Parameters;
}

/** Is the type one that the action requires beside the one that it makes? */
function isActedOn({ type, required }: ArnTemplate, info: ActionInfo): boolean {
  const made = ownTypesMade(info);
  return required && made.length > 0 && !made.some(({ name }) => name === type);
}

function isCreation(event: string): boolean {
  return /^(?:Create|Run|Start|Allocate|Register|Request|Copy|Import|Restore|Send|Put)/.test(event);
}
