import { WHITTLE_PATH } from "../../selection.ts";
import { type NamedChange, type NamedPolicy, refuseDynamicReferences } from "./change.ts";
import { oneLine } from "./code-text.ts";
import { detachCommands } from "./commands.ts";
import { yaml } from "./yaml.ts";

/**
 * A CloudFormation template whose managed policies attach themselves to the roles, and what to detach when it is deployed.
 * Throws DynamicReferenceError.
 */
export function cloudFormationTemplate(changes: readonly NamedChange[]): string {
  changes.forEach(refuseDynamicReferences);
  const resources = changes.flatMap(({ role, policies }) =>
    policies.map((policy) => [policy.label, cloudFormationPolicy(policy, role.name)]),
  );
  const template = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "Refined policies, attached to their roles",
    Resources: Object.fromEntries(resources),
  };
  return [
    ...(resources.length === 0
      ? ["# No policy to add."]
      : ["# 1. Deploy this template with --capabilities CAPABILITY_NAMED_IAM. It attaches the refined policies.", yaml(template)]),
    `# ${resources.length === 0 ? "D" : "2. When it is deployed, d"}etach the replaced policies: take them out of ManagedPolicyArns or Policies of the role's own`,
    "#    template, or, where no template has them, run:",
    ...changes.flatMap((change) => detachCommands(change).map((command) => `#      ${oneLine(command)}`)),
    "# To go back, attach the replaced policies again, then delete this stack.",
    "",
  ].join("\n");
}

/**
 * A managed policy that attaches itself to the role, or an inline one of it, as a resource of a template (CloudFormation Template Reference,
 * "AWS::IAM::ManagedPolicy" and "AWS::IAM::RolePolicy"; the first has no tags). Not through the role's ManagedPolicyArns: a policy that is
 * replaced by another is then detached only when the stack deletes it, after the other is attached.
 */
export function cloudFormationPolicy({ name, document, inline }: NamedPolicy, role: unknown) {
  return inline
    ? { Type: "AWS::IAM::RolePolicy", Properties: { PolicyName: name, RoleName: role, PolicyDocument: document } }
    : {
        Type: "AWS::IAM::ManagedPolicy",
        Properties: { ManagedPolicyName: name, Path: WHITTLE_PATH, Roles: [role], PolicyDocument: document },
      };
}
