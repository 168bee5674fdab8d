import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { parse } from "yaml";
import { wrap } from "#core/messages/text.ts";

const INSTALL = "https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html";

const Template = v.object({
  Metadata: v.object({
    "AWS::CloudFormation::Interface": v.object({
      ParameterGroups: v.array(v.object({ Label: v.object({ default: v.string() }), Parameters: v.array(v.string()) })),
    }),
  }),
  Parameters: v.record(v.string(), v.looseObject({ Description: v.string(), Default: v.optional(v.union([v.string(), v.number()])) })),
});

/** What each parameter is for, by groups: `sam deploy --guided` asks for them by their names alone. */
function parametersInWords(): string {
  const text = readFileSync(new URL("../template.yaml", import.meta.url), "utf8");
  const { Metadata, Parameters } = v.parse(Template, parse(text, { logLevel: "silent" }));
  return Metadata["AWS::CloudFormation::Interface"].ParameterGroups.map(({ Label, Parameters: names }) =>
    [Label.default, ...names.map((name) => inWords(name, Parameters[name]))].join("\n\n"),
  ).join("\n\n\n");
}

function inWords(name: string, parameter: v.InferOutput<typeof Template>["Parameters"][string] | undefined): string {
  const value = parameter?.Default;
  const unless = value === undefined ? "needed" : value === "" ? "empty unless told" : `${value} unless told`;
  return `  ${name} (${unless})\n${wrap(parameter?.Description ?? "", 4)}`;
}

if (spawnSync("sam", ["--version"]).error) {
  console.error(`The AWS SAM CLI is not installed; see ${INSTALL}`);
  process.exitCode = 2;
} else {
  console.log(`${parametersInWords()}\n`);
  const deploy = ["deploy", "--guided", "--stack-name", "whittle", ...process.argv.slice(2)];
  process.exitCode = spawnSync("sam", deploy, { stdio: "inherit" }).status ?? 2;
}
