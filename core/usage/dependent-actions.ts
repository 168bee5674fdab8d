import { type ActionName, serviceOf } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import type { Parameters } from "#core/cloudtrail/parameters.ts";
import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { callFacts } from "#core/services/index.ts";
import type { NeedFact } from "#core/services/knowledge.ts";
import { templatesOf } from "./arn-template.ts";

/** An action that a call needs besides its own, with ARNs; empty where it is needed on everything. */
export interface DependentUse {
  readonly action: ActionName;
  readonly resources: readonly string[];
}

/** As many resources as one fact makes of a call. */
const mostResources = 100;

/**
 * The actions that AWS checks besides a call's own, on what the call's request names (Service Authorization Reference,
 * dependent actions). `own` are the resources of the call's own action.
 */
export function dependentUses(call: Call, info: ActionInfo, own: readonly string[], catalogue: ActionCatalogue): readonly DependentUse[] {
  const { needs } = callFacts(info.action);
  if (needs === undefined) return [];
  const held = needs.filter(({ when }) => when === undefined || when.holds(call.request, call));
  return held.flatMap((fact) =>
    fact.actions.flatMap((name) => {
      const needed = catalogue.find(name.includes(":") ? name : `${serviceOf(info.action)}:${name}`);
      return needed === undefined ? [] : [{ action: needed.action, resources: resourcesOfNeed(fact, call, needed, own) }];
    }),
  );
}

function resourcesOfNeed({ on }: NeedFact, call: Call, needed: ActionInfo, own: readonly string[]): readonly string[] {
  const patterns = templatesOf(needed).map(({ pattern }) => pattern);
  const arns = on === undefined ? own : typeof on === "function" ? on(call, call.place) : filled(on, call);
  return [...new Set(arns.filter((arn) => patterns.some((pattern) => pattern.test(arn))))].sort();
}

function filled(arns: readonly string[], call: Call): readonly string[] {
  const parameters = call.parameters();
  return arns.flatMap((arn) => fill(arn, call, parameters)).slice(0, mostResources);
}

/** Every way to fill the ARN's variables; a name that the request does not tell is `*`, and one that is an ARN stands for the whole. */
function fill(arn: string, call: Call, { named }: Parameters): readonly string[] {
  const place = call.place;
  const places: Readonly<Record<string, string>> = {
    Partition: place.partition,
    Region: place.region || "*",
    Account: place.account || "*",
  };
  let begun: readonly string[] = [""];
  for (const [index, piece] of arn.split(/\$\{(\w+)\}/).entries()) {
    const choices = index % 2 === 0 ? [piece] : piece in places ? [places[piece] ?? "*"] : valuesOf(named.get(piece));
    begun = begun.flatMap((text) => choices.map((choice) => (choice.startsWith("arn:") && index > 0 ? choice : text + choice)));
  }
  return begun.map((made) => (made.lastIndexOf("arn:") > 0 ? made.slice(made.lastIndexOf("arn:")) : made));
}

/** Several names may stand in one parameter, separated by commas. */
function valuesOf(values: readonly string[] = []): readonly string[] {
  const names = values.flatMap((value) => value.split(",")).filter((value) => /^[\w.:/=+@-]+$/.test(value));
  return names.length === 0 ? ["*"] : names;
}
