import { serviceOf } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import type { ActionInfo } from "#core/policy/catalogue.ts";
import { callFacts, knowledgeOf } from "#core/services/index.ts";
import { templatesOf } from "./arn-template.ts";
import { typesCalled } from "./made-types.ts";
import { openEach } from "./open-types.ts";

/**
 * What a call needs its action on besides what its request names, as ARNs: each type that is always
 * touched and of which the request names none, open in the call's region and account. A call whose
 * parameters are not known tells nothing.
 */
export function touchedResources(call: Call, info: ActionInfo, named: readonly string[]): readonly string[] {
  if (Object.keys(call.request).length === 0) return [];
  const types = typesTouched(call, info, named.length === 0);
  if (types.length === 0) return [];
  const missing = templatesOf(info).filter((template) => types.includes(template.type) && !named.some((arn) => template.pattern.test(arn)));
  return openEach(missing, call.place);
}

function typesTouched(call: Call, info: ActionInfo, isNameless: boolean): readonly string[] {
  const { touches = [] } = callFacts(info.action);
  const types = touches.filter(({ when }) => when === undefined || when.holds(call.request, call)).flatMap((fact) => fact.types);
  const { typesIn } = knowledgeOf(serviceOf(info.action)).tagging ?? {};
  return typesIn === undefined ? types : [...types, ...typesMadeWithTags(typesIn(call.request), info, isNameless)];
}

/** Types that every call of the action touches, whatever its request says. */
export function typesAlwaysTouched(action: string): readonly string[] {
  const { touches = [] } = callFacts(action);
  return touches.filter(({ when }) => when === undefined).flatMap((fact) => fact.types);
}

/**
 * A type that the request tags is one that the call makes (Amazon EC2 API Reference, "TagSpecification"); where nothing else is
 * known, the types that the action requires are touched with it.
 */
function typesMadeWithTags(tagged: readonly string[], info: ActionInfo, isNameless: boolean): readonly string[] {
  const made = tagged.flatMap((name) => typesCalled(info.resourceTypes, name));
  const needed = isNameless && made.length > 0 ? info.resourceTypes.filter((type) => type.required) : [];
  return [...made, ...needed].map((type) => type.name);
}
