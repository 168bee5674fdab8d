import { arnFields, resourceStart } from "#core/aws/arn.ts";
import { patternCovers } from "#core/policy/match.ts";
import { callFacts } from "#core/services/index.ts";
import type { SeenResource } from "#core/usage/activity.ts";
import { type NamePart, namesIn } from "#core/usage/arn-names.ts";
import type { ArnTemplate } from "#core/usage/arn-template.ts";
import { makesNew } from "#core/usage/lineage.ts";
import type { MadeFamily } from "./families.ts";
import { fewNames, parentOf, sharedBeginnings, sharedEndings } from "./few-names.ts";
import { type OpenedArn, openArn, openLast, openOwn } from "./opened-arn.ts";
import { isEvident, type NameForm, varyingPart } from "./recurring-names.ts";
import { comesAndGoes, isDurable, isMadeAnew, isUnmaking } from "./varying.ts";
import { exact, type Named, type Widening, widened } from "./widening.ts";

/** As many names of one shape show that the varying part of the name varies. */
const fewestAlike = 3;

/** As many names that differ in ids alone are a family, however often each was used: an alarm for each instance, say. */
const fewestOfIds = 4;

/** As many things known by an id that AWS made up and that are no more: their ids are of no use, and the next one has another. */
const fewestGone = 2;

/** A name that was seen more often is used again and again. */
const seldom = 2;

/** A thing that the role made under a plain name and uses more often is one that it keeps. */
const mostUses = 10;

/** As many things that the role made show that the next one has another name, and what it begins with. */
const fewestFamily = 2;

/** As many objects of one folder, none seen twice, show that the next one is another; and as many that differ in one folder of their path. */
const fewestFresh = 4;
const fewestFolders = 6;

/**
 * The names that were seen of one resource type as few patterns that cover them all; `prefix` leaves open what varies, and with it
 * even one made-up id of what comes and goes, where the action did away with it: it does not come again. `makes` is whether the
 * action makes things of this type.
 */
export function narrow(
  action: string,
  template: ArnTemplate,
  seen: readonly SeenResource[],
  { scope, makes, mostNames, families, ofFound }: Narrowing,
): readonly Named[] {
  const named =
    scope === "names" && !isMadeAnew(template.service, template.type)
      ? seen.map(exact)
      : oneParent(
          template,
          withSiblings(
            template,
            openVarying(action, template, seen, makes).map((each) => inFamily(action, each, seen, { families, ofFound })),
            families,
          ),
        );
  return fewNames(named, template, mostNames).flatMap((each) => withPath(template, each));
}

interface Narrowing {
  readonly scope: "names" | "prefix";
  readonly makes: boolean;
  readonly mostNames: number;
  /** What the names of things of this type have in common that the role makes. */
  readonly families: readonly string[];
  /** Are they of things, too, that would be found where they were there already? */
  readonly ofFound: boolean;
}

/**
 * What is done with one thing that the role made is done with the next one of its family; so is doing away with one that was made
 * before the log begins.
 */
function inFamily(
  action: string,
  named: Named,
  seen: readonly SeenResource[],
  { families, ofFound }: Pick<Narrowing, "families" | "ofFound">,
): Named {
  const family = families.find((each) => each !== named.pattern && patternCovers(each, named.pattern));
  if (family === undefined) return named;
  const own = seen.filter(({ arn }) => patternCovers(named.pattern, arn));
  const isMade =
    own.some(({ made }) => made === "new" || (ofFound && made === "put")) ||
    (isUnmaking(action) && own.every(({ count }) => count <= seldom));
  return isMade ? widened(family, "made-by-role", named.from) : named;
}

/**
 * What is done with things of two families that the role made is done with its others beside them: a table is dropped a week after it
 * was made, and those of the last week are dropped in the next month.
 */
