import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { parseDocument } from "yaml";
import { DIMENSION, METRICS, type Metric, NAMESPACE } from "#functions/metrics.ts";
import { code, table } from "./markdown.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Every template that an operator deploys, and what it is for. */
const TEMPLATES: Readonly<Record<string, string>> = {
  "template.yaml": "The service.",
  "infra/access-role.yaml": "The role with which Access Analyzer reads the trail.",
  "infra/slack.yaml": "Messages to a Slack webhook.",
  "infra/watch-region.yaml": "Denied calls of another region.",
  "infra/member-account.yaml": "A member account of a hub.",
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

const Alarm = v.object({ AlarmDescription: v.optional(v.string(), "") });

const MEANINGS: Readonly<Record<Metric, string>> = {
  Proposals: "proposals that were made, dry runs among them",
  Changes: "approved changes that were carried out",
  Rejections: "proposals that an approver rejected",
  RehearsalsTakenBack: "rehearsals that ended because a call would have been denied, or the role was changed or withdrawn",
  Restores: "roles that got everything back",
  DeniedCalls: "calls that were denied because of a change, as often as they were delivered",
  FailedSteps: "steps that failed, those that succeeded when they were repeated among them",
  OldestUndecidedHours: "how long the oldest request waits for a decision, measured when a cycle begins",
};

/** What the functions count, and the alarms. */
export function metricsText(): string {
  const metrics = Object.entries(METRICS).map(([name, unit]) => [code(name), unit, meaningOf(name)]);
  const alarms = Object.entries(read("template.yaml").Resources).flatMap(([name, { Type, Properties }]) =>
    Type === "AWS::CloudWatch::Alarm" ? [[code(name), v.parse(Alarm, Properties).AlarmDescription]] : [],
  );
  return [
    `Metrics are in the namespace ${code(NAMESPACE)}, with the dimension ${code(DIMENSION)}.`,
    table(["metric", "unit", "meaning"], metrics),
    table(["alarm", "meaning"], alarms),
  ].join("\n\n");
}

function meaningOf(metric: string): string {
  return Object.entries(MEANINGS).find(([name]) => name === metric)?.[1] ?? "";
}
