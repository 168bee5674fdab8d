import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { MOST_PARTS } from "#adapters/cloudtrail/list-trail.ts";
import { subjectLine } from "#core/messages/text.ts";
import { MAX_POLICY_SIZE } from "#core/policy/split.ts";
import { MOST_ATTACHED } from "#core/review/policy-quota.ts";
import { type Finding, limits, most } from "./limits.ts";
import {
  grantFindings,
  managedPolicyFindings,
  partitionFindings,
  roleSizeFindings,
  viaServiceFindings,
  withAttachedPolicies,
} from "./policies.ts";
import { ACCOUNT, type Deployment, type Parameter, readTemplate, record, render, type Template } from "./render.ts";
import { alarmFindings, deliveredLogFindings, functionFindings, integrationFindings, ruleFindings, topicFindings } from "./resources.ts";
import { stateMachineFindings } from "./state-machines.ts";

const TEMPLATES = ["template.yaml", "infra/access-role.yaml", "infra/slack.yaml", "infra/watch-region.yaml", "infra/member-account.yaml"];
const PARTITIONS = [
  { partition: "aws", region: "eu-central-1" },
  { partition: "aws-cn", region: "cn-northwest-1" },
  { partition: "aws-us-gov", region: "us-gov-west-1" },
];

/** CloudFormation User Guide, "AWS CloudFormation quotas": a stack's name has at most 128 characters; that of a hub, by template.yaml, 24. */
const LONGEST_STACK_NAME = 128;
const LONGEST_HUB_NAME = 24;

