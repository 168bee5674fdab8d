import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { parse } from "yaml";
import { wrap } from "#core/messages/text.ts";
import { deployWithoutSam } from "./deploy/without-sam.ts";

const Template = v.object({
  Metadata: v.object({
    "AWS::CloudFormation::Interface": v.object({
      ParameterGroups: v.array(v.object({ Label: v.object({ default: v.string() }), Parameters: v.array(v.string()) })),
    }),
  }),
  Parameters: v.record(v.string(), v.looseObject({ Description: v.string(), Default: v.optional(v.union([v.string(), v.number()])) })),
});

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const { Metadata, Parameters } = v.parse(Template, parse(readFileSync(join(ROOT, "template.yaml"), "utf8"), { logLevel: "silent" }));

/** What each parameter is for, by groups: `sam deploy --guided` asks for them by their names alone. */
function parametersInWords(): string {
  return Metadata["AWS::CloudFormation::Interface"].ParameterGroups.map(({ Label, Parameters: names }) =>
    [Label.default, ...names.map((name) => inWords(name, Parameters[name]))].join("\n\n"),
  ).join("\n\n\n");
}

function inWords(name: string, parameter: v.InferOutput<typeof Template>["Parameters"][string] | undefined): string {
  const value = parameter?.Default;
  const unless = value === undefined ? "needed" : value === "" ? "empty unless told" : `${value} unless told`;
  return `  ${name} (${unless})\n${wrap(parameter?.Description ?? "", 4)}`;
}

if (spawnSync("sam", ["--version"]).error) process.exitCode = await deployWithoutSam(process.argv.slice(2), ROOT, Object.keys(Parameters));
else {
  console.log(`${parametersInWords()}\n`);
  const deploy = ["deploy", "--guided", "--stack-name", "whittle", ...process.argv.slice(2)];
  process.exitCode = spawnSync("sam", deploy, { stdio: "inherit" }).status ?? 2;
}
