import { isRefined, WHITTLE_PATH } from "../../selection.ts";
import { roleTag } from "../carry-out/policy-tags.ts";
import type { NamedChange, NamedPolicy } from "./change.ts";
import { oneLine } from "./code-text.ts";
import { detachCommands } from "./commands.ts";
import { block, hcl, quoted } from "./hcl.ts";

/** Terraform HCL for the AWS provider: each refined policy with its attachment, and which attachments go after that. */
export function terraformChange({ role, policies, replaces, replacesInline }: NamedChange): string {
  const add = replaces.some(({ arn }) => isRefined(arn))
    ? "Put this in the place of the earlier resources of the same names, or add it if there are none, and apply:"
    : "Add this and apply:";
  const [first, second] = policies.length > 0 ? ["1", "2"] : ["", "1"];
  return [
    `# Role ${oneLine(role.name)}`,
    ...(first === "" ? [] : [`# ${first}. ${add}`, ...policies.map((policy) => terraformPolicy(policy, role.name))]),
    `# ${second}. ${first === "" ? "Remove" : "When that is applied, remove"} these from the role and apply:`,
    ...replaces.map(({ arn }) => `#    attachment of ${oneLine(arn)}${isRefined(arn) ? ", unless step 1 has replaced it" : ""}`),
    ...replacesInline.map((name) => `#    inline policy ${oneLine(name)} (aws_iam_role_policy)`),
    "#    An attachment is an aws_iam_role_policy_attachment, an entry of managed_policy_arns in aws_iam_role, or an entry of",
    "#    policy_arns in aws_iam_role_policy_attachments_exclusive. An exclusive resource, or managed_policy_arns, detaches what",
    "#    it does not list: add the new policies to it in step 1. What Terraform does not manage, detach with the AWS CLI:",
    ...detachCommands({ role, replaces, replacesInline }).map((command) => `#      ${oneLine(command)}`),
    `# To go back, undo step ${second} first${first === "" ? "." : `, then step ${first}.`}`,
    "",
  ].join("\n");
}

/** A managed policy and its attachment to a role, or an inline policy of it. */
export function terraformPolicy({ name, label, document, inline }: NamedPolicy, roleName: string): string {
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
