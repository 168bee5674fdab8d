import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { matches, patternCovers } from "#core/policy/match.ts";

/** On what policies allow an action. A Deny is not looked at. */
export interface Allowed {
  /** ARN patterns, none of which another one covers; `*` alone is every resource. */
  readonly resources: readonly string[];
  /** Only under a condition, wherever it is allowed. */
  readonly isConditional: boolean;
}

/** Statements that allow something, so that many actions can be looked up in them. */
export function allowedIn(documents: readonly PolicyDocument[]): (action: string) => Allowed {
  const allowing = documents.flatMap(({ statements }) => statements.filter(({ effect }) => effect === "Allow").map(lowered));
  return (action) => {
    const name = action.toLowerCase();
    const found = allowing.filter(({ isMatch }) => isMatch(name)).map(({ statement }) => statement);
    return {
      resources: widest(found.flatMap(resourcesOf)),
      isConditional: found.length > 0 && found.every(({ conditions }) => conditions !== undefined),
    };
  };
}

function lowered(statement: Statement): { readonly statement: Statement; readonly isMatch: (name: string) => boolean } {
  const { kind, patterns } = statement.actions;
  const names = patterns.map((pattern) => pattern.toLowerCase());
  return { statement, isMatch: (name) => names.some((pattern) => matches(pattern, name)) === (kind === "only") };
}

function resourcesOf({ resources: { kind, patterns } }: Statement): readonly string[] {
  return kind === "only" ? patterns : [`everything except ${patterns.join(", ")}`];
}

function widest(patterns: readonly string[]): readonly string[] {
  const distinct = [...new Set(patterns)];
  if (distinct.includes("*")) return ["*"];
  // Of two that cover each other, such as `a*` and `a**`, the first stays.
  const isNeedless = (one: string, at: number) =>
    distinct.some((other, index) => index !== at && patternCovers(other, one) && (index < at || !patternCovers(one, other)));
  return distinct.filter((one, at) => !isNeedless(one, at));
}
