const taggingActions: ReadonlySet<string> = new Set(["logs:tagresource", "logs:untagresource", "logs:listtagsforresource"]);

/**
 * An ARN in the form that AWS compares policies with: a log group's ends in `:*` in all policies but those for tagging
 * (CloudWatch Logs User Guide, "Overview of managing access permissions"); a document that AWS owns has no account in it
 * (Systems Manager User Guide, "Actions, resources, and condition keys": `arn:aws:ssm:region::document/AWS-…`), and neither
 * has a public parameter (the same, "Working with public parameters": `arn:aws:ssm:region::parameter/aws/service/…`).
 */
export function asEvaluated(arn: string, action: string): string {
  if (/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:]+(?::\*)?$/.test(arn)) {
    const bare = arn.replace(/(?<=log-group:[^:]+):\*$/, "");
    if (bare.endsWith("*")) return bare;
    return taggingActions.has(action.toLowerCase()) ? bare : `${bare}:*`;
  }
  return arn
    .replace(/^(arn:[^:]*:ssm:[^:]*):\d{12}:document\/(AWS|Amazon)/, "$1:*:document/$2")
    .replace(/^(arn:[^:]*:ssm:[^:]*):\d{12}:parameter\/aws\/service\//, "$1::parameter/aws/service/");
}
