import { ofWholeService, resourceStart } from "#core/aws/arn.ts";

/**
 * An ARN with its last part left open: `…:log-group:a:log-stream:b` becomes `…:log-group:a:log-stream:*`, and that
 * `…:log-group:a:*`. Folding again and again leads to `arn:partition:service:region:account:*`, and ends with region and account open
 * too, which is given back as it is: of these there are no more than services.
 */
export function fold(arn: string): string {
  const start = resourceStart(arn);
  if (start > 0 && arn.slice(start) === "*") return ofWholeService(arn);
  const open = arn.endsWith("*") ? arn.slice(0, -1).replace(/[:/]$/, "") : arn;
  const cut = Math.max(open.lastIndexOf("/"), open.lastIndexOf(":")) + 1;
  return cut > start ? `${open.slice(0, cut)}*` : `${arn.slice(0, start)}*`;
}

export function foldTimes(arn: string, times: number): string {
  let folded = arn;
  for (let i = 0; i < times; i += 1) {
    const next = fold(folded);
    if (next === folded) return folded;
    folded = next;
  }
  return folded;
}
