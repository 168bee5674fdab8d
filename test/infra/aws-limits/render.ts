import { readFileSync } from "node:fs";
import * as v from "valibot";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";

/** Where a template is deployed, and with what parameters. */
export interface Deployment {
  readonly partition: string;
  readonly region: string;
  readonly stackName: string;
  readonly parameters: Readonly<Record<string, string>>;
}

export const ACCOUNT = "111122223333";

const Parameter = v.looseObject({
  Type: v.string(),
  Default: v.optional(v.union([v.string(), v.number()])),
  MaxLength: v.optional(v.number()),
  MaxValue: v.optional(v.number()),
  AllowedValues: v.optional(v.array(v.union([v.string(), v.number()]))),
  AllowedPattern: v.optional(v.string()),
});
const Environment = v.looseObject({ Variables: v.record(v.string(), v.unknown()) });
const Template = v.looseObject({
  Parameters: v.optional(v.record(v.string(), Parameter), {}),
  Conditions: v.optional(v.record(v.string(), v.unknown()), {}),
  Globals: v.optional(v.looseObject({ Function: v.looseObject({ Timeout: v.number(), Environment }) })),
  Resources: v.record(
    v.string(),
    v.looseObject({ Type: v.string(), Condition: v.optional(v.string()), Properties: v.optional(v.unknown()) }),
  ),
});
export type Template = v.InferOutput<typeof Template>;
export type Parameter = v.InferOutput<typeof Parameter>;
export type Properties = Readonly<Record<string, unknown>>;

export interface Resource {
  readonly name: string;
  readonly type: string;
  readonly properties: Properties;
}

const parsed = new Map<string, Template>();

/** A template as data, its short functions written out: `!Ref X` is `{"Ref": "X"}`. Each caller's own, to change. */
export function readTemplate(file: string): Template {
  const known = parsed.get(file) ?? parseTemplate(file);
  parsed.set(file, known);
  return structuredClone(known);
}

function parseTemplate(file: string): Template {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
  return v.parse(Template, dataOf(parseDocument(text, { logLevel: "silent" }).contents));
}

function dataOf(node: unknown): unknown {
  const value = untagged(node);
  const tag = isMap(node) || isSeq(node) || isScalar(node) ? node.tag : undefined;
  if (!tag?.startsWith("!")) return value;
  const name = tag.slice(1);
  if (name === "GetAtt" && typeof value === "string") return { "Fn::GetAtt": value.split(/\.(.*)/s, 2) };
  return { [name === "Ref" || name === "Condition" ? name : `Fn::${name}`]: value };
}

function untagged(node: unknown): unknown {
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [String(dataOf(key)), dataOf(value)]));
  if (isSeq(node)) return node.items.map(dataOf);
  return isScalar(node) ? node.value : node;
}

/** The template's resources with every reference, condition and global setting filled in, as CloudFormation would make them. */
export function render(template: Template, deployment: Deployment): Resource[] {
  const filler = new Filler(template, deployment);
  const globals = filler.fill(template.Globals?.Function ?? {});
  return Object.entries(template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || filler.holds({ Condition }))
    .map(([name, resource]) => {
      const own = record(filler.fill(resource.Properties ?? {}));
      return {
        name,
        type: resource.Type,
        properties: resource.Type === "AWS::Serverless::Function" ? withGlobals(own, record(globals)) : own,
      };
    });
}

/** Does a condition hold in a deployment, one of the template's own (`{ Condition: name }`) or a function such as `Fn::Equals`? */
export function holds(template: Template, deployment: Deployment, condition: unknown): boolean {
  return new Filler(template, deployment).holds(condition);
}

function withGlobals(own: Properties, globals: Properties): Properties {
  const variables = (of: Properties) => record(record(of.Environment ?? {}).Variables ?? {});
  return { ...globals, ...own, Environment: { Variables: { ...variables(globals), ...variables(own) } } };
}

export function record(value: unknown): Properties {
  return v.parse(v.record(v.string(), v.unknown()), value);
}

const Absent = Symbol("AWS::NoValue");

class Filler {
  readonly #template: Template;
  readonly #deployment: Deployment;
  constructor(template: Template, deployment: Deployment) {
    this.#template = template;
    this.#deployment = deployment;
  }

  fill(node: unknown): unknown {
    if (Array.isArray(node)) return node.map((item) => this.fill(item)).filter((item) => item !== Absent);
    if (typeof node !== "object" || node === null) return node;
    const [[name, argument] = ["", undefined], ...more] = Object.entries(node);
    if (more.length === 0 && (name === "Ref" || name.startsWith("Fn::"))) return this.#call(name, argument);
    const members = Object.entries(node).map(([key, value]) => [key, this.fill(value)] as const);
    return Object.fromEntries(members.filter(([, value]) => value !== Absent));
  }

