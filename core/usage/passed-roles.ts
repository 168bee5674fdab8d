import { formatArn, iamEntityOf } from "#core/aws/arn.ts";
import { serviceOf } from "#core/aws/names.ts";
import type { Call } from "#core/cloudtrail/call.ts";
import { isObject, type JsonObject } from "#core/cloudtrail/record.ts";
import type { ActionInfo } from "#core/policy/catalogue.ts";
import { knowledgeOf, type RolePassing, rolePassingOf } from "#core/services/index.ts";
import { placesOf } from "#core/services/request.ts";

/** What a call handed to a service. */
export interface PassedRoles {
  /** ARNs of roles, and of instance profiles where the record names no role; empty where it names neither. */
  readonly roles: readonly string[];
  /** The services that got them, as `iam:PassedToService` says it; undefined where that is not known for sure. */
  readonly receivers?: readonly string[];
  /** What the call makes to hold these roles, or what holds the roles that it does not name. */
  readonly holder?: Holder;
}

/** Something that holds roles, such as a task definition, by service and name. */
export interface Holder {
  readonly name: string;
  readonly isMade: boolean;
}

const ROLES_AND_PROFILES = ["role", "instance-profile"];

/** Is it an IAM role, or a profile that holds one, of an account that is known? */
function isNamedEntity(arn: string, types: readonly string[]): boolean {
  const entity = iamEntityOf(arn);
  return entity !== undefined && types.includes(entity.type) && /^\d{12}$/.test(entity.account);
}

/** A role's name, with or without its path. */
const NAME = /^\/?(?:[\w+=,.@-]+\/)*[\w+=,.@-]{1,128}$/;

/** Parameters that name a role or an instance profile where no ARN is needed, in lower case without punctuation; `.name` at the top of the request. */
const NAMES: readonly (readonly [parameter: string, kind: "role" | "instance-profile"])[] = [
  ["iaminstanceprofile", "instance-profile"],
  ["jobflowrole", "instance-profile"],
  ["servicerole", "role"],
  ["autoscalingrole", "role"],
  ["domainiamrolename", "role"],
  [".role", "role"],
  [".rolename", "role"],
];

/**
 * The roles that a call handed to an AWS service: `iam:PassRole` is checked for them and never recorded
 * (IAM User Guide, "Grant a user permissions to pass a role to an AWS service"). A role is handed over where the service's
 * file says so, or where a writing call names it in a parameter called a role (`taskRoleArn`, `serviceRole` …).
 * A service-linked role goes to the service that it is linked to, and to no other (IAM User Guide, "Service-linked roles").
 * Empty where the call handed over none.
 */
export function passedRoles(call: Call, info: ActionInfo): readonly PassedRoles[] {
  const line = rolePassingOf(info.action);
  if (isDeletion(call, info, line)) return [];
  if (line === undefined && (info.level !== "Write" || knowledgeOf(serviceOf(info.action)).actsOnRoles === true)) return [];
  const named = [...new Set(line === undefined ? rolesByParameter(call) : rolesOfPassing(call, isIn(line.inAnswer, info)))].sort();
  const linked = named.flatMap((arn) => serviceLinkedRole(arn, call) ?? []);
  const isLinked = new Set(linked.flatMap(({ roles }) => roles));
  const others = notLinked(
    call,
    info,
    line,
    named.filter((arn) => !isLinked.has(arn)),
  );
  return others === undefined ? linked : [...byReceiver(others, line, call), ...linked];
}

/** Some parameters say which of the services gets their role: a cluster's own role is not that of its instances. */
function byReceiver(passed: PassedRoles, line: RolePassing | undefined, call: Call): readonly PassedRoles[] {
  const parameters = Object.entries(line?.toByParameter ?? {});
  if (parameters.length === 0 || passed.roles.length === 0 || passed.receivers === undefined) return [passed];
  const { named } = call.parameters();
  const holds = (parameter: string, arn: string) => (named.get(parameter) ?? []).some((value) => arn === value || isCalled(arn, value));
  const receiversFor = (arn: string) => {
    const own = parameters.flatMap(([parameter, to]) => (holds(parameter, arn) ? to : []));
    return own.length > 0 ? [...new Set(own)].sort() : (passed.receivers ?? []);
  };
  const groups = Map.groupBy(passed.roles, (arn) => receiversFor(arn).join(" "));
  return [...groups].map(([receivers, roles]) => ({ ...passed, roles, receivers: receivers.split(" ") }));
}

