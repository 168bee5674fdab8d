import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readTemplate } from "../aws-limits/render.ts";
import { FILES, parameterProblems, statedNames } from "./parameters.ts";

const Groups = v.object({
  Metadata: v.object({
    "AWS::CloudFormation::Interface": v.object({ ParameterGroups: v.array(v.object({ Parameters: v.array(v.string()) })) }),
  }),
});

describe.each(FILES)("what %s takes for a parameter", (file) => {
  const template = readTemplate(file);

  test("is stated of each of them", () => {
    expect(Object.keys(template.Parameters).sort()).toEqual(statedNames(file));
  });

  test.each(statedNames(file))("%s", (name) => {
    expect(parameterProblems(file, template, name)).toEqual([]);
  });
});

test.each(FILES.filter((file) => file !== "infra/adopt.yaml"))(
  "in the console's form for %s, each parameter stands in one group",
  (file) => {
    const groups = v.parse(Groups, readTemplate(file)).Metadata["AWS::CloudFormation::Interface"].ParameterGroups;
    expect(groups.flatMap((group) => group.Parameters).sort()).toEqual(statedNames(file));
  },
);
