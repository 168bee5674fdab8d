import * as v from "valibot";
import type { Template } from "../aws-limits/render.ts";
import stated from "./parameters.json" with { type: "json" };
import { withoutReasons } from "./plain.ts";

const Texts = v.optional(v.array(v.string()), () => []);
const Kind = v.strictObject({ isHidden: v.optional(v.boolean()), takes: Texts, refuses: Texts });
const Own = v.strictObject({
  kind: v.optional(v.string()),
  default: v.optional(v.union([v.string(), v.number()])),
  longest: v.optional(v.number()),
  takes: Texts,
  refuses: Texts,
});
const Stated = v.strictObject({ kinds: v.record(v.string(), Kind), parameters: v.record(v.string(), v.record(v.string(), Own)) });
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

/** The templates whose parameters are stated; those of infra/member-account.yaml may not be edited without a new version of it. */
export const FILES = Object.keys(parameters);

export function statedNames(file: string): readonly string[] {
  return Object.keys(parameters[file] ?? {}).sort();
}

/** Where a parameter of a template does not take or refuse what parameters.json says, or has another default. */
export function parameterProblems(file: string, { Parameters }: Template, name: string): readonly string[] {
  const parameter = v.parse(Parameter, Parameters[name]);
  const { kind, longest, takes, refuses, default: usual } = v.parse(Own, parameters[file]?.[name]);
  const of = kind === undefined ? { takes: [], refuses: [], isHidden: false } : v.parse(Kind, kinds[kind]);
  return [
    ...[...of.takes, ...takes].filter((value) => !isTaken(value, parameter)).map((value) => `refuses "${value}"`),
    ...[...of.refuses, ...refuses].filter((value) => isTaken(value, parameter)).map((value) => `takes "${value}"`),
    ...(parameter.Default === usual ? [] : [`has the default ${parameter.Default}, not ${usual}`]),
    ...(usual === undefined || isTaken(String(usual), parameter) ? [] : [`refuses its default`]),
    ...(parameter.MaxLength === longest ? [] : [`takes ${parameter.MaxLength} characters, not ${longest}`]),
    ...(parameter.NoEcho === (of.isHidden ?? false) ? [] : [`NoEcho is ${parameter.NoEcho}`]),
  ];
}
