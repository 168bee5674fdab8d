import * as v from "valibot";
import { readTemplate, render } from "#test/infra/aws-limits/render.ts";
import type { Standing } from "./model.ts";

const MemoryOf = v.object({ MemorySize: v.number() });
/** An alarm names one metric, or adds up several. */
const AddedUp = v.object({ Metrics: v.array(v.looseObject({ MetricStat: v.optional(v.unknown()) })) });
const metricsOf = (alarm: unknown) =>
  v.is(AddedUp, alarm) ? alarm.Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length : 1;
const DEPLOYED = { partition: "aws", region: "us-east-1", stackName: "whittle" };

/** What the template's stack holds whatever it does, with the parameters' defaults and these. */
export function standingOf(parameters: Readonly<Record<string, string>> = {}): Standing {
  const resources = render(readTemplate("template.yaml"), { ...DEPLOYED, parameters });
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  return {
    memory: new Map(ofType("AWS::Serverless::Function").map(({ name, properties }) => [name, v.parse(MemoryOf, properties).MemorySize])),
    keys: ofType("AWS::KMS::Key").length,
    alarmMetrics: ofType("AWS::CloudWatch::Alarm").reduce((sum, { properties }) => sum + metricsOf(properties), 0),
    dashboards: ofType("AWS::CloudWatch::Dashboard").length,
  };
}
