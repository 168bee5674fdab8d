import { oneLine } from "../../change/emit/code-text.ts";
import { block, hcl, quoted } from "../../change/emit/hcl.ts";
import { referenceOf, type SetChange } from "./set-change.ts";

/** Terraform HCL for the AWS provider: each set's inline policy, and which attachments go after that. */
export function terraformSets(changes: readonly SetChange[]): string {
  const instances = changes.some(({ inline }) => inline) ? ['data "aws_ssoadmin_instances" "whittle" {}', ""] : [];
  return [...instances, ...changes.map(setChange)].join("\n");
}

function setChange(change: SetChange): string {
  const { name, inline, replaces } = change;
  const [first, second] = inline ? ["1", "2"] : ["", "1"];
  const managed = replaces.map(({ arn }) => {
    const reference = referenceOf(arn);
    return typeof reference === "string"
      ? `#    aws_ssoadmin_managed_policy_attachment of ${oneLine(reference)}`
      : `#    aws_ssoadmin_customer_managed_policy_attachment of ${oneLine(reference.Path + reference.Name)}`;
  });
  const leaving = [...(!inline && change.before.inline.length > 0 ? ["#    aws_ssoadmin_permission_set_inline_policy"] : []), ...managed];
  return [
    `# Permission set ${oneLine(name)}`,
    ...(inline
      ? [
          `# ${first}. Add this and apply. A permission set has one inline policy: where your code has it already, give it this document.`,
          inlineResource(name, inline),
        ]
      : []),
    ...(leaving.length === 0
      ? []
      : [`# ${second}. ${inline ? "When that is applied, remove" : "Remove"} these from the permission set and apply:`, ...leaving]),
    `# To go back, undo ${leaving.length === 0 ? "step 1" : `step ${second} first${inline ? ", then step 1" : ""}`}.`,
    "",
  ].join("\n");
}

function inlineResource(name: string, document: NonNullable<SetChange["inline"]>): string {
  const label = labelOf(name);
  const set = `data.aws_ssoadmin_permission_set.${label}`;
  return [
    block(`data "aws_ssoadmin_permission_set" "${label}"`, [
      ["instance_arn", "tolist(data.aws_ssoadmin_instances.whittle.arns)[0]"],
      ["name", quoted(name)],
    ]),
    block(`resource "aws_ssoadmin_permission_set_inline_policy" "${label}"`, [
      ["instance_arn", `${set}.instance_arn`],
      ["permission_set_arn", `${set}.arn`],
      ["inline_policy", `jsonencode(${hcl(document, 2)})`],
    ]),
  ].join("\n");
}

/** Letters, digits, `_` and `-` make a name in HCL, which does not begin with a digit; each other sign by its number, so that no two names meet. */
function labelOf(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9_-]/g, (sign) => `_${sign.charCodeAt(0).toString(16)}_`);
  return /^[A-Za-z_]/.test(plain) ? plain : `set_${plain}`;
}
