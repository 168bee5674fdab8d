import { type ArnTemplate, isPlaceName } from "#core/usage/arn-template.ts";

/** What the names of the things of one type have in common that the role makes. */
export interface MadeFamily {
  readonly template: ArnTemplate;
  readonly patterns: readonly string[];
  /** Are some made by an action that would find them where they were there already? */
  readonly ofFound: boolean;
}

/** By `service:type`. */
export type MadeFamilies = ReadonlyMap<string, MadeFamily>;

export function typeKey({ service, type }: ArnTemplate): string {
  return `${service}:${type}`;
}

/** Families of one type as one. */
export function together(known: MadeFamily | undefined, { template, patterns, ofFound }: MadeFamily): MadeFamily {
  if (known === undefined) return { template, patterns, ofFound };
  return {
    template,
    patterns: [...known.patterns, ...patterns],
    ofFound: known.ofFound || ofFound,
  };
}

/**
 * What the names of things of a type have in common with those that the role makes: of its own type, or of one whose names begin the
 * type's ARN too. A listener's ARN holds its load balancer's name, so the listeners of a family of load balancers are a family.
 */
export function familiesOfType(template: ArnTemplate, families: MadeFamilies): readonly string[] {
  const own = families.get(typeKey(template))?.patterns ?? [];
  const wholes = [...families.values()].filter((family) => isPartOf(template, family.template));
  return [...own, ...wholes.flatMap((family) => family.patterns.flatMap((pattern) => partOf(template, family.template, pattern)))];
}

function isPartOf(part: ArnTemplate, whole: ArnTemplate): boolean {
  const [names, begun] = [namesOf(part), namesOf(whole)];
  return part.service === whole.service && begun.length < names.length && begun.every((name, index) => name === names[index]);
}

function namesOf({ variables }: ArnTemplate): readonly string[] {
  return variables.map(({ name }) => name).filter((name) => !isPlaceName(name));
}

/** The pattern of a whole as one of its parts: `loadbalancer/app/web-*` is `listener/app/web-*`. */
function partOf(part: ArnTemplate, whole: ArnTemplate, pattern: string): readonly string[] {
  const word = wordOf(whole);
  if (!pattern.includes(word)) return [];
  const open = pattern.replace(word, () => wordOf(part));
  return [open.endsWith("*") ? open : `${open}${/[/:]/.exec(part.texts[firstName(part) + 1] ?? "")?.[0] ?? "/"}*`];
}

/** What stands before the first name: `:loadbalancer/app/`. */
function wordOf(template: ArnTemplate): string {
  return template.texts[firstName(template)] ?? "";
}

function firstName({ variables }: ArnTemplate): number {
  return variables.findIndex(({ name }) => !isPlaceName(name));
}
