import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { noteSpan, type Span } from "#core/usage/counted.ts";
import type { OriginTally } from "#core/usage/origin-tally.ts";
import type { ActionTally, RoleTally } from "#core/usage/role-tally.ts";
import type { SuspiciousUse } from "#core/usage/suspicious-use.ts";

/**
 * User agents of AWS's own tools and SDKs, and of what runs on them (AWS SDKs and Tools Reference Guide, "User agent").
 * A program that speaks to AWS without any of them is not how an instance or a function usually works.
 */
const ordinaryAgent =
  /^(?:aws|boto|amazon|ssm-agent|lambda|apn|app|exec-env|cloudwatch|fluent|vector|datadog|telegraf|kubernetes|eks|ecs|karpenter|cluster-autoscaler|terraform|hashicorp|pulumi|crossplane|argo|vault|consul|packer|ansible|serverless|sam|cdk|copilot|console|signin|s3|mozilla|elasticloadbalancing|java|python|go|node|ruby|php|dotnet|rust|c\+\+|kinesis|internal|hadoop|spark|presto|trino|airflow|velero|goofys|rclone|s5cmd|minio|cwagent|elastic|emr|jenkins|github|gitlab|newrelic|dynatrace|splunk|logstash|filebeat|sumologic|guzzle|grafana|prometheus|otel|opentelemetry|config|coral)/i;

/** Tools and systems made for attacks; GuardDuty finds the last three by name (GuardDuty User Guide, "PenTest:IAMUser/KaliLinux" and its sisters). */
const attackAgent =
  /stratus-red-team|pacu|cloudgoat|scoutsuite|cloudfox|enumerate-iam|weirdaal|s3scanner|trufflehog|nimbostratus|kali|parrot|pentoo/i;

const fewestProbes = 5;
const fewestDiscoveries = 6;
const fewestServices = 3;

/**
 * Use that does not look like the role's own, each with its evidence. It is told, never judged: the approver decides.
 * An address is not looked up anywhere, so "foreign" means unlike the role's other calls, or unlike any AWS tool.
 * `actions` are those that no ordinary call of the role made too.
 */
export function suspiciousUse(role: RoleTally, catalogue: ActionCatalogue): readonly SuspiciousUse[] {
  const origins = [...role.origins.values()].sort((a, b) => (a.address + a.agent < b.address + b.agent ? -1 : 1));
  const strange = new Set([...origins.filter(isForeignAgent), ...foreignNetworks(origins), ...origins.filter(isProbing)]);
  const ordinary = new Set(origins.filter((origin) => !strange.has(origin)).flatMap((origin) => [...origin.used.keys()]));
  const found = [
    ...foreignAgents(origins.filter(isForeignAgent)),
    ...foreignNetworks(origins).map(foreignNetwork),
    ...origins.filter(isProbing).map((origin) => probing(origin, catalogue)),
    ...foreignRegions(role),
  ];
  return [
    ...found.map((use) => ({ ...use, actions: use.actions.filter((action) => !ordinary.has(action)) })),
    ...reconnaissance(role),
    ...vainEscalations(role, catalogue),
  ];
}

/** Is it a right over rights of which no call did anything? */
export function isVainEscalation(action: string, seen: ActionTally, catalogue: ActionCatalogue): boolean {
  return seen.count > 0 && seen.failed === seen.count && catalogue.find(action)?.level === "Permissions management";
}

function vainEscalations(role: RoleTally, catalogue: ActionCatalogue): SuspiciousUse[] {
  return [...role.used]
    .filter(([action, seen]) => isVainEscalation(action, seen, catalogue))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([action, { count, first, last }]) => ({
      kind: "failed-escalation",
      actions: [action],
      sources: [],
      calls: count,
      seen: { first, last },
    }));
}

/** One line a program, whatever the number of addresses that it calls from. */
function foreignAgents(origins: readonly OriginTally[]): SuspiciousUse[] {
  const byAgent = Map.groupBy(origins, ({ agent }) => agent);
  return [...byAgent].map(([agent, of]) => ({
    kind: "foreign-agent",
    actions: [...new Set(of.flatMap(actionsIn))].sort(),
    sources: of.map((origin) => origin.address).sort(),
    agent,
    isAttackTool: attackAgent.test(agent),
    calls: of.reduce((sum, origin) => sum + origin.calls, 0),
    seen: seenIn(of),
  }));
}

function isForeignAgent(origin: OriginTally): boolean {
  if (attackAgent.test(origin.agent)) return true;
  return origin.fromInstance > 0 && isForeignCall(origin) && !ordinaryAgent.test(origin.agent);
}

/** Calls that came over the open internet: not by an AWS service, not through one's own endpoint, not from a private address. */
function isForeignCall(origin: OriginTally): boolean {
  return origin.ofService < origin.calls && /^[0-9a-fA-F.:]+$/.test(origin.address) && !isPrivate(origin.address);
}

