import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { apiGatewayVerb } from "#core/services/api-gateway.ts";
import { eventExceptions } from "#core/services/event-exceptions.ts";
import { prefixesOfSource } from "#core/services/event-sources.ts";
import { extraActions } from "#core/services/extra-actions.ts";
import { passedRoles } from "./passed-roles.ts";
import { resourcesOf } from "./resources.ts";
import { taggingOnCreation } from "./tagging-on-creation.ts";
import { touchedResources } from "./touched.ts";

/** One action that a call needed, and the resources it needed it on: ARNs, empty where the call does not tell. */
export interface ActionUse {
  readonly action: string;
  readonly resources: readonly string[];
  /** The recorded action that cannot do without this one, where this one itself is never recorded. */
  readonly impliedBy?: string;
  /** Of `iam:PassRole`: the services that got the role; undefined where that is not known for sure. */
  readonly receivers?: readonly string[];
}

/** What a call needs to be allowed, or why there is nothing to allow. `because` names the AWS page. */
export type EventActions =
  | { readonly kind: "actions"; readonly uses: readonly ActionUse[] }
  | { readonly kind: "no-permission"; readonly because: string }
  | { readonly kind: "no-public-action"; readonly because: string }
  | { readonly kind: "unresolved" };

type Resolution = { readonly kind: "actions"; readonly actions: readonly ActionInfo[] } | Exclude<EventActions, { kind: "actions" }>;

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
const resolutions = new WeakMap<ActionCatalogue, Map<string, Resolution>>();

/**
 * The IAM actions that a recorded call needs, with their resources. Names that the catalogue and the tables of exceptions
 * do not know are `unresolved`, never guessed.
 */
export function actionsOf(record: CloudTrailRecord, catalogue: ActionCatalogue): EventActions {
  const withoutPermission = typesWithoutPermission.get(record.type);
  if (withoutPermission !== undefined) return { kind: "no-permission", because: withoutPermission };
  const resolution = resolve(record, catalogue);
  if (resolution.kind !== "actions") return resolution;
  const extra = extraActions(record, catalogue);
  const actions = replaces(extra) ? extra : [...resolution.actions, ...extra];
  return { kind: "actions", uses: actions.flatMap((info) => usesOf(record, info, catalogue)) };
}

/** Asking for a version of an object is another action than asking for the object. */
function replaces(extra: readonly ActionInfo[]): boolean {
  return extra.some((info) => info.action === "s3:GetObjectVersion" || info.action === "s3:DeleteObjectVersion");
}

/** The action itself, and what it cannot do without though no record of its own shows it. */
function usesOf(record: CloudTrailRecord, info: ActionInfo, catalogue: ActionCatalogue): readonly ActionUse[] {
  const named = resourcesOf(record, info);
  const touched = touchedResources(record, info, named);
  const uses: ActionUse[] = [{ action: info.action, resources: [...new Set([...named, ...touched])].sort() }];
  const passed = passedRoles(record, info);
  if (passed !== undefined) {
    const { roles, ...receivers } = passed;
    uses.push({ action: "iam:PassRole", resources: roles, impliedBy: info.action, ...receivers });
  }
  const tagging = taggingOnCreation(record, info, catalogue);
  if (tagging !== undefined) uses.push({ ...tagging, impliedBy: info.action });
  return uses;
}

function resolve(record: CloudTrailRecord, catalogue: ActionCatalogue): Resolution {
  const prefixes = prefixesOf(record);
  if (prefixes.includes("apigateway")) return apiGatewayAction(record, catalogue);
  const known = resolutionsOf(catalogue);
  const key = `${prefixes.join(" ")} ${record.name}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const resolution = resolveName(prefixes, record.name, catalogue);
  if (known.size < mostKnown) known.set(key, resolution);
  return resolution;
}

function resolutionsOf(catalogue: ActionCatalogue): Map<string, Resolution> {
  const known = resolutions.get(catalogue) ?? new Map<string, Resolution>();
  resolutions.set(catalogue, known);
  return known;
}

/** `serviceNamespace` is Application Auto Scaling's; EC2 Auto Scaling shares its event source and some of its names. */
function prefixesOf(record: CloudTrailRecord): readonly string[] {
  if (/^autoscaling\./.test(record.source) && record.request.serviceNamespace !== undefined) return ["application-autoscaling"];
  return prefixesOfSource(record.source);
}

function resolveName(prefixes: readonly string[], name: string, catalogue: ActionCatalogue): Resolution {
  for (const candidate of new Set([name, withoutVersion(name)])) {
    for (const prefix of prefixes) {
      const exception = exceptionOf(`${prefix}:${candidate}`, catalogue);
      if (exception !== undefined) return exception;
      const info = catalogue.find(`${prefix}:${candidate}`);
      if (info !== undefined) return { kind: "actions", actions: [info] };
    }
  }
  return unresolved;
}

function exceptionOf(event: string, catalogue: ActionCatalogue): Resolution | undefined {
  const exception = eventExceptions.get(event);
  if (exception === undefined) return undefined;
  if (exception.none !== undefined) return { kind: exception.none, because: exception.source };
  return { kind: "actions", actions: exception.actions.flatMap((action) => catalogue.find(action) ?? []) };
}

/** Lambda and CloudFront write the API version behind the name: `UpdateFunctionCode20150331v2`, `GetDistribution2020_05_31`. */
function withoutVersion(name: string): string {
  return name.replace(/20\d{2}_?\d{2}_?\d{2}(?:v\d+)?$/, "");
}

function apiGatewayAction(record: CloudTrailRecord, catalogue: ActionCatalogue): Resolution {
  const named = catalogue.find(`apigateway:${record.name}`);
  const arn = record.request.resourceArn;
  const verb = apiGatewayVerb(record.name, typeof arn === "string" ? arn : "");
  const info = named ?? (verb === undefined ? undefined : catalogue.find(`apigateway:${verb}`));
  return info === undefined ? unresolved : { kind: "actions", actions: [info] };
}
