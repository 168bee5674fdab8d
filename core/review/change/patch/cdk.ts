import { accountOf } from "#core/aws/arn.ts";
import { indented, oneLine, type PatchInput, wordName } from "./text.ts";

/** CDK TypeScript: a managed policy on the role, and which ones go. */
export function cdkPatch({ role, owner, replaces, policies }: PatchInput): string {
  const added = policies.map(
    ({ name, document }) => `const ${lowerFirst(wordName(name))} = new iam.ManagedPolicy(this, ${JSON.stringify(wordName(name))}, {
  document: iam.PolicyDocument.fromJson(${indented(JSON.stringify(document, undefined, 2), 2)}),
});
role.addManagedPolicy(${lowerFirst(wordName(name))});
`,
  );
  const where = `Stack ${owner.stack ?? "unknown"}, resource ${owner.logicalId ?? role.name}`;
  return [
    `// ${oneLine(where)}; \`role\` stands for the role's construct.`,
    ...(policies.length === 0 ? [] : ["// 1. Add this, and deploy:", ...added]),
    `// ${policies.length === 0 ? "T" : "2. When that is deployed, t"}ake these out of the role's managedPolicies, and deploy:`,
    ...replaces.map(({ arn, name }) => `//    ${oneLine(construct(arn, name))}`),
    "",
  ].join("\n");
}

/** How the CDK names AWS managed policies: by the name with its path, others by ARN. */
function construct(arn: string, name: string): string {
  if (accountOf(arn) !== "aws") return `iam.ManagedPolicy.fromManagedPolicyArn(…, ${JSON.stringify(arn)})  // ${name}`;
  return `iam.ManagedPolicy.fromAwsManagedPolicyName(${JSON.stringify(arn.slice(arn.indexOf(":policy/") + ":policy/".length))})`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
