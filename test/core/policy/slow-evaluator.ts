import type { PolicyDocument, Statement } from "#core/policy/document.ts";

/** The obvious way to decide a request, written apart from the code under test: every pattern becomes a regular expression. */
export function slowlyAllows(policies: readonly PolicyDocument[], action: string, resource: string): boolean {
  const statements = policies.flatMap((policy) => policy.statements).filter((statement) => isAbout(statement, action, resource));
  return statements.some(({ effect }) => effect === "Allow") && !statements.some(({ effect }) => effect === "Deny");
}

function isAbout({ actions, resources }: Statement, action: string, resource: string): boolean {
  const onAction = actions.patterns.some((pattern) => regex(pattern, "is").test(action));
  const onResource = resources.patterns.some((pattern) => regex(pattern, "s").test(resource));
  return onAction === (actions.kind === "only") && onResource === (resources.kind === "only");
}

function regex(pattern: string, flags: string): RegExp {
  const source = [...pattern]
    .map((character) => (character === "*" ? ".*" : character === "?" ? "." : character.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")))
    .join("");
  return new RegExp(`^${source}$`, flags);
}