/** RFC 1918 and RFC 4193. */
function isPrivate(address: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|127\.|f[cd])/i.test(address);
}

/**
 * Instance credentials that are used from one address for nearly all calls, and by another program from another address
 * for a few: what Amazon GuardDuty calls UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.
 */
function foreignNetworks(origins: readonly OriginTally[]): readonly OriginTally[] {
  const ofInstance = origins.filter((origin) => origin.fromInstance > 0 && isForeignCall(origin));
  const main = ofInstance.filter((origin) => isMain(origin, ofInstance));
  const agents = new Set(main.filter((origin) => !isForeignAgent(origin)).map((origin) => origin.agent));
  const addresses = new Set(main.map((origin) => origin.address));
  if (addresses.size === 0) return [];
  return ofInstance.filter((origin) => !addresses.has(origin.address) && !agents.has(origin.agent));
}

function foreignNetwork(origin: OriginTally): SuspiciousUse {
  const { address, agent, calls } = origin;
  return { kind: "foreign-network", actions: actionsIn(origin), sources: [address], agent, calls, seen: seenIn([origin]) };
}

/** Does this origin stand for at least a tenth of an instance's calls? */
function isMain(origin: OriginTally, all: readonly OriginTally[]): boolean {
  return origin.calls * 10 >= all.reduce((sum, other) => sum + other.calls, 0);
}

/** An address from which next to nothing succeeds: somebody tries doors. */
function isProbing(origin: OriginTally): boolean {
  return origin.denied >= fewestProbes && origin.denied * 5 >= origin.calls * 4;
}

function probing(origin: OriginTally, catalogue: ActionCatalogue): SuspiciousUse {
  return {
    kind: "probing",
    by: "address",
    actions: [...new Set([...origin.used.keys(), ...origin.refused.keys()])]
      .filter((action) => catalogue.find(action) !== undefined)
      .sort(),
    sources: [origin.address],
    agent: origin.agent,
    calls: origin.calls,
    denied: origin.denied,
    firstDenied: [...origin.refused.keys()].sort().slice(0, 5),
    seen: seenIn([origin]),
  };
}

/** A region in which every call of the role was refused, while it works in others. */
function foreignRegions(role: RoleTally): SuspiciousUse[] {
  const used = new Set([...role.used.values()].flatMap((tally) => [...tally.regions.keys()]));
  if (used.size === 0) return [];
  const refused = new Map<string, { readonly action: string; readonly tally: ActionTally; readonly calls: number }[]>();
  for (const [action, tally] of role.denied) {
    for (const [region, calls] of tally.regions)
      if (!used.has(region)) refused.set(region, [...(refused.get(region) ?? []), { action, tally, calls }]);
  }
  return [...refused]
    .map(([region, of]) => ({ region, of, calls: of.reduce((sum, { calls }) => sum + calls, 0) }))
    .filter(({ calls }) => calls >= fewestProbes)
    .map(({ region, of, calls }) => ({
      kind: "probing",
      by: "region",
      actions: of.map(({ action }) => action).sort(),
      sources: [region],
      calls,
      worksIn: [...used].sort(),
      // An action's times are those of all its regions.
      ...(of.every(({ tally }) => tally.regions.size === 1) ? { seen: seenIn(of.map(({ tally }) => tally)) } : {}),
    }));
}

/** Many kinds of discovery within an hour, in no more than a few hours of the whole window: not what a program does every day. */
function reconnaissance(role: RoleTally): SuspiciousUse[] {
  const bursts = [...role.lookingAround].filter(([, calls]) => isBurst(calls)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (bursts.length === 0 || bursts.length > 3) return [];
  const atOtherTimes = new Set([...role.lookingAround.values()].filter((calls) => !isBurst(calls)).flatMap((calls) => [...calls.keys()]));
  const used = new Set<string>(role.used.keys());
  return bursts.map(([hour, calls]) => ({
    kind: "reconnaissance",
    actions: [...calls.keys()].filter((action) => used.has(action) && !atOtherTimes.has(action)).sort(),
    sources: [],
    hour: `${hour}:00Z`,
    calls: calls.size,
    services: servicesOf(calls).size,
  }));
}

function isBurst(calls: ReadonlyMap<string, number>): boolean {
  return calls.size >= fewestDiscoveries && servicesOf(calls).size >= fewestServices;
}

function servicesOf(calls: ReadonlyMap<string, number>): ReadonlySet<string> {
  return new Set([...calls.keys()].map((call) => call.split(/[.:]/)[0] ?? ""));
}

/** From the first call to the last of several counts, of which there is at least one. */
function seenIn(counts: readonly Readonly<Span>[]): Readonly<Span> {
  const seen = { first: "", last: "" };
  for (const { first, last } of counts) noteSpan(seen, first, last);
  return seen;
}

function actionsIn(origin: OriginTally): readonly string[] {
  return [...origin.used.keys()].sort();
}