function withSiblings(template: ArnTemplate, named: readonly Named[], families: readonly string[]): readonly Named[] {
  if (families.length < 3) return named;
  const made = named.filter(({ because }) => because === "made-by-role");
  const beside = [...Map.groupBy(families, (family) => parentOf(template, family))];
  const others = beside.flatMap(([parent, siblings]) => {
    if (parent === undefined) return [];
    const unused = siblings.filter((family) => !made.some(({ pattern }) => patternCovers(family, pattern)));
    return siblings.length - unused.length < 2 ? [] : unused;
  });
  return [...named, ...others.map((family) => widened(family, "made-by-role", 0))];
}

/** As many families of one parent show that the next one is another: it is named by the parent. */
const fewestFamilies = 5;

function oneParent(template: ArnTemplate, named: readonly Named[]): readonly Named[] {
  const groups = Map.groupBy(named, (each) => (each.because === "made-by-role" ? parentOf(template, each.pattern) : undefined));
  return [...groups].flatMap(([parent, members]) => {
    if (parent === undefined || members.length < fewestFamilies) return members;
    return [
      widened(
        parent,
        "made-by-role",
        members.reduce((sum, { from }) => sum + from, 0),
      ),
    ];
  });
}

/** What the names have in common of the things that a call of the action made; a whole type says nothing of them. */
export function familiesOf(action: string, template: ArnTemplate, named: readonly Named[]): MadeFamily {
  const told = named.filter(({ pattern, because }) => because === "made-by-role" && tells(template, pattern));
  return { template, patterns: told.map(({ pattern }) => pattern), ofFound: findsItsOwn(action) && told.length > 0 };
}

/** Does a pattern say more of the names than their type? A path of theirs does: `secret:tenants/*`. */
function tells({ texts }: ArnTemplate, pattern: string): boolean {
  const resource = texts.join("\0").split(":").slice(5).join(":");
  const names = pattern.slice(resourceStart(pattern) + resource.indexOf("\0"));
  return /[^*/:]/.test(names);
}

function openVarying(action: string, template: ArnTemplate, seen: readonly SeenResource[], makes: boolean): readonly Named[] {
  if (isMadeAnew(template.service, template.type)) return openAnew(template, seen);
  if (callFacts(action).replaced?.types.includes(template.type))
    return seen.map(({ arn }) => widened(openLast(template, arn), "replaced", 1));
  const own = openMade(
    action,
    template,
    seen.filter(({ made }) => made !== undefined),
    makes,
  );
  return [...own.named, ...openFound(action, template, [...seen.filter(({ made }) => made === undefined), ...own.rest])];
}

/** What is made for one use: by what its names begin with where all of them show how they go on, else by its type. */
function openAnew(template: ArnTemplate, seen: readonly SeenResource[]): readonly Named[] {
  const { groups, rest } = grouped(seen, ({ arn }) => openedAt(openArn(template, arn, ({ isLast }) => isLast)));
  const fewest = groups.length > 1 ? 2 : 1;
  const isShown = ({ pattern, because, members }: Group) =>
    /[a-z]{2}/i.test(pattern.slice(openEnd(template, members[0]?.arn ?? pattern).length - 1)) &&
    members.length >= (isEvident(because) ? fewest : fewestAlike);
  if (rest.length === 0 && groups.every(isShown)) return groups.map(asNamed);
  return seen.map(({ arn }) => widened(openEnd(template, arn), "made-anew", 1));
}

/** What the role did not make: by name, but for what varies. */
function openFound(action: string, template: ArnTemplate, seen: readonly SeenResource[]): readonly Named[] {
  const gone = isUnmaking(action) ? seen.filter((resource) => isGone(template, resource)) : [];
  if (gone.length >= fewestGone) {
    const rest = seen.filter((resource) => !gone.includes(resource));
    return [...openGone(template, gone), ...openFound(action, template, rest)];
  }
  const shown = grouped(seen, ({ arn }) => openEvident(template, arn));
  const alike = grouped(shown.rest, ({ arn }) => openAlike(template, arn));
  const families = Map.groupBy(alike.groups, ({ pattern }) => inAnyRegion(pattern));
  const varying = alike.groups.map((group) => {
    const members = (families.get(inAnyRegion(group.pattern)) ?? [group]).flatMap((each) => each.members);
    return { ...group, varies: doesVary(action, { ...group, members }) };
  });
  const rest = [...alike.rest, ...varying.flatMap(({ varies, members }) => (varies ? [] : members))];
  const fresh = template.type === "object" ? grouped(rest, ({ arn }) => folder(arn)) : { groups: [], rest };
  return [
    ...shown.groups.map(asNamed),
    ...varying.filter(({ varies }) => varies).map(asNamed),
    ...fresh.groups.filter(({ members }) => areFresh(members)).map(asNamed),
    ...inAnyFolder(fresh.groups.flatMap(({ members }) => (areFresh(members) ? [] : members))),
    ...fresh.rest.map(exact),
  ];
}