  holds(condition: unknown): boolean {
    const [[name, argument] = ["", undefined]] = Object.entries(record(condition));
    if (name === "Condition") return this.holds(this.#template.Conditions[String(argument)]);
    const operands = v.parse(v.array(v.unknown()), argument);
    // CloudFormation compares values as text: 0 of the template is "0" of a parameter.
    if (name === "Fn::Equals") return String(this.fill(operands[0])) === String(this.fill(operands[1]));
    if (name === "Fn::Not") return !this.holds(operands[0]);
    if (name === "Fn::And") return operands.every((operand) => this.holds(operand));
    if (name === "Fn::Or") return operands.some((operand) => this.holds(operand));
    throw new Error(`The condition function ${name} is not known here.`);
  }

  #call(name: string, argument: unknown): unknown {
    switch (name) {
      case "Ref":
        return this.#reference(String(argument));
      case "Fn::GetAtt":
        return this.#attribute(v.parse(v.tuple([v.string(), v.string()]), argument));
      case "Fn::If": {
        const [condition, yes, no] = v.parse(v.tuple([v.string(), v.unknown(), v.unknown()]), argument);
        return this.fill(this.holds({ Condition: condition }) ? yes : no);
      }
      case "Fn::Sub": {
        const [text, names] = v.parse(
          v.tuple([v.string(), v.record(v.string(), v.unknown())]),
          Array.isArray(argument) ? argument : [argument, {}],
        );
        return text.replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, key: string) => {
          if (literal) return `\${${key}}`;
          if (key in names) return String(this.fill(names[key]));
          const [resource = "", attribute] = key.split(/\.(.*)/s, 2);
          return String(attribute === undefined ? this.#reference(key) : this.#attribute([resource, attribute]));
        });
      }
      case "Fn::Split": {
        const [by, text] = v.parse(v.tuple([v.string(), v.unknown()]), argument);
        return String(this.fill(text)).split(by);
      }
      case "Fn::Join": {
        const [between, parts] = v.parse(v.tuple([v.string(), v.unknown()]), argument);
        return v.parse(v.array(v.string()), this.fill(parts)).join(between);
      }
      default:
        throw new Error(`The function ${name} is not known here.`);
    }
  }

  #reference(name: string): unknown {
    const { partition, region, stackName, parameters } = this.#deployment;
    const pseudo: Readonly<Record<string, unknown>> = {
      "AWS::Partition": partition,
      "AWS::Region": region,
      "AWS::StackName": stackName,
      "AWS::AccountId": ACCOUNT,
      "AWS::URLSuffix": partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com",
      "AWS::NoValue": Absent,
    };
    if (name in pseudo) return pseudo[name];
    if (name in this.#template.Parameters) return parameters[name] ?? String(this.#template.Parameters[name]?.Default ?? "");
    const type = this.#template.Resources[name]?.Type ?? "";
    return REFERENCES_BY_ARN.has(type) ? this.#arn(name) : this.#physicalName(name);
  }

  #attribute([name, attribute]: readonly [string, string]): unknown {
    if (attribute === "Arn") return this.#arn(name);
    if (attribute === "StreamArn") return `${this.#arn(name)}/stream/2026-11-28T00:00:00.000`;
    return attribute === "ApiEndpoint"
      ? `https://a1b2c3d4e5.execute-api.${this.#deployment.region}.amazonaws.com`
      : this.#physicalName(name);
  }

  #arn(name: string): string {
    const { partition, region } = this.#deployment;
    const type = this.#template.Resources[name]?.Type ?? "";
    if (type === "AWS::S3::Bucket") return `arn:${partition}:s3:::${this.#physicalName(name).toLowerCase()}`;
    const form = ARNS[type];
    if (form === undefined) throw new Error(`The form of the ARN of ${name} is not known here.`);
    const [service, resource, isGlobal] = form;
    return `arn:${partition}:${service}:${isGlobal ? "" : region}:${ACCOUNT}:${resource}${this.#physicalName(name)}${type === "AWS::Logs::LogGroup" ? ":*" : ""}`;
  }

  /** The stack's name, the logical name and some random characters, cut to what the service takes; a log group's is given, and a key's is its id. */
  #physicalName(name: string): string {
    const { Type, Properties } = this.#template.Resources[name] ?? { Type: "", Properties: {} };
    if (Type === "AWS::Logs::LogGroup") return String(this.fill(record(Properties ?? {}).LogGroupName));
    if (Type === "AWS::KMS::Key") return "1234abcd-12ab-34cd-56ef-1234567890ab";
    const full = `${this.#deployment.stackName}-${name}-1A2B3C4D5E6F`;
    return full.slice(-(LONGEST_NAMES.find(([type]) => type.test(Type))?.[1] ?? full.length));
  }
}

/** IAM and AWS Lambda, "CreateRole" and "CreateFunction"; AWS Step Functions API Reference, "CreateStateMachine". */
const LONGEST_NAMES: readonly (readonly [type: RegExp, characters: number])[] = [
  [/Function$|Role$/, 64],
  [/StateMachine$/, 80],
];
const REFERENCES_BY_ARN = new Set(["AWS::Serverless::StateMachine", "AWS::SNS::Topic"]);
const ARNS: Readonly<Record<string, readonly [service: string, resource: string, isGlobal?: true]>> = {
  "AWS::Serverless::StateMachine": ["states", "stateMachine:"],
  "AWS::Serverless::Function": ["lambda", "function:"],
  "AWS::SNS::Topic": ["sns", ""],
  "AWS::SQS::Queue": ["sqs", ""],
  "AWS::DynamoDB::Table": ["dynamodb", "table/"],
  "AWS::KMS::Key": ["kms", "key/"],
  "AWS::Events::Rule": ["events", "rule/"],
  "AWS::Logs::LogGroup": ["logs", "log-group:"],
  "AWS::IAM::Role": ["iam", "role/whittle/", true],
};
