import { accountOf } from "#core/aws/arn.ts";
import type { CodeKind, CodeOwner, Proposal } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import { isRefined } from "../../selection.ts";
import { cdkPolicy } from "../emit/cdk.ts";
import { hasDynamicReference, type NamedChange, withLabels } from "../emit/change.ts";
import { cloudFormationPolicy } from "../emit/cloudformation.ts";
import { oneLine } from "../emit/code-text.ts";
import { terraformPolicy } from "../emit/terraform.ts";
import { yaml } from "../emit/yaml.ts";

/** What a patch is made from. */
type PatchInput = Pick<Proposal, "role" | "reviewId" | "replaces" | "replacesInline" | "policies"> & {
  readonly before: RoleState;
  readonly owner: CodeOwner;
};

type Owned = NamedChange & { readonly owner: CodeOwner };

/**
 * An approved change as text to paste into the code that owns the role. In two deployments, so that here too nothing is
 * detached before what comes in its place is attached. Its policies have the names and the path that `--emit` gives them, by which the
 * next review recognizes them.
 */
export function codePatch({ owner, ...change }: PatchInput): string {
  return withLabels([{ ...change, owner, ownPolicies: [] }], true)
    .map((named) => builders[owner.kind]({ ...named, owner }))
    .join("");
}

const builders: Readonly<Record<CodeKind, (change: Owned) => string>> = {
  cloudformation: cloudFormationPatch,
  cdk: cdkPatch,
  terraform: terraformPatch,
};

/** CloudFormation YAML: policies that attach themselves to the role. */
function cloudFormationPatch(change: Owned): string {
  const { role, owner, policies } = change;
  const resource = oneLine(owner.logicalId ?? `the role ${role.name}`);
  const isReference = owner.logicalId !== undefined && /^[A-Za-z0-9]+$/.test(owner.logicalId);
  const roleName = isReference ? { Ref: owner.logicalId } : role.name;
  return patch(change, {
    comment: "#",
    where: `Stack ${owner.stack ?? "unknown"}, resource ${resource}.`,
    add: "to Resources",
    deploy: "deploy with --capabilities CAPABILITY_NAMED_IAM",
    added: policies.map((policy) => yaml({ [policy.label]: cloudFormationPolicy(policy, roleName) }, 2)),
    from: `ManagedPolicyArns or Policies of ${resource}`,
    removed: ({ arn }) => arn,
  });
}

/** CDK TypeScript: policies that attach themselves to the role, and which ones go. */
function cdkPatch(change: Owned): string {
  const { role, owner, policies } = change;
  return patch(change, {
    comment: "//",
    where: `Stack ${owner.stack ?? "unknown"}, resource ${owner.logicalId ?? role.name}; \`role\` stands for the role's construct.`,
    add: "this",
    deploy: "deploy",
    added: policies.map((policy) => cdkPolicy(policy, "role")),
    from: "the role's managedPolicies or inlinePolicies",
    removed: ({ arn, name }) => construct(arn, name),
  });
}

/** How the CDK names AWS managed policies: by the name with its path, others by ARN. */
function construct(arn: string, name: string): string {
  if (accountOf(arn) !== "aws") return `iam.ManagedPolicy.fromManagedPolicyArn(…, ${JSON.stringify(arn)})  // ${name}`;
  return `iam.ManagedPolicy.fromAwsManagedPolicyName(${JSON.stringify(arn.slice(arn.indexOf(":policy/") + ":policy/".length))})`;
}

/** Terraform HCL: policies with their attachments, and which attachments go. */
function terraformPatch(change: Owned): string {
  const { role, policies } = change;
  return patch(change, {
    comment: "#",
    where: `Role ${role.name}`,
    add: "this",
    deploy: "apply",
    added: policies.map((policy) => terraformPolicy(policy, role.name)),
    from: `the role (aws_iam_role_policy_attachment, managed_policy_arns of aws_iam_role, or aws_iam_role_policy)`,
    removed: ({ arn }) => arn,
  });
}

interface PatchText {
  /** What a line of comment begins with. */
  readonly comment: string;
  /** Where the role's code is. */
  readonly where: string;
  readonly add: string;
  readonly deploy: string;
  /** The code of each refined policy. */
  readonly added: readonly string[];
  /** What lists the replaced policies. */
  readonly from: string;
  /** A replaced policy as the code names it. */
  readonly removed: (policy: Owned["replaces"][number]) => string;
}

function patch({ owner, replaces, replacesInline, policies }: Owned, text: PatchText): string {
  const { comment, where, add, deploy, added, from, removed } = text;
  const line = (words: string) => `${comment} ${oneLine(words)}`;
  if (owner.kind !== "terraform" && hasDynamicReference(policies)) return `${[line(where), ...DYNAMIC_REFERENCE.map(line)].join("\n")}\n`;
  const names = new Set(policies.map(({ name }) => name));
  // An earlier refined policy of the same name is the same resource, with a new document.
  const leaving = replaces.filter(({ arn, name }) => !(isRefined(arn) && names.has(name)));
  const isRenewed = replaces.some(({ arn }) => isRefined(arn));
  const place = isRenewed ? ", in the place of earlier resources of the same names if there are any" : "";
  const isEmpty = policies.length === 0;
  const leavingLines = [
    ...leaving.map((policy) => `   ${removed(policy)}${isRenewed && isRefined(policy.arn) ? ", unless step 1 has replaced it" : ""}`),
    ...replacesInline.map((name) => `   inline policy ${name}`),
  ];
  return [
    line(where),
    ...(isEmpty
      ? []
      : [line(`1. Add ${add}${place}, and ${deploy}. The next review recognizes its policies by name and path: keep them.`)]),
    ...(isEmpty ? [] : added),
    ...(leavingLines.length === 0
      ? []
      : [line(`${isEmpty ? "R" : "2. When that is done, r"}emove these from ${from}, and deploy:`), ...leavingLines.map(line)]),
    "",
  ].join("\n");
}

const DYNAMIC_REFERENCE = [
  'The refined policy holds "{{resolve:", which CloudFormation would replace, so it cannot be written here.',
  "Rename the resource that has this in its name, or ask for the change to be made with the AWS CLI.",
];
