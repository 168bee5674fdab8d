import { arnFields, nameInArn, resourceStart, serviceOfArn, typeInArn } from "#core/aws/arn.ts";
import { serviceOf } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import { type CloudTrailRecord, isObject } from "#core/cloudtrail/record.ts";
import type { ActionInfo, ResourceType } from "#core/policy/catalogue.ts";
import { callFacts, isEphemeral, typeFacts } from "#core/services/index.ts";
import type { SeenResource } from "./activity.ts";
import { namesIn } from "./arn-names.ts";
import { type ArnTemplate, templatesOf } from "./arn-template.ts";
import { ownMap } from "./counted.ts";
import type { ActionUse } from "./event-actions.ts";
import { fold } from "./fold.ts";
import { nounsOf, ownTypesMade } from "./made-types.ts";

/**
 * What a role made: by ARN, by id, or by `service:type/` where a call makes such things without telling which. Plain data, bounded,
 * and independent of the order in which it was noted.
 */
export type MadeThings = Map<string, Making>;

export interface Making {
  times: number;
  /** Made by a call that fails where the name exists; a call that writes over what is there makes nothing new the next time. */
  isNew: boolean;
}

/** Above it, the things with the lowest hashes stand for all. */
const mostThings = 5000;

/** A shorter text is hardly an id. */
const shortestId = 7;

/** A name that the role made more often is one that it makes again and again: it is no new one. */
const again = 3;

const making =
  /^(?:Create|Run|Allocate|Register|Request|Copy|Import|Restore|Start|Launch|Provision|Put|Publish|Clone|Submit|Associate|Authorize|Export|Build|Deploy)/;
const naming = /^(?:Create|Run|Register|Request|Copy|Import|Restore|Launch|Provision|Put|Publish|Clone|Submit)/;
const fresh = /^(?:Create|Run|Allocate|Request|Import|Launch|Provision|Clone|Start|Associate|Authorize|Submit)/;

/** Does a call of this action fail where what it is to make is there already? */
export function makesNew(action: string): boolean {
  return fresh.test(action.slice(action.indexOf(":") + 1)) && callFacts(action).repeatable === undefined;
}

/** Does a request of this action choose the name of what it makes? What is started or submitted by its name was there before. */
export function choosesName(action: string): boolean {
  return naming.test(action.slice(action.indexOf(":") + 1));
}

/** What a call made: the ids and ARNs in its response that the request did not hold, and the names that the request chose. */
export function madeBy(record: Call, info: ActionInfo, { resources }: ActionUse): ReadonlyMap<string, Making> {
  const made: MadeThings = new Map();
  if (record.errorCode !== "") return made;
  const isReading = info.level === "Read" || info.level === "List";
  // One that only reads of it says nothing about how often it is made.
  for (const key of callFacts(info.action).makesToo?.things?.(record, record.place) ?? [])
    addMade(made, key, { times: isReading ? 0 : 1, isNew: true });
  if (!making.test(record.name) || isReading || isTagging(record.name)) return made;
  const isNew = makesNew(info.action);
  // What a call that chooses no name was asked for, such as a flow to start, was there before, though the answer repeats it.
  const told = toldIn(record, info).filter((key) => naming.test(record.name) || !resources.includes(key));
  for (const key of [...chosen(record, info, resources), ...told, ...untoldBy(info)]) addMade(made, key, { times: 1, isNew });
  return made;
}

function isTagging(name: string): boolean {
  return /^(?:Create|CreateOrUpdate)Tags/.test(name);
}

/** The ARNs of what the call makes, where the request names it; what a copy is taken from was there before. */
function chosen(record: CloudTrailRecord, info: ActionInfo, resources: readonly string[]): readonly string[] {
  if (!naming.test(record.name)) return [];
  const types = new Set(typesMade(record, info).map((type) => type.name));
  const templates = templatesOf(info).filter((template) => types.has(template.type));
  const sources = Object.entries(record.request).flatMap(([key, value]) =>
    /^source/i.test(key) && typeof value === "string" ? [value] : [],
  );
  const isSource = (arn: string) => sources.some((source) => arn === source || arn.endsWith(`:${source}`) || arn.endsWith(`/${source}`));
  const isNamed = (arn: string) => templates.some((template) => isNamedIn(template, arn));
  return resources.filter((arn) => isNamed(arn) && !isSource(arn));
}

