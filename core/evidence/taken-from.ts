import { resourceStart, typeInArn } from "#core/aws/arn.ts";
import { serviceOf } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { callFacts, knowledgeOf } from "#core/services/index.ts";
import { type HandingFact, ONLY_DENIES } from "#core/services/knowledge.ts";
import type { ActivityEntry, SeenResource } from "#core/usage/activity.ts";
import { type Widened, widened } from "./widening.ts";

/** Whose access a role ends, as it answers an incident or when somebody leaves: ARNs of users and roles. */
export interface TakenFrom {
  /** What got policies that take rights away, and no others. */
  readonly locked: ReadonlySet<string>;
  /** What the role took credentials or rights from, and gave none. */
  readonly taken: ReadonlySet<string>;
}

export const nothingTaken: TakenFrom = { locked: new Set(), taken: new Set() };

/** Whose access the calls of the entries ended. */
export function takenFrom(entries: readonly ActivityEntry[], catalogue: ActionCatalogue): TakenFrom {
  const locked = new Set<string>();
  const taken = new Set<string>();
  const given = new Set<string>();
  for (const entry of entries) {
    const isLock = locks(entry);
    const isTaking = isLock || takesAway(entry);
    const isOther = !isTaking && entry.impliedBy === undefined && !looks(entry.action, catalogue);
    for (const { arn } of entry.resources) {
      if (isLock) locked.add(arn);
      if (isTaking) taken.add(arn);
      if (isOther) given.add(arn);
    }
  }
  return { locked, taken: new Set([...taken].filter((arn) => !given.has(arn))) };
}

/** Does every call attach or write a policy that takes rights away and gives none? */
function locks({ action, handedOn }: ActivityEntry): boolean {
  const { handsOn, writesPolicy } = callFacts(action);
  if (handedOn === undefined) return false;
  if (writesPolicy !== undefined) return handedOn.every(({ arn }) => arn === ONLY_DENIES);
  return action.includes(":Attach") && handedOn.every(({ arn }) => onlyDenies(arn, handsOn));
}

function onlyDenies(policyArn: string, fact: HandingFact | undefined): boolean {
  return fact?.onlyDenies.includes(policyArn.replace(/^.*\//, "")) === true;
}

/** To take off a policy that only denies gives back what it denied. */
function takesAway({ action, handedOn = [] }: Pick<ActivityEntry, "action" | "handedOn">): boolean {
  const isListed = knowledgeOf(serviceOf(action)).takesAway?.actions.includes(action.slice(action.indexOf(":") + 1)) === true;
  return isListed && !handedOn.some(({ arn }) => onlyDenies(arn, callFacts(action).handsOn));
}

/** Does the action give no rights? */
function looks(action: string, catalogue: ActionCatalogue): boolean {
  return ["List", "Read", "Tagging"].includes(catalogue.find(action)?.level ?? "");
}

/** As many things that were locked, or from which access was taken, none of them met often, show that the next one is another. */
const FEWEST_LOCKED = 3;
const FEWEST_TAKEN = 2;
const SELDOM = 3;

/**
 * Any thing of the type in place of those whose access was ended, where the action is on such things alone: whose it is next, no log can
 * tell. What gives rights as well, such as writing a policy of any text, is opened where more of them show it.
 */
export function openTaken(entry: ActivityEntry, { locked, taken }: TakenFrom, catalogue: ActionCatalogue): readonly Widened[] {
  const { action, resources, withoutResource } = entry;
  if (withoutResource > 0 || resources.some(({ count }) => count > SELDOM)) return [];
  const areAll = (subjects: ReadonlySet<string>) => resources.every(({ arn }) => subjects.has(arn));
  const isHarmless = takesAway(entry) || looks(action, catalogue);
  const isShown =
    (isHarmless && resources.length >= FEWEST_TAKEN && areAll(taken)) || (resources.length >= FEWEST_LOCKED && areAll(locked));
  return isShown ? wholeTypes(resources) : [];
}

function wholeTypes(resources: readonly SeenResource[]): readonly Widened[] {
  const types = Map.groupBy(resources, ({ arn }) => `${arn.slice(0, resourceStart(arn))}${typeInArn(arn)}`);
  return [...types].map(([type, seen]) => widened(`${type}*`, "new-each-time", seen.length));
}
