import { oneLine, type PatchInput, wordName } from "./text.ts";
import { yaml } from "./yaml.ts";

/** CloudFormation YAML: a managed policy of one's own, which the role names in its ManagedPolicyArns. */
export function cloudFormationPatch({ role, owner, replaces, policies }: PatchInput): string {
  const resource = oneLine(owner.logicalId ?? `the role ${role.name}`);
  const names = policies.map(({ name }) => wordName(name));
  const added = policies.map(({ document }, index) =>
    yaml({ [names[index] ?? ""]: { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document } } }, 2),
  );
  return [
    `# Stack ${oneLine(owner.stack ?? "unknown")}, resource ${resource}.`,
    ...(policies.length === 0
      ? []
      : [
          "# 1. Add to Resources, and deploy:",
          ...added,
          `# and to ManagedPolicyArns of ${resource}:`,
          ...names.map((name) => `        - !Ref ${name}`),
        ]),
    `# ${policies.length === 0 ? "T" : "2. When that is deployed, t"}ake these out of ManagedPolicyArns of ${resource}, and deploy:`,
    ...replaces.map(({ arn }) => `#       - ${oneLine(arn)}`),
    "",
  ].join("\n");
}
