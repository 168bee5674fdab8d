import { accountOf } from "#core/aws/arn.ts";
import { seenJson } from "#core/json-text.ts";
import type { CodeKind, CodeOwner, Proposal } from "../model/proposal.ts";
import { isRefined, WHITTLE_PATH } from "../selection.ts";
import { block, hcl, quoted } from "./hcl.ts";
import { roleTag } from "./policy-tags.ts";
import { yaml } from "./yaml.ts";

/** What a patch is made from. */
type PatchInput = Pick<Proposal, "role" | "replaces" | "policies"> & { readonly owner: CodeOwner };

/**
 * An approved change as text to paste into the code that owns the role. In two deployments, so that here too nothing is
 * detached before what comes in its place is attached.
 */
export function codePatch(input: PatchInput): string {
  return builders[input.owner.kind](input);
}

const builders: Readonly<Record<CodeKind, (input: PatchInput) => string>> = {
  cloudformation: cloudFormationPatch,
  cdk: cdkPatch,
  terraform: terraformPatch,
};

/** CloudFormation YAML: a managed policy of one's own, which the role names in its ManagedPolicyArns. */
function cloudFormationPatch({ role, owner, replaces, policies }: PatchInput): string {
  const resource = oneLine(owner.logicalId ?? `the role ${role.name}`);
  const names = policies.filter(({ inline }) => !inline).map(({ name }) => wordName(name));
  const added = policies.map((policy) => yaml({ [wordName(policy.name)]: cloudFormationPolicy(policy, role.name) }, 2));
  return [
    `# Stack ${oneLine(owner.stack ?? "unknown")}, resource ${resource}.`,
    ...(policies.length === 0
      ? []
      : [
          "# 1. Add to Resources, and deploy:",
          ...added,
          ...(names.length === 0 ? [] : [`# and to ManagedPolicyArns of ${resource}:`, ...names.map((name) => `        - !Ref ${name}`)]),
        ]),
    `# ${policies.length === 0 ? "T" : "2. When that is deployed, t"}ake these out of ManagedPolicyArns of ${resource}, and deploy:`,
    ...replaces.map(({ arn }) => `#       - ${oneLine(arn)}`),
    "",
  ].join("\n");
}

/** A managed policy that the role is to name, or an inline one that names the role (CloudFormation Template Reference, "AWS::IAM::RolePolicy"). */
function cloudFormationPolicy({ name, document, inline }: PatchInput["policies"][number], roleName: string) {
  return inline
    ? { Type: "AWS::IAM::RolePolicy", Properties: { PolicyName: name, RoleName: roleName, PolicyDocument: document } }
    : { Type: "AWS::IAM::ManagedPolicy", Properties: { PolicyDocument: document } };
}

/** CDK TypeScript: a policy on the role, and which ones go. */
function cdkPatch({ role, owner, replaces, policies }: PatchInput): string {
  const added = policies.map(({ name, document, inline }) => (inline ? cdkInline(name, document) : cdkManaged(name, document)));
  const where = `Stack ${owner.stack ?? "unknown"}, resource ${owner.logicalId ?? role.name}`;
  return [
    `// ${oneLine(where)}; \`role\` stands for the role's construct.`,
    ...(policies.length === 0 ? [] : ["// 1. Add this, and deploy:", ...added]),
    `// ${policies.length === 0 ? "T" : "2. When that is deployed, t"}ake these out of the role's managedPolicies, and deploy:`,
    ...replaces.map(({ arn, name }) => `//    ${oneLine(construct(arn, name))}`),
    "",
  ].join("\n");
}

function cdkInline(name: string, document: PatchInput["policies"][number]["document"]): string {
  return `role.attachInlinePolicy(new iam.Policy(this, ${JSON.stringify(wordName(name))}, {
  policyName: ${JSON.stringify(name)},
  document: iam.PolicyDocument.fromJson(${indented(seenJson(JSON.stringify(document, undefined, 2)), 2)}),
}));
`;
}

function cdkManaged(name: string, document: PatchInput["policies"][number]["document"]): string {
  return `const ${lowerFirst(wordName(name))} = new iam.ManagedPolicy(this, ${JSON.stringify(wordName(name))}, {
  document: iam.PolicyDocument.fromJson(${indented(seenJson(JSON.stringify(document, undefined, 2)), 2)}),
});
role.addManagedPolicy(${lowerFirst(wordName(name))});
`;
}

/** How the CDK names AWS managed policies: by the name with its path, others by ARN. */
function construct(arn: string, name: string): string {
  if (accountOf(arn) !== "aws") return `iam.ManagedPolicy.fromManagedPolicyArn(…, ${JSON.stringify(arn)})  // ${name}`;
  return `iam.ManagedPolicy.fromAwsManagedPolicyName(${JSON.stringify(arn.slice(arn.indexOf(":policy/") + ":policy/".length))})`;
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Terraform HCL: a policy, its attachment, and which attachments go. */
function terraformPatch({ role, replaces, policies }: PatchInput): string {
  const added = policies.map((policy) => terraformPolicy({ ...policy, label: policy.name.replace(/[^A-Za-z0-9_]/g, "_") }, role.name));
  const names = new Set(policies.map(({ name }) => name));
  // An earlier refined policy of the same name is the same resource, with a new document.
  const isRewritten = ({ arn, name }: PatchInput["replaces"][number]) => isRefined(arn) && names.has(name);
  const isRenewed = replaces.some(isRewritten);
  return [
    ...(policies.length === 0
      ? []
      : [`# 1. Add this${isRenewed ? " in the place of the earlier resources of the same names" : ""}, and apply:`, ...added]),
    `# ${policies.length === 0 ? "T" : "2. When that is applied, t"}ake out the attachments of these to ${oneLine(role.name)} (aws_iam_role_policy_attachment, or`,
    "#    managed_policy_arns of aws_iam_role), and apply:",
    ...replaces.filter((policy) => !isRewritten(policy)).map(({ arn }) => `#    ${oneLine(arn)}`),
    "",
  ].join("\n");
}

/** A managed policy and its attachment to a role, or an inline policy of it. */
export function terraformPolicy(
  { name, label, document, inline }: Pick<PatchInput["policies"][number], "name" | "document" | "inline"> & { readonly label: string },
  roleName: string,
): string {
  const policy = ["policy", `jsonencode(${hcl(document, 2)})`] as const;
  if (inline) return block(`resource "aws_iam_role_policy" "${label}"`, [["name", quoted(name)], ["role", quoted(roleName)], policy]);
  return [
    block(
      `resource "aws_iam_policy" "${label}"`,
      [["name", quoted(name)], ["path", quoted(WHITTLE_PATH)], policy, ["tags", hcl(roleTag(roleName), 2)]],
      CREATED_FIRST,
    ),
    block(
      `resource "aws_iam_role_policy_attachment" "${label}"`,
      [
        ["role", quoted(roleName)],
        ["policy_arn", `aws_iam_policy.${label}.arn`],
      ],
      CREATED_FIRST,
    ),
  ].join("\n");
}

/**
 * Where it takes the place of another, it is created before that one goes. Terraform hands this on to what a resource depends on, and not to
 * what depends on it, so that an attachment needs it too (Terraform documentation, "The lifecycle Meta-Argument").
 */
const CREATED_FIRST = ["lifecycle {", "  create_before_destroy = true", "}"];

/** A name made of letters and digits alone, as CloudFormation and the CDK want them. */
export function wordName(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
}

/** A comment must end with its line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}

/** Each line but the first, further in. */
export function indented(text: string, spaces: number): string {
  return text.replaceAll("\n", `\n${" ".repeat(spaces)}`);
}