/** Parameters as an operator of the partition gives them; every condition of the templates holds. */
function usual({ partition, region }: (typeof PARTITIONS)[number]): Deployment {
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${service === "iam" ? "" : region}:${ACCOUNT}:${resource}`;
  const parameters = {
    Evidence: "auto",
    TrailArn: arn("cloudtrail", "trail/main"),
    TrailBucket: "trail-bucket",
    TrailPrefix: "logs",
    TrailKeyArn: arn("kms", "key/a1b2"),
    OrganizationId: "o-a1b2c3d4e5",
    AccessRoleArn: arn("iam", "role/service-role/AccessAnalyzerMonitorServiceRole"),
    IdentityCenterId: "ssoins-1234567890abcdef",
    MemberAccounts: `${ACCOUNT},444455556666`,
    AuditTrail: "on",
    AuditBucket: "audit-bucket",
    AuditBucketKeyArn: arn("kms", "key/a1b2"),
    DataKeyArn: arn("kms", "key/a1b2"),
    LogKeyArn: arn("kms", "key/a1b2"),
    OidcClientSecretKeyArn: arn("kms", "key/a1b2"),
    CodeTokenArn: arn("secretsmanager", "secret:token-AbCdEf"),
    CodeTokenKeyArn: arn("kms", "key/a1b2"),
    MaxChangesPerDay: "5",
    ApproverSignIn: "oidc",
    OidcClientSecretArn: arn("secretsmanager", "secret:client-AbCdEf"),
    ChatTopicArn: arn("sns", "chat"),
    AlarmTopicArn: arn("sns", "alarm"),
    WebhookSecretArn: arn("secretsmanager", "secret:webhook-AbCdEf"),
    WebhookSecretKeyArn: arn("kms", "key/a1b2"),
    Email: "approvers@example.com",
    AlarmEmail: "operators@example.com",
    EscalationEmail: "leads@example.com",
    WhittleRegion: region,
  };
  return { partition, region, stackName: "whittle", parameters };
}

/**
 * Every parameter as large as the template lets it be, with each kind of evidence, which brings statements of its own, as a hub and as a stack
 * of one account. A pattern without such a class keeps to ASCII; other text may take four bytes a character.
 */
function largest({ Parameters }: Template): Deployment[] {
  const parameters = Object.fromEntries(Object.entries(Parameters).map(([name, parameter]) => [name, largestValue(parameter)]));
  const place = { partition: "aws-us-gov", region: "ap-southeast-3" };
  const names = [
    { stackName: "S".repeat(LONGEST_HUB_NAME), more: {} },
    { stackName: "S".repeat(LONGEST_STACK_NAME), more: { MemberAccounts: "", MemberExternalId: "" } },
  ];
  const evidence = Parameters.Evidence?.AllowedValues?.map((value) => ({ Evidence: String(value) })) ?? [{}];
  return evidence.flatMap((engine) =>
    names.map(({ stackName, more }) => ({ ...place, stackName, parameters: { ...parameters, ...more, ...engine } })),
  );
}

function largestValue({ Type, AllowedValues, AllowedPattern, MaxLength, MaxValue }: Parameter): string {
  if (AllowedValues) return AllowedValues.map(String).reduce((a, b) => (b.length > a.length ? b : a));
  if (Type === "Number") return String(MaxValue);
  // Of a list of accounts, every one takes more room in a policy than in the parameter.
  if (AllowedPattern?.startsWith("^([0-9]{12}(,")) return Array(200).fill(ACCOUNT).join(",");
  // And so of a list of units: the shortest ids make most of them.
  if (AllowedPattern?.startsWith("^((ou-")) return Array(20).fill("ou-ab12-11111111").join(",");
  const mayBeAnyText = AllowedPattern === undefined || /\[\^|\\S|(?<!\\)\.[*+]/.test(AllowedPattern);
  return (mayBeAnyText ? "😀" : "x").repeat(MaxLength ?? most("lambda-environment"));
}

function findings(template: Template): Finding[] {
  return [...PARTITIONS.flatMap((place) => found(template, usual(place))), ...sizes(template)];
}

/** In one partition, which is not the one that templates are written in most often. */
function findingsInChina(template: Template): Finding[] {
  return [...found(template, usual({ partition: "aws-cn", region: "cn-northwest-1" })), ...sizes(template)];
}

function found(template: Template, deployment: Deployment): Finding[] {
  const resources = withAttachedPolicies(render(template, deployment));
  return [
    ...resources.flatMap((resource) => [
      ...partitionFindings(resource, deployment.partition),
      ...viaServiceFindings(resource, deployment.partition),
      ...stateMachineFindings(resource, deployment.partition),
      ...grantFindings(resource),
      ...managedPolicyFindings(resource),
      ...alarmFindings(resource),
      ...ruleFindings(resource),
      ...topicFindings(resource),
    ]),
    ...integrationFindings(resources),
    ...deliveredLogFindings(resources),
  ];
}

function sizes(template: Template): Finding[] {
  return largest(template).flatMap((deployment) =>
    withAttachedPolicies(render(template, deployment)).flatMap((resource) => [
      ...functionFindings(resource),
      ...roleSizeFindings(resource),
    ]),
  );
}

test.each(TEMPLATES)("%s keeps within AWS's limits in every partition, with parameters as large as it takes them", (file) => {
  expect(findings(readTemplate(file))).toEqual([]);
});

test.each(TEMPLATES)("every role of %s takes the permissions boundary that the account demands, and none by default", (file) => {
  const boundary = `arn:aws:iam::${ACCOUNT}:policy/boundary`;
  const deployment = usual({ partition: "aws", region: "eu-central-1" });
  const boundaries = (parameters: Readonly<Record<string, string>>) =>
    render(readTemplate(file), { ...deployment, parameters: { ...deployment.parameters, ...parameters } })
      .filter(({ type }) => type === "AWS::IAM::Role")
      .map(({ properties }) => properties.PermissionsBoundary);
  expect(new Set(boundaries({ PermissionsBoundaryArn: boundary }))).toEqual(new Set([boundary]));
  expect(new Set(boundaries({}))).toEqual(new Set([undefined]));
});

describe("a refusal that is put back is found:", () => {
  const mutations: readonly (readonly [limit: string, what: string, mutate: (resource: Resources) => void])[] = [
    [
      "alarm-metrics",
      "an alarm with eleven metrics",
      (all) => add(list(all, "CycleAlarm", "Metrics"), 11, (n) => ({ Id: `m${n}`, MetricStat: {} })),
    ],
    ["alarm-description", "an alarm that says too much", (all) => set(all, "CycleAlarm", "AlarmDescription", "x".repeat(1025))],
    [
      "event-pattern-wildcards",
      "a rule with four wildcards on one field",
      (all) =>
        set(all, "DeniedCallRule", "EventPattern", {
          detail: { errorCode: ["*a*", "*b*", "*c*", "*d*"].map((wildcard) => ({ wildcard })) },
        }),
    ],
    ["event-pattern-size", "a long event pattern", (all) => set(all, "DeniedCallRule", "EventPattern", { source: ["x".repeat(2048)] })],
    ["event-rule-targets", "a rule with six targets", (all) => set(all, "DeniedCallRule", "Targets", [1, 2, 3, 4, 5, 6])],
    [
      "lambda-environment",
      "a long list in the environment",
      (all) => set(all, "DiscoverRolesFunction", "Environment", { Variables: { X: "x".repeat(4096) } }),
    ],
    [
      "lambda-environment",
      "a parameter of any length in the environment",
      (all) => set(all, "CloseReviewFunction", "Environment", { Variables: { X: { Ref: "OidcUnbounded" } } }),
    ],
    ["lambda-timeout", "a function that runs for longer than Lambda lets it", (all) => set(all, "ApplyPolicyFunction", "Timeout", 901)],
    ["lambda-description", "a function's long description", (all) => set(all, "ApplyPolicyFunction", "Description", "x".repeat(257))],
    ["http-api-integration", "a page that answers after 31 seconds", (all) => set(all, "ApprovalPageFunction", "Timeout", 31)],
    [
      "iam-role-name",
      "a role's long name",
      (all) => set(all, "CleanUpRole", "RoleName", { "Fn::Sub": `\${AWS::StackName}-${"x".repeat(60)}` }),
    ],
    ["iam-trust-policy", "a long trust policy", (all) => set(all, "CleanUpRole", "AssumeRolePolicyDocument", { x: "x".repeat(2048) })],
    [
      "iam-inline-policies",
      "long inline policies",
      (all) => add(list(all, "CleanUpRole", "Policies"), 3, () => allowing("s3:GetObject", `arn:aws:s3:::${"x".repeat(3600)}/*`)),
    ],
    [
      "iam-policy-name",
      "a policy's long name",
      (all) =>
        add(list(all, "CleanUpRole", "Policies"), 1, () => ({
          ...allowing("s3:GetObject", "arn:aws:s3:::x/*"),
          PolicyName: "x".repeat(129),
        })),
    ],
    [
      "iam-attached-policies",
      "eleven managed policies on a role",
      (all) => set(all, "CleanUpRole", "ManagedPolicyArns", Array(11).fill("arn")),
    ],
    [
      "iam-managed-policy",
      "a long managed policy",
      (all) => Object.assign(all, { P: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: { x: "x".repeat(6144) } } } }),
    ],
    [
      "condition-key",
      "a condition key that the action does not have",
      (all) =>
        add(list(all, "CleanUpRole", "Policies"), 1, () =>
          allowing("kms:GenerateMac", "arn:aws:kms:eu-central-1:1:key/x", { "kms:EncryptionAlgorithm": "x" }),
        ),
    ],
    [
      "resource-type",
      "a resource that the action does not take",
      (all) =>
        add(list(all, "CleanUpRole", "Policies"), 1, () =>
          allowing("dynamodb:BatchGetItem", "arn:aws:dynamodb:eu-central-1:1:table/x/index/y"),
        ),
    ],
    [
      "resource-type",
      "a resource where the action takes none",
      (all) => add(list(all, "CleanUpRole", "Policies"), 1, () => allowing("iam:ListPolicies", "arn:aws:iam::1:policy/x")),
    ],
    [
      "resource-type",
      "an action that does not exist",
      (all) => add(list(all, "CleanUpRole", "Policies"), 1, () => allowing("dynamodb:TransactWriteItems", "*")),
    ],
    [
      "required-resource",
      "an account that is missing beside the permission set and its instance",
      (all) =>
        add(list(all, "CleanUpRole", "Policies"), 1, () =>
          allowing("sso:ListAccountAssignments", ["arn:aws-cn:sso:::instance/i", "arn:aws-cn:sso:::permissionSet/i/*"]),
        ),
    ],
    [
      "resource-type",
      "the same in a policy of its own",
      (all) => attach(all, "CleanUpRole", allowing("iam:ListPolicies", "arn:aws-cn:iam::1:policy/x")),
    ],
    [
      "iam-inline-policies",
      "policies of their own that make a role's too long",
      (all) => {
        for (const n of [1, 2, 3]) attach(all, "CleanUpRole", allowing("s3:GetObject", `arn:aws-cn:s3:::${"x".repeat(3600)}/${n}`));
      },
    ],
    [
      "partition",
      "a key that is used through a service of the main partition alone",
      (all) =>
        attach(
          all,
          "CleanUpRole",
          allowing("kms:Decrypt", "arn:aws-cn:kms:cn-north-1:1:key/x", { "kms:ViaService": "sns.cn-north-1.amazonaws.com" }),
        ),
    ],
    ["partition", "an ARN of the main partition", (all) => set(all, "PagePermission", "SourceArn", "arn:aws:execute-api:us-east-1:1:x/*")],
    ["partition", "a state machine without its partition", (all) => set(all, "RoleReview", "DefinitionSubstitutions", {})],
    [
      "logs-resource-policy",
      "page logs under a name of our own",
      (all) => set(all, "PageLogs", "LogGroupName", { "Fn::Sub": "/whittle/${AWS::StackName}/page" }),
    ],
    [
      "logs-resource-policy",
      "a state machine's logs under a name of our own",
      (all) => set(all, "MachineLogs", "LogGroupName", { "Fn::Sub": "/whittle/${AWS::StackName}/machines" }),
    ],
    ["sns-display-name", "a topic's long name", (all) => set(all, "AlarmTopic", "DisplayName", "x".repeat(101))],
  ];

  test.each(mutations)("%s: %s", (limit, _, mutate) => {
    const template = readTemplate("template.yaml");
    mutate(template.Resources);
    template.Parameters.OidcUnbounded = { Type: "String", Default: "" };
    expect(findingsInChina(template).map((finding) => finding.limit)).toContain(limit);
  });
});

type Resources = Template["Resources"];

function set(resources: Resources, name: string, property: string, value: unknown): void {
  const resource = resources[name];
  if (resource === undefined) throw new Error(`The template has no ${name}.`);
  resource.Properties = { ...record(resource.Properties ?? {}), [property]: value };
}

function list(resources: Resources, name: string, property: string): unknown[] {
  const value = record(resources[name]?.Properties)[property];
  if (!Array.isArray(value)) throw new Error(`${name} has no list of ${property}.`);
  return value;
}

function add(to: unknown[], count: number, make: (n: number) => unknown): void {
  to.push(...Array.from({ length: count }, (_, n) => make(n)));
}

let attached = 0;

/** A policy of its own, `AWS::IAM::Policy`, for a role. */
function attach(all: Resources, role: string, policy: object): void {
  attached += 1;
  all[`Attached${attached}`] = { Type: "AWS::IAM::Policy", Properties: { ...policy, Roles: [{ Ref: role }] } };
}

function allowing(action: string, resource: string | readonly string[], condition?: Readonly<Record<string, string>>): object {
  const statement = {
    Effect: "Allow",
    Action: action,
    Resource: resource,
    ...(condition ? { Condition: { StringEquals: condition } } : {}),
  };
  return { PolicyName: "Put", PolicyDocument: { Version: "2012-10-17", Statement: [statement] } };
}

describe("the code keeps to AWS's limits:", () => {
  test("every limit has its source", () => {
    expect(Object.values(limits).filter(({ source }) => !/, |: /.test(source))).toEqual([]);
  });

  test("sizes and counts of policies", () => {
    expect(MAX_POLICY_SIZE).toBe(most("iam-managed-policy"));
    expect(MOST_ATTACHED).toBe(most("iam-attached-policies"));
  });

  test("what the parts of a trail give back fits into the output of their map", () => {
    const part = v.object({ ResultSelector: v.record(v.string(), v.unknown()) });
    const Machine = v.object({
      States: v.object({ EachPart: v.object({ ItemProcessor: v.object({ States: v.object({ ReadPart: part }) }) }) }),
    });
    const machine = JSON.parse(readFileSync(new URL("../../../statemachine/read-trail.asl.json", import.meta.url), "utf8"));
    const { ResultSelector } = v.parse(Machine, machine).States.EachPart.ItemProcessor.States.ReadPart;
    expect(MOST_PARTS * (JSON.stringify(ResultSelector).length + 1)).toBeLessThanOrEqual(most("state-payload"));
  });

  test("a subject of any text is one ASCII line", () => {
    const subject = subjectLine(`Ä\n${"long ".repeat(100)}`);
    expect(subject.length).toBeLessThanOrEqual(most("sns-subject"));
    expect(subject).toMatch(/^[\x20-\x7e]+$/);
  });
});
