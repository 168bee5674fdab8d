import { isRefined } from "../../selection.ts";
import { oneLine, terraformPolicy } from "../code-patch.ts";
import type { NamedChange } from "./change.ts";
import { detachCommands } from "./commands.ts";

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
