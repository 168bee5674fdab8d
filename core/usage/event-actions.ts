import { type ActionName, PASS_ROLE } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { onceFor } from "#core/once.ts";
import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { PolicyParseError, parsePolicy } from "#core/policy/parse.ts";
import { callFacts, eventNeeds, knowledgeOf, prefixesOf, requestFacts } from "#core/services/index.ts";
import { ALLOWS, ONLY_DENIES, type RequestFact } from "#core/services/knowledge.ts";
import { dependentUses } from "./dependent-actions.ts";
import { type Holder, passedRoles } from "./passed-roles.ts";
import { credible, resourcesOf } from "./resources.ts";
import { taggingOnCreation } from "./tagging-on-creation.ts";
import { touchedResources } from "./touched.ts";

/** One action that a call needed, and the resources it needed it on: ARNs, empty where the call does not tell. */
export interface ActionUse {
  readonly action: ActionName;
  readonly resources: readonly string[];
  /** The recorded action that cannot do without this one, where this one itself is never recorded. */
  readonly impliedBy?: string;
  /** Of `iam:PassRole`: the services that got the role; undefined where that is not known for sure. */
  readonly receivers?: readonly string[];
  /** Of `iam:PassRole`: what holds the role. */
  readonly holder?: Holder;
  /** What the call handed on, by an ARN that a condition key of the action holds: the policy that it attached; or whether one that it wrote only denies. */
  readonly handedOn?: string;
  /** The action's own entry, where this is what the call itself asked for. */
  readonly info?: ActionInfo;
}

/** What a call needs to be allowed, or why there is nothing to allow. `because` names the AWS page. */
export type EventActions =
  | { readonly kind: "actions"; readonly uses: readonly ActionUse[] }
  | { readonly kind: "no-permission"; readonly because: string }
  | { readonly kind: "unresolved" };

/** What the names of an event tell. */
type Resolution =
  | { readonly kind: "actions"; readonly actions: readonly ActionInfo[]; readonly byRequest: readonly RequestFact[] }
  | Exclude<EventActions, { kind: "actions" }>;

/** Event types that no permission stands behind (CloudTrail User Guide, "CloudTrail record contents", `eventType`). */
const typesWithoutPermission: ReadonlyMap<string, string> = new Map(
  Object.entries({
    AwsServiceEvent: "an AWS service wrote the event itself; nobody called an API (CloudTrail User Guide: Non-API events)",
    AwsConsoleSignIn: "signing in to the console is no IAM action (CloudTrail User Guide: AWS Management Console sign-in events)",
    AwsCloudTrailInsight: "CloudTrail Insights wrote the event itself (CloudTrail User Guide: Insights events)",
  }),
);

const unresolved = { kind: "unresolved" } as const;

/** AWS has about 20,000 operations; a log of nonsense must not fill the memory. */
const mostKnown = 20_000;

/** Resolutions that depend on source and name alone, by catalogue: a log repeats few pairs many times. */
const resolutionsOf = onceFor((_: ActionCatalogue) => new Map<string, Resolution>());

/**
 * The IAM actions that a recorded call needs, with their resources. Names that the catalogue and the tables of exceptions
 * do not know are `unresolved`, never guessed.
 */
export function actionsOf(call: Call, catalogue: ActionCatalogue): EventActions {
  const withoutPermission = showsRights(call) ? undefined : typesWithoutPermission.get(call.type);
  if (withoutPermission !== undefined) return { kind: "no-permission", because: withoutPermission };
  const resolution = resolve(call, catalogue);
  if (resolution.kind !== "actions") return resolution;
  return { kind: "actions", uses: actionsNeeded(resolution, call, catalogue).flatMap((info) => usesOf(call, info, catalogue)) };
}

/** Some events that a service writes itself say which rights it found, such as those of a file system's client. */
function showsRights({ type, source, name }: Call): boolean {
  return type === "AwsServiceEvent" && eventNeeds(`${prefixesOf(source)[0] ?? ""}:${name}`) !== undefined;
}

