/** CloudWatch Logs writes the ARN of a log group with this end (Amazon CloudWatch Logs User Guide, "Log group resource operations"). */
const LOG_GROUP = /^(arn:.*:log-group:[^:]+):\*$/;

/**
 * A text that a call holds, as a pattern for itself: who calls chooses it, and a name like `secret:*` must not grant all secrets. A star
 * becomes `?`, which matches it, and so does the dollar before a brace.
 */
export function literalText(text: string): string {
  if (!text.includes("*") && !text.includes("${")) return text;
  const [, logGroup] = LOG_GROUP.exec(text) ?? [];
  return logGroup === undefined ? text.replace(/\*|\$(?=\{)/g, "?") : `${literalText(logGroup)}:*`;
}
