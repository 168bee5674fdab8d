import { resourceStart } from "#core/aws/arn.ts";
import type { ActionInfo, ResourceType } from "#core/policy/catalogue.ts";
import { callFacts, knowledgeOf } from "#core/services/index.ts";
import { typesOf } from "./arn-template.ts";

const verb =
  /^(?:Create|Run|Allocate|Register|Request|Copy|Import|Restore|Start|Submit|Put|Launch|Provision|Publish|Clone|Export|Build|Deploy)/;

/**
 * Of the types that a tagging action is for, those that a call makes: the one that the call's name names (`CreateTargetGroup`,
 * `RunTask`). Empty where it cannot be told: a type that the call requires besides may well be what the new thing belongs to.
 */
export function madeTypes(own: ActionInfo, tagging: ActionInfo): readonly ResourceType[] {
  const types = typesOf(tagging);
  if (types.length === 1) return types;
  const otherwise = callFacts(own.action).makes;
  if (otherwise !== undefined) return types.filter((type) => otherwise.includes(type.name));
  const [service = "", name = ""] = own.action.split(":");
  const nouns = nounsOf(name);
  const called = nouns.map((noun) => typesCalled(types, noun)).find((found) => found.length > 0);
  if (called !== undefined) return called;
  const required = own.resourceTypes.filter((type) => type.required);
  if (knowledgeOf(service).makesWhatItRequires) return types.filter((type) => required.some((needed) => needed.name === type.name));
  return nouns.some((noun) => typesCalled(required, noun).length > 0) ? [] : typesEnding(types, nouns.at(-1) ?? "");
}

/** Of an action's own types, those that a call makes: `CreateEmailIdentity` makes an `identity`. Empty where its name names none. */
export function ownTypesMade(info: ActionInfo): readonly ResourceType[] {
  const { action } = info;
  const resourceTypes = typesOf(info);
  const otherwise = callFacts(action).makes;
  if (otherwise !== undefined) return resourceTypes.filter((type) => otherwise.includes(type.name));
  const name = action.slice(action.indexOf(":") + 1);
  const called = nounsOf(name)
    .map((noun) => typesCalled(resourceTypes, noun))
    .find((found) => found.length > 0);
  if (called !== undefined || !name.startsWith("Create")) return called ?? [];
  const [required, second] = resourceTypes.filter((type) => type.required);
  return required !== undefined && second === undefined && plain(name).endsWith(plain(required.name)) ? [required] : [];
}

/** What a call is about, best first: `RestoreDBClusterFromSnapshot` is about a `DBCluster`, a `Cluster` to RDS. */
export function nounsOf(name: string): readonly string[] {
  const whole = name.replace(verb, "").replace(/V\d$/, "");
  const short = whole.replace(/(?:(?:From|With)[A-Z].*|ToPointInTime)$/, "");
  return [...new Set([whole, short.replace(/^DB/, ""), short])];
}

/** The types of that name, else those whose ARN's last part begins with it as a word, whatever the spelling. */
export function typesCalled(types: readonly ResourceType[], name: string): readonly ResourceType[] {
  const wanted = plain(name);
  if (wanted === "") return [];
  const exact = types.filter((type) => plain(type.name) === wanted);
  return exact.length > 0 ? exact : types.filter((type) => wordsOf(type).includes(wanted));
}

/** What a name means is at its end: a `CacheCluster` is a `cluster`, and a `Rule` may be a `listener-rule`; the longest word that fits says most. */
function typesEnding(types: readonly ResourceType[], noun: string): readonly ResourceType[] {
  const wanted = plain(noun);
  if (wanted === "") return [];
  const words = [...new Set(types.flatMap(wordsOf))].filter((word) => word.length > 2);
  const ends = words.filter((word) => wanted.endsWith(word)).sort((a, b) => b.length - a.length);
  const fitting = ends.length > 0 ? ends.slice(0, 1) : words.filter((word) => word.endsWith(wanted));
  return types.filter((type) => wordsOf(type).some((word) => fitting.includes(word)));
}

/** A type by its name and by the first word of its ARNs' last part. */
function wordsOf({ name, arns }: ResourceType): readonly string[] {
  return [...new Set([name, ...arns.map(firstWord)].map(plain))];
}

/** `listener` of `arn:…:listener/app/…`. */
export function firstWord(arn: string): string {
  return /^[^/:$]*/.exec(arn.slice(resourceStart(arn)))?.[0] ?? "";
}

/** Without spelling, the plural, and the word that some services end their types' names with (`RecoveryPlanResource`). */
function plain(text: string): string {
  return text
    .replace(/(?<=[a-z])Resource$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "")
    .replace(/s$/, "");
}