function actionsNeeded(
  { actions, byRequest }: Extract<Resolution, { kind: "actions" }>,
  record: CloudTrailRecord,
  catalogue: ActionCatalogue,
): readonly ActionInfo[] {
  if (byRequest.length === 0) return actions;
  const facts = byRequest.filter(({ when }) => when.holds(record.request, record));
  const besides = facts.flatMap(({ needs }) => needs.flatMap((action) => catalogue.find(action) ?? []));
  return facts.some(({ instead }) => instead === true) ? besides : [...actions, ...besides];
}

/** The action itself, and what it cannot do without though no record of its own shows it. */
function usesOf(call: Call, info: ActionInfo, catalogue: ActionCatalogue): readonly ActionUse[] {
  const named = resourcesOf(call, info);
  const touched = touchedResources(call, info, named);
  const resources = [...new Set([...named, ...credible(touched)])].sort();
  const uses: ActionUse[] = [{ action: info.action, resources, info, ...handedOn(call, info) }];
  for (const use of dependentUses(call, info, resources, catalogue)) uses.push({ ...use, impliedBy: info.action });
  for (const { roles, ...to } of passedRoles(call, info)) uses.push({ action: PASS_ROLE, resources: roles, impliedBy: info.action, ...to });
  const tagging = taggingOnCreation(call, info, catalogue);
  if (tagging !== undefined) uses.push({ ...tagging, impliedBy: info.action });
  return uses;
}

function handedOn({ request }: Call, { action }: ActionInfo): Pick<ActionUse, "handedOn"> {
  const { handsOn, writesPolicy } = callFacts(action);
  const value = request[handsOn?.parameter ?? writesPolicy?.parameter ?? ""];
  if (typeof value !== "string") return {};
  if (writesPolicy !== undefined) return { handedOn: onlyDenies(value) ? ONLY_DENIES : ALLOWS };
  return value.startsWith("arn:") ? { handedOn: value } : {};
}

function onlyDenies(text: string): boolean {
  try {
    return parsePolicy(text, "the policy").statements.every(({ effect }) => effect === "Deny");
  } catch (error) {
    if (error instanceof PolicyParseError) return false;
    throw error;
  }
}

function resolve(record: CloudTrailRecord, catalogue: ActionCatalogue): Resolution {
  const prefixes = prefixesOf(record.source, record.request);
  const actionOf = knowledgeOf(prefixes[0] ?? "").actionOf;
  if (actionOf !== undefined) return resolveCall(record, prefixes[0] ?? "", actionOf, catalogue);
  const known = resolutionsOf(catalogue);
  const key = `${prefixes.join(" ")} ${record.name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const resolution = resolveName(prefixes, record.name, catalogue);
  if (known.size < mostKnown) known.set(key, resolution);
  return resolution;
}

function resolveName(prefixes: readonly string[], name: string, catalogue: ActionCatalogue): Resolution {
  for (const candidate of new Set([name, withoutVersion(name)])) {
    for (const prefix of prefixes) {
      const resolution = resolveEvent(`${prefix}:${candidate}`, catalogue);
      if (resolution !== undefined) return resolution;
    }
  }
  return unresolved;
}

function resolveEvent(event: string, catalogue: ActionCatalogue): Resolution | undefined {
  const known = eventNeeds(event);
  const info = known === undefined ? catalogue.find(event) : undefined;
  if (known?.noPermission) return { kind: "no-permission", because: known.source };
  if (known === undefined && info === undefined) return undefined;
  const actions = known === undefined ? [event] : known.actions;
  return { kind: "actions", actions: actions.flatMap((action) => catalogue.find(action) ?? []), byRequest: requestFacts(event) };
}

/** Lambda and CloudFront write the API version behind the name: `UpdateFunctionCode20150331v2`, `GetDistribution2020_05_31`. */
function withoutVersion(name: string): string {
  return name.replace(/20\d{2}_?\d{2}_?\d{2}(?:v\d+)?$/, "");
}

/** An action of the event's name, else the one that its service tells for the call. */
function resolveCall(
  record: CloudTrailRecord,
  prefix: string,
  actionOf: (record: CloudTrailRecord) => string | undefined,
  catalogue: ActionCatalogue,
): Resolution {
  const info = catalogue.find(`${prefix}:${record.name}`) ?? catalogue.find(`${prefix}:${actionOf(record) ?? ""}`);
  return info === undefined ? unresolved : { kind: "actions", actions: [info], byRequest: [] };
}
