import type { ActionName } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { PolicyParseError, parsePolicy } from "#core/policy/parse.ts";
import { asEvaluated } from "#core/services/index.ts";
import type { Activity, ActivityEntry, UnresolvedEvent, Window } from "./activity.ts";
import { templatesOf } from "./arn-template.ts";
import { GeneratedPolicyError } from "./errors.ts";
import { type EvidenceGap, type GapOf, MOST_NAMED } from "./evidence-gap.ts";
import { fillPlaceholders, type PlaceholderValues } from "./placeholders.ts";

/** What `GetGeneratedPolicy` gave, and whose policy it is. */
export interface GeneratedPolicies extends PlaceholderValues {
  /** Policy documents as JSON text (`generatedPolicies[].policy`). */
  readonly documents: readonly string[];
  readonly isComplete: boolean;
  readonly roleArn: string;
  readonly window: Window;
  readonly catalogue: ActionCatalogue;
}

/** What all documents together say: actions with their resources, services alone, and what is in no catalogue. */
interface Merged {
  readonly resources: Map<ActionName, Set<string>>;
  readonly services: Set<string>;
  readonly unknown: Map<string, UnresolvedEvent>;
}

/**
 * The activity behind Access Analyzer's generated policies: documents merged, placeholders filled, services of which it knows
 * no action told apart. Counts and times are not known to it (Access Analyzer API Reference, GetGeneratedPolicy).
 * Throws GeneratedPolicyError where a document is none that Access Analyzer writes: not JSON, a Deny, a Principal, NotAction.
 */
export function activityFromDocuments(generated: GeneratedPolicies): Activity {
  const merged: Merged = { resources: new Map(), services: new Set(), unknown: new Map() };
  for (const [index, document] of generated.documents.entries()) {
    for (const statement of statementsOf(document, index + 1)) addStatement(merged, statement, generated);
  }
  const entries = entriesOf(merged, generated);
  return {
    roleArn: generated.roleArn,
    window: generated.window,
    source: "generated",
    records: { read: 0, ofRole: 0, denied: 0, unreadable: 0 },
    entries,
    denied: [],
    servicesOnly: [...merged.services].sort(),
    unresolved: [...merged.unknown.values()].sort((a, b) => (a.source + a.name < b.source + b.name ? -1 : 1)),
    suspicious: [],
    gaps: gapsOf(generated, merged, entries.length === 0 && merged.services.size === 0),
  };
}

/** The statements of the document at a position, from 1. Throws GeneratedPolicyError. */
export function statementsOf(document: string, position: number): readonly Statement[] {
  const { statements } = parsed(document, position);
  for (const { effect, actions, resources } of statements) {
    if (effect === "Deny") throw new GeneratedPolicyError(position, "it denies something, as no generated policy does.");
    if (actions.kind === "except" || resources.kind === "except")
      throw new GeneratedPolicyError(position, "it says what it does not mean (NotAction or NotResource).");
  }
  return statements;
}

/** A role without activity gets a document without statements, which no policy may be. */
function parsed(document: string, position: number): PolicyDocument {
  if (/"Statement"\s*:\s*\[\s*\]/.test(document)) return { version: "2012-10-17", statements: [] };
  try {
    return parsePolicy(document, "it");
  } catch (error) {
    if (error instanceof PolicyParseError) throw new GeneratedPolicyError(position, error.message, { cause: error });
    throw error;
  }
}

function addStatement(merged: Merged, { actions, resources }: Statement, generated: GeneratedPolicies): void {
  const filled = resources.patterns.map((arn) => fillPlaceholders(arn, generated));
  for (const action of actions.patterns) addAction(merged, action, filled, generated.catalogue);
}

/** In a service-level template an action is `ssm:*`, or a word that stands for the actions to be filled in. */
const noAction = /^(?:\*|actions?|action_?names?|\$\{.*\})?$/i;

function addAction(merged: Merged, action: string, resources: readonly string[], catalogue: ActionCatalogue): void {
  const [prefix = "", name = ""] = action.split(":");
  const names = noAction.test(name) ? [] : catalogue.expand(action);
  if (noAction.test(name)) addService(merged, prefix.toLowerCase(), catalogue);
  else if (names.length === 0) addUnknown(merged, prefix, name);
  for (const known of names) {
    const of = merged.resources.get(known) ?? new Set<string>();
    merged.resources.set(known, of);
    for (const arn of fittingResources(known, resources, catalogue)) of.add(arn);
  }
}

function addService(merged: Merged, prefix: string, catalogue: ActionCatalogue): void {
  if (catalogue.actionsOf(prefix).length > 0) merged.services.add(prefix);
  else addUnknown(merged, prefix, "*");
}

function addUnknown(merged: Merged, prefix: string, name: string): void {
  const known = merged.unknown.get(`${prefix}:${name}`);
  merged.unknown.set(`${prefix}:${name}`, { source: prefix, name, count: (known?.count ?? 0) + 1 });
}

/** A statement lists several actions and all of their resources: each action keeps those of its own types. */
function fittingResources(action: ActionName, resources: readonly string[], catalogue: ActionCatalogue): readonly string[] {
  const info = catalogue.find(action);
  const templates = info === undefined ? [] : templatesOf(info);
  return resources
    .filter((arn) => arn !== "*" && templates.some((template) => template.pattern.test(arn)))
    .map((arn) => asEvaluated(arn, action));
}

function entriesOf(merged: Merged, { region, account }: GeneratedPolicies): readonly ActivityEntry[] {
  return [...merged.resources]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([action, arns]) => ({
      action,
      resources: [...arns].sort().map((arn) => ({ arn, count: 1 })),
      withoutResource: arns.size === 0 ? 1 : 0,
      regions: region === "" ? [] : [region],
      accounts: account === "" ? [] : [account],
      via: [],
    }));
}

function gapsOf({ isComplete }: GeneratedPolicies, { unknown, services }: Merged, empty: boolean): readonly EvidenceGap[] {
  const gaps: EvidenceGap[] = [];
  if (!isComplete) {
    gaps.push({ kind: "incomplete-generation", effect: "warn" });
  }
  if (empty) {
    gaps.push({ kind: "empty-generation", effect: "wait" });
  }
  if (unknown.size > 0) {
    const names = [...unknown.keys()].sort();
    gaps.push({
      kind: "unresolved-events",
      of: "generated-policy",
      events: names.length,
      firstEvents: names.slice(0, MOST_NAMED),
      ...keeping([...unknown.values()], services),
    });
  }
  return gaps;
}

/** An unknown action of a known service: what the service grants now stays. */
function keeping(unknown: readonly UnresolvedEvent[], services: ReadonlySet<string>): Pick<GapOf<"unresolved-events">, "effect" | "keeps"> {
  const keeps = [
    ...new Set(unknown.filter((event) => event.name !== "*" && !services.has(event.source)).map((event) => `${event.source}:*`)),
  ].sort();
  return keeps.length > 0 ? { effect: "keep", keeps } : { effect: "warn" };
}