/** Without their ids, and by what else varies in several of them: a load balancer has a name before its id. */
function openGone(template: ArnTemplate, gone: readonly SeenResource[]): readonly Named[] {
  const { groups, rest } = grouped(gone, ({ arn }) => openedAt(openArn(template, arn, () => true)));
  const shown = groups.filter(({ members }) => members.length >= fewestAlike);
  const others = [...groups.flatMap((group) => (shown.includes(group) ? [] : group.members)), ...rest];
  return [...shown.map(asNamed), ...others.map(({ arn }) => widened(openEnd(template, arn), "id", 1))];
}

/** After an action that does away with it: a thing whose name is an id that AWS made up, which the type's own beginning tells. */
function isGone(template: ArnTemplate, { arn, count }: SeenResource): boolean {
  if (count > seldom) return false;
  const { idBeginning } = template;
  if (idBeginning !== "" && namesIn(template, arn).at(-1)?.value.startsWith(idBeginning)) return true;
  const opened = openArn(template, arn, ({ isLast }, form) => isLast && form === "id");
  return opened !== undefined && isWhole(opened.pattern);
}

/** What the role made itself, with what the next one of its kind has in common with it; `rest` is named like what it found. */
function openMade(
  action: string,
  template: ArnTemplate,
  made: readonly SeenResource[],
  makes: boolean,
): { readonly named: readonly Named[]; readonly rest: readonly SeenResource[] } {
  const fixed = sharedParts(template, made);
  const opened = grouped(made, ({ arn, madeIds }) => {
    const isOwn = ownPartsOf(template, arn, madeIds);
    const varies = (part: NamePart, form: NameForm) => isOwn(part, form) && (isEvident(form) || !fixed.has(part.value));
    return openedAt(openArn(template, arn, varies, madeIds));
  });
  const groups = opened.groups.map((group) => ({ ...asNamed(group), because: "made-by-role" as const }));
  const isEachAnother = makes && makesEachOnce(action, made);
  const isFresh = ({ made: origin, count }: SeenResource) => (origin === "new" || isEachAnother) && count <= (makes ? 1 : mostUses);
  const fresh = opened.rest.filter(isFresh);
  const rest = opened.rest.filter((resource) => !isFresh(resource));
  const isMixed = groups.length > 0 && fresh.length > 0 && groups.length + fresh.length >= fewestAlike;
  const all = [...opened.groups.flatMap(({ members }) => members), ...fresh];
  const family = isMixed ? oneFamily(all.map(exact), template) : undefined;
  if (family !== undefined) return { named: family, rest };
  const named = sharedBeginnings(groups, template).map((each) => ({ ...each, because: "made-by-role" as const }));
  if (fresh.length < (makes && makesNew(action) ? 1 : fewestFamily)) return { named, rest: opened.rest };
  const alike = fresh.map(exact);
  const common = oneFamily(alike, template) ?? sharedEndings(alike, template);
  if (common === undefined && isEachAnother) return { named, rest: opened.rest };
  const next = common ?? fresh.map(({ arn }) => exact({ arn: openOwn(template, arn), count: 1 }));
  return { named: [...named, ...next.map((each) => ({ ...each, because: "made-by-role" as const }))], rest };
}

/** Does an action that makes something by a name of its caller's choice succeed where that is there already? */
export function findsItsOwn(action: string): boolean {
  return callFacts(action).repeatable?.namesChosen === true;
}