/** Does the ARN name the thing itself, be it without the id that AWS makes up, and not only what it is a part of? */
function isNamedIn(template: ArnTemplate, arn: string): boolean {
  const names = namesIn(template, arn);
  const isOwn = (variable: string) => template.variables.some(({ name, own }) => own && name === variable);
  const told = names.filter(({ value }) => value !== "*");
  return told.some(({ variable, isLast }) => isLast || isOwn(variable)) || (told.length > 0 && template.variables.at(-1)?.madeUp === true);
}

/** The types that the call makes and whose things can be followed: an ephemeral one is not acted on by a name that comes again. */
function typesMade(record: CloudTrailRecord, info: ActionInfo): readonly ResourceType[] {
  const { types = [], when } = callFacts(info.action).makesOnlyWhen ?? {};
  const service = serviceOf(info.action);
  return ownTypesMade(info).filter(
    ({ name }) =>
      (!types.includes(name) || when?.holds(record.request, record)) &&
      !typeFacts(`${service}:${name}`).untracked &&
      !isEphemeral(`${service}:${name}`),
  );
}

/** Types, as `service:type/`, whose things a call makes without telling which. */
function untoldBy({ action }: ActionInfo): readonly string[] {
  return (callFacts(action).makesToo?.untold ?? []).map((type) => `${serviceOf(action)}:${type}/`);
}

/** Ids and ARNs in the response, under a name that is that of what the call makes; some ids stand behind a path (`/hostedzone/Z…`). */
function toldIn(record: CloudTrailRecord, info: ActionInfo): readonly string[] {
  const asked = new Set<string>();
  visit(record.request, "", 0, (value) => asked.add(value));
  const nouns = [
    // An action may say less than its event: API Gateway's are HTTP verbs.
    ...[info.action.slice(info.action.indexOf(":") + 1), record.name].flatMap(nounsOf).map(singular),
    ...typesMade(record, info).map((type) => singular(type.name)),
    ...(callFacts(info.action).makesToo?.told ?? []),
  ].filter((noun) => noun.length > 2);
  const found: string[] = [];
  visit(record.response, "", 0, (text, name) => {
    const value = text.replace(/^\/\w+\//, "");
    const isNamed = name === "" || nouns.some((noun) => noun.endsWith(name) || name.endsWith(noun));
    if (isNamed && !asked.has(text) && isIdentity(value)) found.push(value);
  });
  return found;
}

function isIdentity(value: string): boolean {
  return value.length <= 2048 && (serviceOfArn(value) !== "" || (/^[A-Za-z0-9][\w:/-]{6,127}$/.test(value) && /\d/.test(value)));
}

const deepest = 6;

/** Calls back for each text, with the name of the thing that it identifies: `instance` for `instancesSet.items[].instanceId`; empty for a bare `id` at the top. */
function visit(value: unknown, name: string, depth: number, each: (value: string, name: string) => void): void {
  if (depth > deepest) return;
  if (typeof value === "string") each(value, name);
  else if (Array.isArray(value)) for (const entry of value.slice(0, 100)) visit(entry, name, depth + 1, each);
  else if (isObject(value))
    for (const [key, inside] of Object.entries(value))
      visit(inside, isObject(inside) || Array.isArray(inside) ? outer(key, name) : called(key, name), depth + 1, each);
}

/** A list of ids is named for what they identify: `flowLogIdSet.item`, `instanceIds`. */
function outer(key: string, name: string): string {
  return /^items?$/i.test(key) ? name : singular(key.replace(/Set$/, "")).replace(/(?<=.)(?:uuid|id|arn|identifier)$/, "");
}

/** A text that is no identifier has a name that fits nothing. */
function called(key: string, around: string): string {
  if (/^items?$/i.test(key)) return around;
  const found = /^(.*?)(?:uuid|id|arn|identifier)$/i.exec(key);
  if (found === null) return "no identifier";
  return found[1] === "" ? around : singular(found[1] ?? "");
}

function singular(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/s$/, "");
}

function addMade(made: MadeThings, key: string, { times, isNew }: Making): void {
  const plain = withoutEnd(key);
  const known = made.get(plain);
  if (known === undefined) made.set(plain, { times, isNew });
  else {
    known.times += times;
    known.isNew ||= isNew;
  }
  if (made.size > 2 * mostThings) prune(made);
}

/** A log group's ARN has two forms. */
function withoutEnd(key: string): string {
  return key.startsWith("arn:") ? key.replace(/(?<=:log-group:[^:]+):\*$/, "") : key;
}

