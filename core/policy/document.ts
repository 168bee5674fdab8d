import type { ActionName } from "#core/aws/names.ts";
/** Who a statement is about is never part of an identity policy, so a statement holds what and on what, and when. */
export type Effect = "Allow" | "Deny";

/** `only` is Action or Resource, `except` is NotAction or NotResource. Patterns hold `*` and `?`. */
export interface Patterns {
  readonly kind: "only" | "except";
  readonly patterns: readonly string[];
}

/** Operator → condition key → values, each value list in the document's order. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

export interface Statement {
  readonly sid?: string;
  readonly effect: Effect;
  readonly actions: Patterns;
  readonly resources: Patterns;
  /** Absent where the document has none or an empty block. */
  readonly conditions?: Conditions;
}

/** An identity policy, parsed: every list is a list, every statement has its effect, actions and resources. */
export interface PolicyDocument {
  readonly version: "2012-10-17";
  readonly id?: string;
  readonly statements: readonly Statement[];
}

/** What a role needs to do: one action on some resources (ARN patterns; `*` alone where none is known). */
export interface Grant {
  readonly action: ActionName;
  readonly resources: readonly string[];
  /** When it is needed alone; what grants it today may say more. */
  readonly conditions?: Conditions;
}

/** One action, or a pattern of actions, on some resources, under the conditions of the statement that granted it. */
export interface GrantPart {
  readonly action: string;
  /** `except` only where a NotResource granted it and nothing narrower says the same. */
  readonly resources: Statement["resources"];
  readonly conditions: Conditions | undefined;
}
