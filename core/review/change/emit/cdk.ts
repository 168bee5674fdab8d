import { seenJson } from "#core/json-text.ts";
import { WHITTLE_PATH } from "../../selection.ts";
import { type NamedChange, type NamedPolicy, refuseDynamicReferences } from "./change.ts";
import { indented, oneLine } from "./code-text.ts";
import { detachCommands } from "./commands.ts";

/** A TypeScript module for the AWS CDK: a stack whose managed policies attach themselves to the roles. Throws DynamicReferenceError. */
export function cdkModule(changes: readonly NamedChange[]): string {
  changes.forEach(refuseDynamicReferences);
  return [
    "// 1. Deploy RefinedPolicies. It attaches the refined policies to their roles.",
    "// 2. When it is deployed, detach the replaced policies: take them out of managedPolicies or inlinePolicies of the role's own",
    "//    construct, or, where no construct has them, run:",
    ...changes.flatMap((change) => detachCommands(change).map((command) => `//      ${oneLine(command)}`)),
    "// To go back, attach the replaced policies again, then destroy this stack.",
    'import { Stack, type StackProps } from "aws-cdk-lib";',
    'import * as iam from "aws-cdk-lib/aws-iam";',
    'import type { Construct } from "constructs";',
    "",
    "export class RefinedPolicies extends Stack {",
    "  constructor(scope: Construct, id: string, props?: StackProps) {",
    "    super(scope, id, props);",
    ...changes.filter(({ policies }) => policies.length > 0).map(roleCode),
    "  }",
    "}",
    "",
  ].join("\n");
}

function roleCode({ role, label, policies }: NamedChange): string {
  const name = `role${label}`;
  const found = `    const ${name} = iam.Role.fromRoleName(this, ${JSON.stringify(label)}, ${JSON.stringify(role.name)});`;
  return [found, ...policies.map((policy) => `    ${indented(cdkPolicy(policy, name), 4)}`)].join("\n");
}

/** A construct of a policy that attaches itself to the role; `role` is a name in the code. */
export function cdkPolicy({ name, label, document, inline }: NamedPolicy, role: string): string {
  const members = inline
    ? [`policyName: ${JSON.stringify(name)}`]
    : [`managedPolicyName: ${JSON.stringify(name)}`, `path: ${JSON.stringify(WHITTLE_PATH)}`];
  const json = indented(seenJson(JSON.stringify(document, undefined, 2)), 2);
  return [
    `new iam.${inline ? "Policy" : "ManagedPolicy"}(this, ${JSON.stringify(label)}, {`,
    ...[...members, `roles: [${role}]`, `document: iam.PolicyDocument.fromJson(${json})`].map((member) => `  ${member},`),
    "});",
  ].join("\n");
}
