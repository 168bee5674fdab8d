import * as v from "valibot";
import { type Finding, most, over } from "./limits.ts";
import { type Resource, record } from "./render.ts";

const Alarm = v.looseObject({
  AlarmDescription: v.string(),
  Metrics: v.optional(v.array(v.looseObject({ MetricStat: v.optional(v.unknown()) })), []),
});
const Rule = v.looseObject({ EventPattern: v.unknown(), Targets: v.array(v.unknown()) });
const LambdaFunction = v.looseObject({
  Description: v.string(),
  Timeout: v.number(),
  Environment: v.object({ Variables: v.record(v.string(), v.union([v.string(), v.number()])) }),
});

/** What CloudWatch would refuse. */
export function alarmFindings({ name, type, properties }: Resource): Finding[] {
  if (type !== "AWS::CloudWatch::Alarm") return [];
  const { AlarmDescription, Metrics } = v.parse(Alarm, properties);
  const metrics = Metrics.filter(({ MetricStat }) => MetricStat !== undefined);
  return [...over("alarm-metrics", name, metrics.length), ...over("alarm-description", name, AlarmDescription.length)];
}

/** What EventBridge would refuse. */
export function ruleFindings({ name, type, properties }: Resource): Finding[] {
  if (type !== "AWS::Events::Rule") return [];
  const { EventPattern, Targets } = v.parse(Rule, properties);
  return [
    ...over("event-pattern-size", name, JSON.stringify(EventPattern).length),
    ...over("event-rule-targets", name, Targets.length),
    ...fields(EventPattern).flatMap((conditions) => over("event-pattern-wildcards", name, wildcards(conditions))),
  ];
}

/** The conditions of each field of a pattern, those of the branches of `$or` each by itself. */
function fields(node: unknown): (readonly unknown[])[] {
  return Object.entries(record(node)).flatMap(([name, inner]) => {
    if (!Array.isArray(inner)) return fields(inner);
    return name === "$or" ? inner.flatMap(fields) : [inner];
  });
}

function wildcards(conditions: readonly unknown[]): number {
  return conditions.filter((condition) => typeof condition === "object" && JSON.stringify(condition).includes('"wildcard"')).length;
}

/** What Lambda would refuse. Names and values count as UTF-8. */
export function functionFindings({ name, type, properties }: Resource): Finding[] {
  if (type !== "AWS::Serverless::Function") return [];
  const { Description, Timeout, Environment } = v.parse(LambdaFunction, properties);
  const bytes = Object.entries(Environment.Variables).reduce((sum, [key, value]) => sum + Buffer.byteLength(`${key}${value}`), 0);
  return [
    ...over("lambda-environment", name, bytes),
    ...over("lambda-timeout", name, Timeout),
    ...over("lambda-description", name, Description.length),
  ];
}

/** An HTTP API gives up on a function before the function does. */
export function integrationFindings(resources: readonly Resource[]): Finding[] {
  return resources
    .filter(({ type }) => type === "AWS::ApiGatewayV2::Integration")
    .flatMap(({ properties }) => {
      const target = resources.find(
        ({ name, type }) => type === "AWS::Serverless::Function" && String(properties.IntegrationUri).includes(`-${name}-`),
      );
      const seconds = v.parse(v.number(), target?.properties.Timeout ?? most("lambda-timeout"));
      return over("http-api-integration", target?.name ?? "an integration", seconds);
    });
}

/** Log groups that a service writes to by itself fill the account's one resource policy, unless AWS's own grant covers them by name. */
export function deliveredLogFindings(resources: readonly Resource[]): Finding[] {
  const destinations = resources.flatMap(({ name, type, properties }) => {
    const to = JSON.stringify([properties.AccessLogSettings ?? "", properties.Logging ?? ""]);
    return ["AWS::ApiGatewayV2::Stage", "AWS::Serverless::StateMachine"].includes(type)
      ? [...to.matchAll(/log-group:([^":]+)/g)].map(([, group = ""]) => ({ name, group }))
      : [];
  });
  return destinations
    .filter(({ group }) => !group.startsWith("/aws/vendedlogs/"))
    .map(({ name, group }) => ({ limit: "logs-resource-policy", where: name, detail: `it logs to ${group}` }));
}

/** What SNS would refuse. */
export function topicFindings({ name, type, properties }: Resource): Finding[] {
  return type === "AWS::SNS::Topic" ? over("sns-display-name", name, String(properties.DisplayName ?? "").length) : [];
}