function isCalled(arn: string, name: string): boolean {
  return NAME.test(name) && arn.endsWith(`/${name.replace(/^\//, "")}`);
}

function serviceLinkedRole(arn: string, call: Call): PassedRoles | undefined {
  const service = /:role\/aws-service-role\/([^/]+)\//.exec(arn)?.[1];
  return service === undefined ? undefined : { roles: [arn], ...receiversOf([service], call) };
}

function notLinked(call: Call, info: ActionInfo, line: RolePassing | undefined, roles: readonly string[]): PassedRoles | undefined {
  const isHeld = placesOf(call.request).some((place) => line?.heldBy.some((parameter) => place[parameter] !== undefined));
  const isUnnamed = isHeld && (roles.length === 0 || isIn(line?.always, info));
  const holder = line === undefined ? undefined : holderOf(line, call, info);
  if (roles.length === 0 && !isUnnamed && !isIn(line?.always, info) && holder?.isMade !== true) return undefined;
  return {
    roles: isUnnamed ? [] : roles,
    ...receiversOf(line?.to ?? knowledgeOf(serviceOf(info.action)).receivesRolesAs, call),
    ...(holder === undefined ? {} : { holder }),
  };
}

/** A call that deletes hands nothing over, unless a service does it with the role that the call names: a stack. */
function isDeletion({ name }: Call, { action }: ActionInfo, line: RolePassing | undefined): boolean {
  return name.startsWith("Delete") && !(line !== undefined && action.includes(":Delete"));
}

function holderOf(
  { service, holderMadeBy, heldBy, holderName }: RolePassing,
  { request }: Call,
  { action }: ActionInfo,
): Holder | undefined {
  const making = holderMadeBy[action.slice(action.indexOf(":") + 1)];
  const isMade = making !== undefined;
  const value = isMade ? request[making] : heldBy.map((parameter) => request[parameter]).find((held) => typeof held === "string");
  if (holderName === undefined || typeof value !== "string") return undefined;
  return { name: `${service}:${holderName(value)}`, isMade };
}

function isIn(names: readonly string[] = [], { action }: ActionInfo): boolean {
  return names.includes(action.slice(action.indexOf(":") + 1));
}

function rolesByParameter(call: Call): readonly string[] {
  const { named } = call.parameters();
  const mentioned = [...named].flatMap(([name, values]) => (name.includes("role") ? values : []));
  return mentioned.filter((arn) => isNamedEntity(arn, ["role"]));
}

/** An instance that a launch template started tells its profile in the answer alone. */
function rolesOfPassing(call: Call, isInAnswer: boolean): readonly string[] {
  const { arns, answered, named } = call.parameters();
  const found = [...arns, ...(isInAnswer ? answered : [])].filter((arn) => isNamedEntity(arn, ROLES_AND_PROFILES));
  const byName = NAMES.flatMap(([parameter, kind]) => (named.get(parameter) ?? []).map((value) => [kind, value] as const));
  for (const name of profilesNamed(call.request)) byName.push(["instance-profile", name]);
  return [
    ...found,
    ...byName
      .filter(([, value]) => NAME.test(value))
      .map(([kind, value]) => formatArn({ ...call.place, service: "iam", region: "", resource: `${kind}/${value.replace(/^\//, "")}` })),
  ];
}

/** A template's data stand within the request, and newer calls wrap a request once more. */
const DEEPEST_PROFILE = 3;

function profilesNamed(request: JsonObject, depth = 1): readonly string[] {
  return Object.entries(request).flatMap(([key, value]) => {
    if (!isObject(value) || depth > DEEPEST_PROFILE) return [];
    if (!/^iamInstanceProfile$/i.test(key)) return profilesNamed(value, depth + 1);
    return [value.name, value.Name].filter((name) => typeof name === "string");
  });
}

/** In the partition of China, services have other names there. */
function receiversOf(to: readonly string[] = [], call: Call): Pick<PassedRoles, "receivers"> {
  return to.length === 0 || call.place.partition === "aws-cn" ? {} : { receivers: to };
}