/** Several names, each made once, by an action that could make one again: the program does not make its own ones at each start. */
function makesEachOnce(action: string, made: readonly SeenResource[]): boolean {
  return findsItsOwn(action) && made.length >= fewestAlike && made.every(({ made: origin, count }) => origin === "put" && count === 1);
}

/** The beginnings of names where each has one in common with another. */
function oneFamily(names: readonly Named[], template: ArnTemplate): readonly Named[] | undefined {
  const begun = sharedBeginnings(names, template, fewestFamily);
  const isOne = begun.length < names.length && begun.every(({ because }) => because === "shared-beginning");
  return isOne ? begun.map((each) => ({ ...each, because: "made-by-role" })) : undefined;
}

/** What several made things have in common, and the role did not make: the app whose branches they are. */
function sharedParts(template: ArnTemplate, made: readonly SeenResource[]): ReadonlySet<string> {
  if (made.length < 2 || made.some(({ madeWithin }) => madeWithin)) return new Set();
  const [first = new Set<string>(), ...others] = made.map(
    ({ arn }) => new Set(namesIn(template, arn).flatMap(({ value, isLast }) => (isLast ? [] : [value]))),
  );
  return new Set([...first].filter((name) => others.every((names) => names.has(name))));
}

/**
 * Which names of a made thing's ARN may vary: all of them, since what it is a part of may be made too. But an id that no answer gave is
 * of something that was there before: a route of an API is made anew, and the API is not.
 */
function ownPartsOf(template: ArnTemplate, arn: string, madeIds: readonly string[] = []): (part: NamePart, form: NameForm) => boolean {
  const last = namesIn(template, arn).at(-1)?.value ?? "";
  if (!madeIds.includes(last)) return ({ isLast, value }) => isLast || madeIds.includes(value) || !AWS_ID.test(value);
  return ({ isLast, value }, form) => isLast || (isEvident(form) && varyingPart(value, (each) => each === "id") === undefined);
}

/** An id that AWS makes up whole (Amazon EC2 User Guide, "Resource IDs"; other services' ids look alike). */
const AWS_ID = /^[a-z]{1,12}-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

interface Opened {
  readonly pattern: string;
  readonly because: Widening;
  /** The same, closed again by what is constant in its names. */
  readonly closed?: string;
}

interface Group extends Opened {
  readonly members: readonly SeenResource[];
}

function grouped(
  seen: readonly SeenResource[],
  open: (resource: SeenResource) => Opened | undefined,
): { readonly groups: readonly Group[]; readonly rest: readonly SeenResource[] } {
  const groups = new Map<
    string,
    { readonly because: Widening; readonly members: SeenResource[]; readonly closed: (string | undefined)[] }
  >();
  const rest: SeenResource[] = [];
  for (const resource of seen) {
    const opened = open(resource);
    if (opened === undefined) rest.push(resource);
    else {
      const group = groups.get(opened.pattern) ?? { because: opened.because, members: [], closed: [] };
      groups.set(opened.pattern, group);
      group.members.push(resource);
      group.closed.push(opened.closed);
    }
  }
  return { groups: [...groups].flatMap(([pattern, { closed, ...group }]) => closedAgain({ pattern, ...group }, closed)), rest };
}

/** As many names show that a part of them is constant, and what is constant in more ways than so many varies itself. */
const fewestClosed = 4;
const mostClosed = 5;

/** A group by what is constant in its names, where enough of them show it each time. */
function closedAgain(group: Group, closed: readonly (string | undefined)[]): readonly Group[] {
  const ways = Map.groupBy(group.members.keys(), (index) => closed[index]);
  if (ways.size > mostClosed || [...ways].some(([pattern, members]) => pattern === undefined || members.length < fewestClosed))
    return [group];
  return [...ways].map(([pattern = group.pattern, indexes]) => ({
    ...group,
    pattern,
    members: indexes.flatMap((index) => group.members[index] ?? []),
  }));
}

function asNamed({ pattern, because, members }: Group): Named {
  return widened(pattern, because, members.length);
}

