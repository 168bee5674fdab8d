import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { loadAwsServiceSpecSync } from "@aws-cdk/aws-service-spec";
import { describe, expect, test } from "vitest";
import { parseTemplate, problemsIn, readTemplateText } from "./schemas.ts";

const db = loadAwsServiceSpecSync();
const templates = ["template.yaml", ...readdirSync("infra").flatMap((name) => (name.endsWith(".yaml") ? [`infra/${name}`] : []))];
const problems = (text: string) => problemsIn(parseTemplate(text), db);

test.each(templates)("%s is as CloudFormation's resource schemas say", (file) => {
  expect(problems(readTemplateText(file))).toEqual([]);
});

describe("a mistake in template.yaml is noticed:", () => {
  test.each([
    ["a property that is spelled wrong", "TreatMissingData:", "TreatMissing:", "TreatMissing is no property"],
    ["one deep inside", "KeyType: HASH", "KeyKind: HASH", "KeyKind is no property"],
    ["a required one that is left out", "      PolicyName: ReadSets\n", "", "PolicyName is missing"],
    ["a required one deep inside", "AttributeName: pk, ", "", "AttributeName is missing"],
    ["a word for a number", "EvaluationPeriods: 1", "EvaluationPeriods: once", "EvaluationPeriods is no whole number"],
    ["a text for a list", "AlarmActions: [!Ref AlarmTopic]", "AlarmActions: AlarmTopic", "AlarmActions is no list"],
    ["a word for yes or no", "ReturnData: true", "ReturnData: once", "ReturnData is neither true nor false"],
    ["an attribute that the resource lacks", "!GetAtt ReviewTable.Arn", "!GetAtt ReviewTable.ARN", "has no attribute ARN"],
    ["one within a text", "${ReviewTable.Arn}/index", "${ReviewTable.ARN}/index", "has no attribute ARN"],
    ["a resource that is not there", "!GetAtt ReviewTable.Arn", "!GetAtt Reviews.Arn", "there is no resource Reviews"],
    ["a type that is not there", "Type: AWS::SNS::Topic\n", "Type: AWS::SNS::Topics\n", "there is no type AWS::SNS::Topics"],
    [
      "a word in one branch of a condition",
      "Enabled: !If [IsTraced, true, false]",
      "Enabled: !If [IsTraced, true, off-and-on]",
      "neither true nor false",
    ],
  ])("%s", (_, from, to, problem) => {
    const text = readTemplateText("template.yaml");
    expect(text).toContain(from);
    expect(problems(text.replace(from, to)).join("\n")).toContain(problem);
  });
});

/** The templates with resources of SAM. */
const OF_SAM = ["template.yaml", "infra/slack.yaml"];
const RENDER = `
import json, sys
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse
template = yaml_parse(sys.stdin.read())
for resource in template["Resources"].values():
    for name in ("CodeUri", "DefinitionUri"):
        if name in resource.get("Properties", {}):
            resource["Properties"][name] = "s3://bucket/key"
given = {name: str(each.get("Default", "x")) for name, each in template["Parameters"].items()}
print(json.dumps(transform(template, given, type("None", (), {"load": lambda self: {}})())))
`;
const environment = { ...process.env, AWS_DEFAULT_REGION: "eu-central-1" };
const hasSam = spawnSync("python3", ["-c", "import samtranslator"]).status === 0;

test.skipIf(!hasSam)(
  "what the SAM transform makes of it is too (skipped without python3 and aws-sam-translator)",
  { timeout: 120_000 },
  () => {
    for (const file of OF_SAM) {
      const { stdout, stderr } = spawnSync("python3", ["-c", RENDER], {
        input: readTemplateText(file),
        encoding: "utf8",
        env: environment,
        maxBuffer: 1e8,
      });
      expect(stderr).not.toContain("Error");
      expect(stdout).toContain("AWS::Lambda::Function");
      expect(stdout).not.toContain("AWS::Serverless::");
      expect(problems(stdout)).toEqual([]);
    }
  },
);
