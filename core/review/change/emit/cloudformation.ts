import { WHITTLE_PATH } from "../../selection.ts";
import { oneLine } from "../code-patch.ts";
import { yaml } from "../yaml.ts";
import { type NamedChange, refuseDynamicReferences } from "./change.ts";
import { detachCommands } from "./commands.ts";

/**
 * A CloudFormation template whose managed policies attach themselves to the roles, and what to detach when it is deployed.
 * Throws DynamicReferenceError.
 */
export function cloudFormationTemplate(changes: readonly NamedChange[]): string {
  changes.forEach(refuseDynamicReferences);
  const resources = changes.flatMap(({ role, policies }) =>
    policies.map(({ name, label, document, inline }) => [
      label,
      inline
        ? { Type: "AWS::IAM::RolePolicy", Properties: { PolicyName: name, RoleName: role.name, PolicyDocument: document } }
        : {
            Type: "AWS::IAM::ManagedPolicy",
            Properties: { ManagedPolicyName: name, Path: WHITTLE_PATH, Roles: [role.name], PolicyDocument: document },
          },
    ]),
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