/** The last name of the ARN left open: a log stream's name may hold slashes, and all of it varies. */
function openEnd(template: ArnTemplate, arn: string): string {
  const before = template.texts[template.variables.length - 1] ?? "";
  const at = before === "" ? -1 : arn.lastIndexOf(before);
  return at < 0 || arn.endsWith("*") ? arn : `${arn.slice(0, at + before.length)}*`;
}

/** What one example shows: nearly any form in an object's key; a date in the name of what lasts only says when it was made. */
function openEvident(template: ArnTemplate, arn: string): Opened | undefined {
  const opened = openArn(template, arn, ({ variable }, form) =>
    template.type === "object"
      ? variable !== "BucketName" && form !== "version"
      : isEvident(form) && !isDurable(template.service, template.type),
  );
  return openedAt(opened);
}

function openedAt(opened: OpenedArn | undefined): Opened | undefined {
  if (opened === undefined) return undefined;
  const { pattern, form, closed } = opened;
  return { pattern, because: form, ...(closed === undefined ? {} : { closed }) };
}

/** What several alike show. A bucket's name is never left open for its objects, nor a whole name of what lasts. */
function openAlike(template: ArnTemplate, arn: string): Opened | undefined {
  const opened = openArn(template, arn, ({ variable }) => template.type !== "object" || variable !== "BucketName");
  if (opened === undefined) return undefined;
  return isWhole(opened.pattern) && !comesAndGoes(template.type) ? undefined : openedAt(opened);
}

function isWhole(pattern: string): boolean {
  return /[:/]\*$/.test(pattern);
}

function doesVary(action: string, { pattern, because, members }: Group): boolean {
  if (isUnmaking(action) && isWhole(pattern)) return true;
  if (because === "id" && members.length >= fewestOfIds) return true;
  const fresh = members.filter(({ count }) => count <= seldom);
  return members.length >= fewestAlike && (isWhole(pattern) || fresh.length * 2 > members.length);
}

/** What varies in one region varies in the others. */
function inAnyRegion(pattern: string): string {
  return arnFields(pattern).with(3, "*").join(":");
}

function folder(arn: string): Opened | undefined {
  const end = arn.lastIndexOf("/");
  return end < 0 ? undefined : { pattern: `${arn.slice(0, end + 1)}*`, because: "new-each-time" };
}

/** Objects that differ in one folder of their path alone, by what they have in common; the others as they are. */
function inAnyFolder(seen: readonly SeenResource[]): readonly Named[] {
  const alike = Map.groupBy(
    seen.filter(({ count }) => count === 1).flatMap((resource) => foldersOpened(resource.arn).map((pattern) => ({ pattern, resource }))),
    ({ pattern }) => pattern,
  );
  const groups = [...alike].filter(([, members]) => members.length >= fewestFolders).sort(([, a], [, b]) => b.length - a.length);
  const left = new Set(seen);
  const named = groups.flatMap(([pattern, members]) => {
    const own = members.filter(({ resource }) => left.has(resource));
    if (own.length < fewestFolders) return [];
    for (const { resource } of own) left.delete(resource);
    return [widened(pattern, "new-each-time", own.length)];
  });
  return [...named, ...[...left].map(exact)];
}

/** The ARN with each folder of its key left open in turn. */
function foldersOpened(arn: string): readonly string[] {
  const [bucket = "", ...path] = arn.split("/");
  return path.slice(0, -1).map((_, index) => [bucket, ...path.with(index, "*")].join("/"));
}

function areFresh(members: readonly SeenResource[]): boolean {
  return members.length >= fewestFresh && members.every(({ count }) => count === 1);
}

/**
 * A request names a role or user without its path; a name is unique whatever its path, so a path before it adds nobody. Of what the role
 * made itself, the path is known.
 */
function withPath(template: ArnTemplate, named: Named): readonly Named[] {
  const pathless = template.service === "iam" && template.variables.at(-1)?.name.endsWith("WithPath") === true;
  const found = pathless && named.because !== "made-by-role" ? /^([^/]+\/)([^/*]+(?:\*[^/*]*)?)$/.exec(named.pattern) : null;
  return found === null ? [named] : [named, { ...named, pattern: `${found[1]}*/${found[2]}` }];
}
