/**
 * An ARN with its last part left open: `…:log-group:a:log-stream:b` becomes `…:log-group:a:log-stream:*`, and that
 * `…:log-group:a:*`. Folding again and again ends at `arn:partition:service:region:account:*`, which is given back as it is.
 */
export function fold(arn: string): string {
  const start = resourceStart(arn);
  const open = arn.endsWith("*") ? arn.slice(0, -1).replace(/[:/]$/, "") : arn;
  const cut = Math.max(open.lastIndexOf("/"), open.lastIndexOf(":")) + 1;
  return cut > start ? `${open.slice(0, cut)}*` : `${arn.slice(0, start)}*`;
}

/** Where the sixth part of an ARN begins, the one that names the resource. */
export function resourceStart(arn: string): number {
  let at = 0;
  for (let part = 0; part < 5; part += 1) {
    const colon = arn.indexOf(":", at);
    if (colon < 0) return at;
    at = colon + 1;
  }
  return at;
}

export function foldTimes(arn: string, times: number): string {
  let folded = arn;
  for (let i = 0; i < times; i += 1) folded = fold(folded);
  return folded;
}
