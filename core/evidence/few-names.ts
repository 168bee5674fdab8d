import { inAnyAccount, parseArn, resourceStart } from "#core/aws/arn.ts";
import { namesIn } from "#core/usage/arn-names.ts";
import type { ArnTemplate } from "#core/usage/arn-template.ts";
import { openType } from "#core/usage/open-types.ts";
import { openLast, ownName } from "./opened-arn.ts";
import { distinct, type Named, type Widening, widened } from "./widening.ts";

/** As many names as a policy spells out of one resource type; of more, it names what they have in common. */
export const MOST_NAMES = 100;

/**
 * No more than `most` patterns that cover all the names: by a beginning that several share, then by what a name belongs to, then the
 * same name in any account, and at the most the whole type in each of its regions and accounts. Buckets are never all
 * buckets: their ARNs hold no account that would bound them.
 */
export function fewNames(named: readonly Named[], template: ArnTemplate, most: number): readonly Named[] {
  const steps: readonly ((names: readonly Named[]) => readonly Named[])[] = [
    (names) => sharedBeginnings(names, template),
    (names) => merged(names, "shared-beginning", ({ pattern }) => parentOf(template, pattern), { fewest: 2, open: (_, parent) => parent }),
    (names) => merged(names, "any-account", ({ pattern }) => ofAnyAccount(template, pattern), { fewest: 2, open: (_, pattern) => pattern }),
    (names) => sharedBeginnings(names, template, 2),
    (names) => merged(names, "whole-type", ({ pattern }) => typeOf(template, pattern), { fewest: 1, open: (_, pattern) => pattern }),
  ];
  let names = distinct(named);
  for (const step of steps) if (names.length > most) names = distinct(step(names));
  return names;
}

/** Names with the same beginning by what they share, where at least `fewest` do. */
export function sharedBeginnings(named: readonly Named[], template: ArnTemplate, fewest = 3): readonly Named[] {
  return merged(distinct(named), "shared-beginning", ({ pattern }) => beginning(template, pattern), { fewest, open: shared });
}

/** Names that share nothing but how they go on, such as a subdomain for each customer, by that; undefined where one shares it with none. */
export function sharedEndings(named: readonly Named[], template: ArnTemplate): readonly Named[] | undefined {
  const groups = Map.groupBy(distinct(named), ({ pattern }) => {
    const name = ownName(namesIn(template, pattern));
    return name === undefined ? pattern : `${pattern.slice(0, name.start)}*${pattern.slice(name.start + name.value.length)}`;
  });
  const ended = [...groups].map(([open, members]) => {
    const ending = commonEnding(members.map(({ pattern }) => ownName(namesIn(template, pattern))?.value ?? ""));
    const from = members.reduce((sum, member) => sum + member.from, 0);
    return ending === undefined ? undefined : widened(open.replace("*", `*${ending}`), "made-by-role", from);
  });
  return ended.every((each) => each !== undefined) ? ended : undefined;
}

/** From the first separator that all have in common at their end; undefined where that says nothing. */
function commonEnding([first = "", ...others]: readonly string[]): string | undefined {
  if (others.length === 0) return undefined;
  let length = first.length;
  for (const other of others) while (!other.endsWith(first.slice(first.length - length))) length -= 1;
  const ending = /[-_./].*$/.exec(first.slice(first.length - length))?.[0] ?? "";
  return /[a-z]{2}/i.test(ending) ? ending : undefined;
}

interface Merging {
  /** As many names make a group; fewer stay as they are. */
  readonly fewest: number;
  readonly open: (patterns: readonly string[], key: string) => string;
}

function merged(
  names: readonly Named[],
  because: Widening,
  keyOf: (named: Named) => string | undefined,
  { fewest, open }: Merging,
): readonly Named[] {
  const groups = new Map<string, Named[]>();
  const rest: Named[] = [];
  for (const named of names) {
    const key = keyOf(named);
    if (key === undefined) rest.push(named);
    else groups.set(key, [...(groups.get(key) ?? []), named]);
  }
  const few = [...groups].flatMap(([key, members]) => {
    if (members.length < fewest) return members;
    const from = members.reduce((sum, member) => sum + member.from, 0);
    return [
      widened(
        open(
          members.map(({ pattern }) => pattern),
          key,
        ),
        because,
        from,
      ),
    ];
  });
  return [...few, ...rest];
}

/** An ARN up to the first word of its own name, without the words that all resources of the type begin with. */
function beginning(template: ArnTemplate, arn: string): string | undefined {
  const last = ownName(namesIn(template, arn));
  const start = template.type === "object" ? arn.indexOf("/") + 1 : (last?.start ?? resourceStart(arn));
  const name = template.type === "object" || last === undefined ? arn.slice(start) : last.value;
  const word = /^[/]?[^-_./:*]{2,}(?=[-_./:])/.exec(name)?.[0];
  return word === undefined ? undefined : arn.slice(0, start) + word;
}

/** What all begin with, up to the last separator, and an open end. */
export function shared([first = "", ...others]: readonly string[]): string {
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return `${first.slice(0, length).replace(/[^-_./:]*$/, "")}*`;
}

/** All that belongs to the same thing: the objects of a bucket, the tables of a database, the parameters below a path. */
export function parentOf(template: ArnTemplate, arn: string): string | undefined {
  const names = namesIn(template, arn);
  if (names.length > 1) return openLast(template, arn);
  const [name] = names;
  const slash = name?.value.lastIndexOf("/") ?? -1;
  return name === undefined || slash <= 0 ? undefined : `${arn.slice(0, name.start + slash + 1)}*`;
}

function ofAnyAccount(template: ArnTemplate, arn: string): string | undefined {
  return namesIn(template, arn).some(({ value }) => value === "*") ? undefined : inAnyAccount(arn);
}

function typeOf(template: ArnTemplate, arn: string): string | undefined {
  const isBounded = template.variables.some(({ name }) => name === "Region" || name === "Account");
  if (!isBounded) return undefined;
  const { partition = "aws", region = "*", account = "*" } = parseArn(arn) ?? {};
  return account === "*" ? undefined : openType(template, partition, region, account);
}
