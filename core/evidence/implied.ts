import type { ActionName } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Grant } from "#core/policy/document.ts";
import { type Implication, implications } from "#core/services/index.ts";
import type { Activity, ActivityEntry } from "#core/usage/activity.ts";
import { templatesOf } from "#core/usage/arn-template.ts";
import { namedAccounts, type ScopeFacts } from "#core/usage/open-types.ts";
import type { Purpose } from "./purpose.ts";
import type { EvidenceReason } from "./reason.ts";
import { type Scoping, scopeResources } from "./scope.ts";

/** An action that is needed though it was not seen, and where. */
export interface ImpliedAction extends Grant {
  readonly because: EvidenceReason;
}

/** What the seen actions and the role's purpose imply, by what the services' files say is implied. An action that was seen itself needs no implying. */
export function impliedActions(activity: Activity, purpose: Purpose, scoping: Scoping): readonly ImpliedAction[] {
  const { facts, catalogue } = scoping;
  const seen = new Map<string, ActivityEntry>(
    [...(activity.traces?.used ?? []), ...activity.entries].map((entry) => [entry.action, entry] as const),
  );
  return implications.flatMap((implication) => {
    if (implication.purposes.length > 0 && !implication.purposes.some((service) => purpose.services.includes(service))) return [];
    const causes = implication.seen.flatMap((action) => seen.get(action) ?? []);
    if (implication.seen.length > 0 && causes.length === 0) return [];
    if (implication.beside.length > 0 && !implication.beside.some((action) => seen.has(action))) return [];
    const because = reasonOf(implication, causes, purpose);
    return implication.implies.flatMap((action) => {
      const info = catalogue.find(action);
      if (info === undefined || isNeedless(implication, seen.get(info.action), facts)) return [];
      return [{ action: info.action, resources: whereOf(implication, info.action, causes, scoping), because }];
    });
  });
}

/** What was seen needs no implying, nor what must have been used and was not. */
function isNeedless({ on, whereUsed }: Implication, used: ActivityEntry | undefined, facts: ScopeFacts): boolean {
  if (used === undefined) return whereUsed;
  return on === "everything" || (Array.isArray(on) && isNamedWithin(used, on, facts));
}

/** Did records name each resource of the action, and among them some of what is implied? */
function isNamedWithin({ impliedBy, withoutResource, resources }: ActivityEntry, on: readonly string[], facts: ScopeFacts): boolean {
  if (impliedBy !== undefined || withoutResource > 0) return false;
  const beginnings = on.flatMap((template) => filled(template, facts)).map((pattern) => pattern.replace(/\*$/, ""));
  return resources.some(({ arn }) => beginnings.some((beginning) => arn.startsWith(beginning)));
}

function reasonOf(implication: Implication, causes: readonly ActivityEntry[], purpose: Purpose): EvidenceReason {
  const { because: known, source, purposes } = implication;
  return causes.length > 0
    ? { id: "implied", by: causes.map((entry) => entry.action), known, source }
    : { id: "purpose", assumedBy: purpose.services.filter((service) => purposes.includes(service)), known, source };
}

function whereOf(
  { on }: Implication,
  action: ActionName,
  causes: readonly ActivityEntry[],
  { scope, facts, catalogue }: Scoping,
): readonly string[] {
  const [cause] = causes;
  if (typeof on === "object") return on.flatMap((template) => filled(template, facts));
  if (on === "everything" || cause === undefined) return scopeResources(bare(action, causes), "account", facts, catalogue);
  if (on === "same-resources") return scopeResources(ofTypesOf(action, cause, catalogue), scope, facts, catalogue);
  return [...new Set(scopeResources(cause, scope, facts, catalogue).map(on))].sort();
}

/** The cause's resources as the action's, without those of types that it does not take: the transform of a change set. */
function ofTypesOf(action: ActionName, cause: ActivityEntry, catalogue: ActionCatalogue): ActivityEntry {
  const info = catalogue.find(action);
  const templates = info === undefined ? [] : templatesOf(info);
  const fitting = cause.resources.filter(({ arn }) => templates.some(({ pattern }) => pattern.test(arn)));
  return { ...cause, action, ...(fitting.length > 0 && { resources: fitting }) };
}

function bare(action: ActionName, causes: readonly ActivityEntry[]): ActivityEntry {
  const regions = [...new Set(causes.flatMap((entry) => entry.regions))].sort();
  return { action, resources: [], withoutResource: 1, regions, accounts: [], via: [] };
}

function filled(template: string, { partition, regions, ...facts }: ScopeFacts): readonly string[] {
  const inAccounts = namedAccounts(facts).map((account) =>
    template.replace("${Partition}", partition || "aws").replace("${Account}", account),
  );
  const places = (regions.length > 0 ? regions : ["*"]).flatMap((region) => inAccounts.map((place) => place.replace("${Region}", region)));
  return [...new Set(places)];
}