/** The things with those of another; a map of its own, which they are put into, where there are any. */
export function mergedMade(known: MadeThings, from: ReadonlyMap<string, Making>): MadeThings {
  if (from.size === 0) return known;
  const into = ownMap(known);
  for (const [key, making] of from) addMade(into, key, making);
  return into;
}

/** A thing that falls out has more than enough below it in every order of noting: what stays is the same. */
function prune(made: MadeThings): void {
  const ordered = [...made.keys()].map((key) => [hash(key), key] as const).sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1));
  for (const [, key] of ordered.slice(mostThings)) made.delete(key);
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** What of a resource the role made: itself or what it is a part of, and the ids in its ARN. */
export type Origin = Pick<SeenResource, "made" | "madeIds" | "madeWithin">;

/**
 * Tells of a resource what of it the role made; empty where that is nothing, or where it makes that very name again and again.
 * `count` is how often it was acted on: of what is made without telling its id, only what was seen seldom.
 */
export function originsOf(made: ReadonlyMap<string, Making>): (arn: string, count: number) => Origin {
  const things = new Map(made);
  if (things.size === 0) return () => ({});
  if (things.size > mostThings) prune(things);
  const madeNames = new Set([...things.keys()].flatMap((key) => (key.startsWith("arn:") ? [nameInArn(key)] : [])));
  const shapes = things.size < mostThings ? undefined : new Set([...things.keys()].map(shapeOf));
  const origin = (key: string): SeenResource["made"] => {
    const found = things.get(key);
    return found === undefined || found.times >= again ? undefined : found.isNew ? "new" : "put";
  };
  const isUntold = (arn: string, tail: string, count: number) =>
    (count <= again && awsId.test(tail) && things.has(typeKey(arn))) || shapes?.has(shapeOf(tail)) || shapes?.has(shapeOf(arn));
  return (arn, count) => {
    const plain = withoutEnd(arn);
    const names = plain.slice(resourceStart(plain)).split(/[/:]/);
    const tail = names.at(-1) ?? "";
    const told = names.filter((name) => name.length >= shortestId && origin(name) !== undefined);
    const known = origin(plain) ?? (told.includes(tail) ? origin(tail) : undefined);
    const itself = known ?? (isUntold(plain, tail, count) ? "new" : undefined);
    const ids = itself === known ? told : [...told, ...untoldId(tail)];
    const isOfMade = parentsOf(plain).some((parent) => origin(parent) !== undefined);
    const isWithin = isOfMade || names.slice(0, -1).some((name) => ids.includes(name) || madeNames.has(name));
    return asOrigin(itself, ids, { isOfMade, isWithin });
  };
}

function asOrigin(
  itself: SeenResource["made"],
  ids: readonly string[],
  of: { readonly isOfMade: boolean; readonly isWithin: boolean },
): Origin {
  const made = itself ?? (of.isOfMade || ids.length > 0 ? "part" : undefined);
  return made === undefined ? {} : { made, ...(ids.length > 0 && { madeIds: ids }), ...(of.isWithin && { madeWithin: true }) };
}

/** What is made without telling it has a name of its own, or an id that says nothing of the next. */
function untoldId(tail: string): readonly string[] {
  return awsId.test(tail) ? [tail] : [];
}

/** An id that EC2 makes up (Amazon EC2 User Guide, "Resource IDs"), or the number of an account. */
const awsId = /^(?:[a-z]{1,12}-[0-9a-f]{8,17}|\d{12})$/;

/** `ec2:volume/` of a volume's ARN. */
function typeKey(arn: string): string {
  return `${serviceOfArn(arn)}:${typeInArn(arn)}`;
}

function shapeOf(key: string): string {
  return key.startsWith("arn:") ? fold(key) : key.replace(/(?<![0-9a-f-])[0-9a-f-]{8,}$/, "");
}

/** The ARNs of what a resource may be a part of: a table for its index, a bucket for its object. */
function parentsOf(arn: string): readonly string[] {
  // What is cut off before the resource begins is no ARN.
  const start = arnFields(arn).length === 6 ? resourceStart(arn) : arn.length;
  const parents: string[] = [];
  for (let at = arn.length - 1; at >= start; at -= 1) {
    if (arn[at] === "/" || arn[at] === ":") parents.push(arn.slice(0, at));
  }
  return parents;
}
