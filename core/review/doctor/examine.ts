import { ineligibleBecause, isTagged } from "../eligibility.ts";
import type { RoleState } from "../model/role-state.ts";
import { otherStack } from "../other-stack.ts";
import { examineAccess } from "./access.ts";
import { engineOf, type LastCycle, type StackFacts, type TopicFacts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { examineMembers } from "./members.ts";
import { examineParts } from "./parts.ts";
import { known, ok, toDo } from "./result.ts";
import { examineSets } from "./sets.ts";
import { tagSettings } from "./tag-settings.ts";

/** What is in order in a deployed stack, what is not, and what could not be seen: in the order of the checks. */
export function examine(facts: StackFacts): readonly Finding[] {
  return [
    examineStack(facts),
    ...examineTrail(facts),
    ...examineAccess(facts),
    ...known("quota", facts.generationsToday, (started) => [quota(facts, started)]),
    ...known("roles", facts.roles, (roles) => examineRoles(facts, roles)),
    ...facts.topics.flatMap(examineTopic),
    ...examineParts(facts),
    ...known("last cycle", facts.lastCycle, (cycle) => [examineCycle(cycle)]),
    ...examineMembers(facts),
    ...examineSets(facts),
  ];
}

function examineStack({ stack: { status } }: StackFacts): Finding {
  const isReady = status.endsWith("_COMPLETE") && !status.startsWith("DELETE") && status !== "ROLLBACK_COMPLETE";
  return isReady ? ok("stack", { id: "stack-ready", status }) : toDo("stack", { id: "stack-unready", status });
}

function examineTrail(facts: StackFacts): readonly Finding[] {
  const { stack, trail, logging, events } = facts;
  const arn = stack.parameters.TrailArn ?? "";
  const engine = engineOf(stack);
  if (engine === "last-accessed") return [ok("trail", { id: "no-trail-needed" })];
  if (engine === "cloudtrail") return examineLogFiles(facts);
  return known("trail", trail, (found) => {
    if (found === null) return [toDo("trail", { id: "trail-missing", arn })];
    const { bucket } = found;
    return [
      ok("trail", { id: "trail-found", arn }),
      ...known("logging", logging, ({ isLogging, deliveryError }) => {
        if (!isLogging) return [toDo("logging", { id: "not-logging", arn })];
        if (deliveryError !== undefined) return [toDo("logging", { id: "not-delivering", error: deliveryError, bucket })];
        return [ok("logging", { id: "logging" })];
      }),
      found.isMultiRegion ? ok("regions", { id: "all-regions" }) : toDo("regions", { id: "one-region", arn }),
      ...(found.hasGlobalEvents ? [] : [toDo("regions", { id: "no-global-events", arn })]),
      ...known("management events", events, ({ management, hasDataEvents }) => [
        management === "all"
          ? ok("management events", { id: "management-events" })
          : toDo("management events", { id: "management-events-partly", logged: management, arn }),
        ok("data events", { id: "data-events", isOn: hasDataEvents }),
      ]),
    ];
  });
}

/** What list-trail needs to find; whether its role may read it, the bucket's and the key's owners decide. */
function examineLogFiles({ stack, loggedRegions }: StackFacts): readonly Finding[] {
  const { TrailBucket: bucket = "", TrailPrefix: prefix = "" } = stack.parameters;
  return known("log files", loggedRegions, (regions) => {
    if (regions === null) return [toDo("log files", { id: "bucket-missing", bucket })];
    if (regions.length > 0) return [ok("log files", { id: "log-files-found", bucket, regions })];
    const folder = `${prefix === "" ? "" : `${prefix}/`}AWSLogs/`;
    return [toDo("log files", { id: "no-log-files", bucket, folder, account: stack.account })];
  });
}

function quota({ stack }: StackFacts, started: number): Finding {
  const perDay = Number(stack.parameters.GenerationsPerDay ?? 50);
  const left = Math.max(0, perDay - started);
  // With auto, IAM's reports take over.
  return left > 0 || stack.parameters.Evidence === "auto"
    ? ok("quota", { id: "quota-left", left, perDay })
    : toDo("quota", { id: "quota-used-up", perDay });
}

function examineRoles({ stack }: StackFacts, roles: readonly RoleState[]): readonly Finding[] {
  const { name, region } = stack;
  const settings = tagSettings(stack);
  const { tagKey, tagValue } = settings;
  const tagged = roles.filter((role) => isTagged(role, settings));
  const others = roles.filter((role) => role.tags[tagKey] !== undefined && !isTagged(role, settings));
  const refused = tagged.flatMap((role) => {
    const because = ineligibleBecause(role, settings);
    return because === undefined ? [] : [toDo("roles", { id: "role-ineligible", role: role.name, because })];
  });
  const count = tagged.length - refused.length;
  return [
    count > 0 ? ok("roles", { id: "roles-ready", count }) : toDo("roles", { id: "no-role-tagged", key: tagKey, value: tagValue }),
    ...refused,
    ...others.map((role) =>
      toDo("roles", { id: "role-tagged-otherwise", role: role.name, key: tagKey, value: tagValue, has: role.tags[tagKey] ?? "" }),
    ),
    examineOtherStacks(otherStack(roles, { stack: `${region}/${name}`, tagKey, tagValue }), tagKey, tagValue),
  ];
}

function examineOtherStacks(stack: string | undefined, key: string, value: string): Finding {
  return stack === undefined
    ? ok("other stacks", { id: "no-other-stack" })
    : toDo("other stacks", { id: "other-stack", stack, key, value });
}

function examineTopic({ topic, arn, subscriptions }: TopicFacts): readonly Finding[] {
  return known("subscriptions", subscriptions, (found) => {
    if (found === null) return [toDo("subscriptions", { id: "topic-lost", topic, arn })];
    const { confirmed, pending } = found;
    if (pending.length > 0) return [toDo("subscriptions", { id: "subscription-pending", topic, endpoints: pending })];
    if (confirmed === 0) return [toDo("subscriptions", { id: "not-subscribed", topic, arn })];
    return [ok("subscriptions", { id: "subscribed", topic, count: confirmed })];
  });
}

const ENDED_WELL = new Set(["SUCCEEDED", "RUNNING"]);

function examineCycle(cycle: LastCycle | null): Finding {
  if (cycle === null) return ok("last cycle", { id: "no-cycle-yet" });
  const { status, startedAt } = cycle;
  if (ENDED_WELL.has(status)) return ok("last cycle", { id: "cycle-ran", status, startedAt });
  return toDo("last cycle", { id: "cycle-failed", ...cycle });
}
