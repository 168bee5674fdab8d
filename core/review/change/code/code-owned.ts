import type { OwnerSign } from "../../model/outcome.ts";
import type { CodeKind, CodeOwner, Proposal } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import type { StackResource } from "../../ports/iam.ts";
import type { Settings } from "../../settings.ts";

/** CloudFormation tags what it makes (CloudFormation User Guide, "Resource tag"), but for IAM roles so far. */
const STACK_TAG = "aws:cloudformation:stack-name";
const LOGICAL_ID_TAG = "aws:cloudformation:logical-id";
/** The CDK ends the names of resources with eight hexadecimal digits (CDK Developer Guide, "Identifiers: Logical IDs"). */
const CDK_LOGICAL_ID = /[0-9A-F]{8}$/;
/** What a customary tag says that a role is made by. */
const MAKERS: readonly (readonly [RegExp, CodeKind])[] = [
  [/terraform|opentofu/i, "terraform"],
  [/\bcdk\b/i, "cdk"],
  [/cloudformation|\bsam\b/i, "cloudformation"],
];
/** SAM tags the roles that it makes with `lambda:createdBy`. */
const OWNER_KEY = /^(lambda:)?(managed|created|provisioned|deployed)[-_ ]?(by|with)$|^(provisioner|iac|source)$/i;
const TERRAFORM_KEY = /^(terraform|opentofu)([-_:/ ].*)?$/i;
const NO = new Set(["false", "no", "0", "off", ""]);

/**
 * The code that a role belongs to, by the stack that made it or by its tags; undefined where nothing says so.
 * Terraform sets no tag itself, and CloudFormation none on roles: the customary ones are known.
 */
export function codeOwner({ tags }: Pick<RoleState, "tags">, resource?: StackResource): CodeOwner | undefined {
  if (resource) return stackOwner(resource);
  const stack = tags[STACK_TAG];
  const cdkTag = Object.keys(tags).find((key) => key.startsWith("aws-cdk:"));
  if (stack === undefined && cdkTag === undefined) return taggedOwner(tags);
  const logicalId = tags[LOGICAL_ID_TAG];
  const isCdk = cdkTag !== undefined || CDK_LOGICAL_ID.test(logicalId ?? "");
  return {
    kind: isCdk ? "cdk" : "cloudformation",
    because: stack === undefined && cdkTag !== undefined ? { id: "tag", key: cdkTag } : { id: "tag", key: STACK_TAG, value: stack ?? "" },
    ...(stack === undefined ? {} : { stack }),
    ...(logicalId === undefined ? {} : { logicalId }),
  };
}

function stackOwner({ stack, logicalId }: StackResource): CodeOwner {
  const kind = CDK_LOGICAL_ID.test(logicalId ?? "") ? "cdk" : "cloudformation";
  return { kind, because: { id: "stack", stack }, stack, ...(logicalId === undefined ? {} : { logicalId }) };
}

/** The code that is given an approved change, in place of the role; undefined where Whittle changes the role itself. */
export function handedTo(
  settings: Pick<Settings, "codeOwnedRoles">,
  { owner }: Pick<Proposal, "owner">,
  role: Pick<RoleState, "tags">,
): CodeOwner | undefined {
  return handsOver(settings) ? (owner ?? codeOwner(role)) : undefined;
}

/** Whether changes of roles that code owns are handed over to the code. */
export function handsOver({ codeOwnedRoles }: Pick<Settings, "codeOwnedRoles">): boolean {
  return codeOwnedRoles === "patch" || codeOwnedRoles === "pull-request";
}

function taggedOwner(tags: RoleState["tags"]): CodeOwner | undefined {
  for (const [key, value] of Object.entries(tags)) {
    const because: OwnerSign = { id: "tag", key, value };
    if (TERRAFORM_KEY.test(key) && !NO.has(value.toLowerCase())) return { kind: "terraform", because };
    const maker = OWNER_KEY.test(key) ? MAKERS.find(([name]) => name.test(value)) : undefined;
    if (maker) return { kind: maker[1], because };
  }
  return undefined;
}
