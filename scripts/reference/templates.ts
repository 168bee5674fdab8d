import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parseDocument } from "yaml";
import { code, table } from "./markdown.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Every template that an operator deploys, and what it is for. */
const TEMPLATES: Readonly<Record<string, string>> = {
  "template.yaml": "The service.",
  "infra/access-role.yaml": "The role with which Access Analyzer reads the trail.",
  "infra/slack.yaml": "Messages to a Slack webhook.",
  "infra/watch-region.yaml": "Denied calls of another region.",
};

const text = v.union([v.string(), v.number()]);
const Parameter = v.object({
  Type: v.string(),
  Default: v.optional(text),
  AllowedValues: v.optional(v.array(text)),
  MinValue: v.optional(v.number()),
  MaxValue: v.optional(v.number()),
  Description: v.optional(v.string(), ""),
});
const Transformation = v.looseObject({ MetricName: v.string() });
const Resource = v.looseObject({ Type: v.string(), Properties: v.optional(v.looseObject({})) });
const Template = v.object({
  Parameters: v.optional(v.record(v.string(), Parameter), {}),
  Outputs: v.optional(v.record(v.string(), v.object({ Description: v.optional(v.string(), "") })), {}),
  Resources: v.record(v.string(), Resource),
});

/** What a template takes, makes and gives. */
function read(file: string): v.InferOutput<typeof Template> {
  return v.parse(Template, parseDocument(readFileSync(join(ROOT, file), "utf8"), { logLevel: "silent" }).toJS());
}

/** The parameters and outputs of each template. */
export function templatesText(): string {
  return Object.entries(TEMPLATES)
    .map(([file, about]) => templateText(file, about))
    .join("\n\n");
}

function templateText(file: string, about: string): string {
  const { Parameters, Outputs } = read(file);
  const outputs = Object.entries(Outputs);
  const rows = Object.entries(Parameters).map(([name, facts]) => [code(name), defaultOf(facts), allowed(facts), facts.Description]);
  return [
    `### ${file}`,
    about,
    table(["parameter", "default", "allowed", "meaning"], rows),
    ...(outputs.length === 0
      ? []
      : [
          table(
            ["output", "meaning"],
            outputs.map(([name, output]) => [code(name), output.Description]),
          ),
        ]),
  ].join("\n\n");
}

function defaultOf({ Default }: v.InferOutput<typeof Parameter>): string {
  if (Default === undefined) return "required";
  return Default === "" ? "empty" : code(String(Default));
}

function allowed({ AllowedValues, MinValue, MaxValue }: v.InferOutput<typeof Parameter>): string {
  if (AllowedValues) return AllowedValues.map((value) => code(String(value))).join(", ");
  return MinValue === undefined && MaxValue === undefined ? "" : `${MinValue ?? ""} to ${MaxValue ?? ""}`;
}

const Filter = v.object({ FilterPattern: v.string(), MetricTransformations: v.array(Transformation) });
const Alarm = v.object({ AlarmDescription: v.optional(v.string(), "") });

/** The metrics that log lines make, and the alarms. */
export function metricsText(): string {
  const resources = Object.entries(read("template.yaml").Resources);
  const metrics = resources.flatMap(([, { Type, Properties }]) => {
    if (Type !== "AWS::Logs::MetricFilter") return [];
    const { FilterPattern, MetricTransformations } = v.parse(Filter, Properties);
    return MetricTransformations.map(({ MetricName }) => [code(MetricName), code(FilterPattern)]);
  });
  const alarms = resources.flatMap(([name, { Type, Properties }]) =>
    Type === "AWS::CloudWatch::Alarm" ? [[code(name), v.parse(Alarm, Properties).AlarmDescription]] : [],
  );
  return `The namespace is \`Whittle/STACK\`. Each metric counts the function log lines that match.\n\n${table(["metric", "log lines"], metrics)}\n\n${table(["alarm", "meaning"], alarms)}`;
}
