import { refuseDynamicReferencesIn } from "../../change/emit/change.ts";
import { oneLine, wordName } from "../../change/emit/code-text.ts";
import { yaml } from "../../change/emit/yaml.ts";
import { type CustomerManaged, referenceOf, type SetChange } from "./set-change.ts";

/**
 * AWS::SSO::PermissionSet as each set is to be after the first of two deployments, with all that exports of accounts tell of it, and what
 * to take out in the second. Throws DynamicReferenceError.
 */
export function cloudFormationSets(changes: readonly SetChange[]): string {
  for (const { name, inline } of changes) refuseDynamicReferencesIn(inline ?? {}, name);
  const resources = changes.map((change, index) => [`PermissionSet${index + 1}${wordName(change.name)}`, resourceOf(change)] as const);
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Parameters: { InstanceArn: { Type: "String", Description: "ARN of the IAM Identity Center instance" } },
    Resources: Object.fromEntries(resources),
  };
  const second = changes.flatMap(leaving);
  return [
    "# 1. Put these properties into the template that has the permission set, and deploy it. Leave its other properties as they are",
    "#    (Description, SessionDuration, RelayStateType, Tags): without them, CloudFormation would reset them.",
    yaml(template),
    ...(second.length === 0 ? [] : ["# 2. When that is provisioned in every account, take these out, and deploy again:", ...second]),
    `# To go back, undo ${second.length === 0 ? "step 1" : "step 2 first, then step 1"}.`,
    "",
  ].join("\n");
}

function resourceOf({ name, before, inline }: SetChange) {
  const { managed, customer } = byKind(before.attached.map(({ arn }) => arn));
  const boundary = before.boundaryArn === undefined ? undefined : referenceOf(before.boundaryArn);
  return {
    Type: "AWS::SSO::PermissionSet",
    Properties: {
      Name: name,
      InstanceArn: { Ref: "InstanceArn" },
      ...(inline ? { InlinePolicy: inline } : {}),
      ...(managed.length > 0 ? { ManagedPolicies: managed } : {}),
      ...(customer.length > 0 ? { CustomerManagedPolicyReferences: customer } : {}),
      ...(boundary === undefined
        ? {}
        : {
            PermissionsBoundary:
              typeof boundary === "string" ? { ManagedPolicyArn: boundary } : { CustomerManagedPolicyReference: boundary },
          }),
    },
  };
}

function leaving({ name, replaces, inline, before }: SetChange): readonly string[] {
  const { managed, customer } = byKind(replaces.map(({ arn }) => arn));
  const lines = [
    ...managed.map((arn) => `#      ManagedPolicies: ${oneLine(arn)}`),
    ...customer.map(({ Name, Path }) => `#      CustomerManagedPolicyReferences: ${oneLine(Path + Name)}`),
    ...(!inline && before.inline.length > 0 ? ["#      InlinePolicy"] : []),
  ];
  return lines.length === 0 ? [] : [`#    of ${oneLine(name)}:`, ...lines];
}

function byKind(policyArns: readonly string[]): { readonly managed: readonly string[]; readonly customer: readonly CustomerManaged[] } {
  const references = policyArns.map(referenceOf);
  return {
    managed: references.filter((reference) => typeof reference === "string"),
    customer: references.filter((reference) => typeof reference !== "string"),
  };
}
