import { indented, oneLine, type PatchInput } from "./text.ts";

/** Terraform HCL: a policy, its attachment, and which attachments go. */
export function terraformPatch({ role, replaces, policies }: PatchInput): string {
  const added = policies.map(({ name, document }) => {
    const label = name.replace(/[^A-Za-z0-9_]/g, "_");
    return `resource "aws_iam_policy" "${label}" {
  name   = ${quoted(name)}
  policy = jsonencode(${indented(escaped(JSON.stringify(document, undefined, 2)), 2)})
}

resource "aws_iam_role_policy_attachment" "${label}" {
  role       = ${quoted(role.name)}
  policy_arn = aws_iam_policy.${label}.arn
}
`;
  });
  return [
    ...(policies.length === 0 ? [] : ["# 1. Add this, and apply:", ...added]),
    `# ${policies.length === 0 ? "T" : "2. When that is applied, t"}ake out the attachments of these to ${oneLine(role.name)} (aws_iam_role_policy_attachment, or`,
    "#    managed_policy_arns of aws_iam_role), and apply:",
    ...replaces.map(({ arn }) => `#    ${oneLine(arn)}`),
    "",
  ].join("\n");
}

function quoted(text: string): string {
  return escaped(JSON.stringify(text));
}

/** HCL reads `${` and `%{` in a text as templates (Terraform documentation, "Strings and Templates"). */
function escaped(json: string): string {
  return json.replace(/[$%](?=\{)/g, (sign) => sign + sign);
}
