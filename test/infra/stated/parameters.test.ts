import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { readTemplate } from "../aws-limits/render.ts";
import stated from "./parameters.json" with { type: "json" };
import { withoutReasons } from "./plain.ts";

const Texts = v.optional(v.array(v.string()), () => []);
const Stated = v.strictObject({
  kinds: v.record(v.string(), v.strictObject({ isHidden: v.optional(v.boolean()), takes: Texts, refuses: Texts })),
  parameters: v.record(
    v.string(),
    v.record(
      v.string(),
      v.strictObject({
        kind: v.optional(v.string()),
        default: v.optional(v.union([v.string(), v.number()])),
        longest: v.optional(v.number()),
        takes: Texts,
        refuses: Texts,
      }),
    ),
  ),
});
const { kinds, parameters } = v.parse(Stated, withoutReasons(stated));

const Parameter = v.looseObject({
  Type: v.picklist(["String", "Number"]),
  Default: v.optional(v.union([v.string(), v.number()])),
  AllowedPattern: v.optional(v.string()),
  AllowedValues: v.optional(v.array(v.union([v.string(), v.number()]))),
  MaxLength: v.optional(v.number()),
  MinValue: v.optional(v.number(), Number.NEGATIVE_INFINITY),
  MaxValue: v.optional(v.number(), Number.POSITIVE_INFINITY),
  NoEcho: v.optional(v.boolean(), false),
});
type Parameter = v.InferOutput<typeof Parameter>;

/** CloudFormation User Guide, "Parameters": what it tests before it makes or changes anything. */
function isTaken(value: string, { Type, AllowedPattern, AllowedValues, MaxLength, MinValue, MaxValue }: Parameter): boolean {
  if (AllowedValues && !AllowedValues.map(String).includes(value)) return false;
  if (AllowedPattern !== undefined && !new RegExp(`^(?:${AllowedPattern})$`).test(value)) return false;
  if (Type === "Number" && !(Number(value) >= MinValue && Number(value) <= MaxValue)) return false;
  return value.length <= (MaxLength ?? value.length);
}

const Groups = v.object({
  Metadata: v.object({
    "AWS::CloudFormation::Interface": v.object({ ParameterGroups: v.array(v.object({ Parameters: v.array(v.string()) })) }),
  }),
});

describe.each(Object.entries(parameters))("what %s takes for a parameter", (file, own) => {
  const template = readTemplate(file);

  test("is stated of each of them", () => {
    expect(Object.keys(template.Parameters).sort()).toEqual(Object.keys(own).sort());
  });

  test.each(Object.entries(own))("%s", (name, { kind, longest, takes, refuses, ...rest }) => {
    const parameter = v.parse(Parameter, template.Parameters[name]);
    const of = kind === undefined ? undefined : kinds[kind];
    expect(kind === undefined || of !== undefined).toBe(true);
    const all = (each: "takes" | "refuses", more: readonly string[]) => [...(of?.[each] ?? []), ...more];
    expect(
      all("takes", takes).filter((value) => !isTaken(value, parameter)),
      "wrongly refused",
    ).toEqual([]);
    expect(
      all("refuses", refuses).filter((value) => isTaken(value, parameter)),
      "wrongly taken",
    ).toEqual([]);
    expect([parameter.Default, parameter.MaxLength, parameter.NoEcho]).toEqual([rest.default, longest, of?.isHidden ?? false]);
    expect(parameter.Default === undefined || isTaken(String(parameter.Default), parameter)).toBe(true);
  });
});

test.each(Object.entries(parameters).filter(([file]) => file !== "infra/adopt.yaml"))(
  "in the console's form for %s, each parameter stands in one group",
  (file, own) => {
    const groups = v.parse(Groups, readTemplate(file)).Metadata["AWS::CloudFormation::Interface"].ParameterGroups;
    expect(groups.flatMap((group) => group.Parameters).sort()).toEqual(Object.keys(own).sort());
  },
);
