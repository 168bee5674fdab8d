import fc from "fast-check";
import type { Conditions, Grant, PolicyDocument, Statement } from "#core/policy/document.ts";
import { asAction } from "#test/names.ts";

/** A small world, so that statements meet often: the actions of two services and resources with few letters. */
const ACTIONS = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sns:Publish", "sns:Subscribe", "sns:ListTopics"];
const actionPattern = fc.constantFrom(...ACTIONS, "*", "sqs:*", "sns:*", "SQS:*Message", "sns:?ublish", "s?s:S*", "sqs:sendmessage");
const resourceText = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 4 }).map((text) => `arn:${text}`);
const resourcePattern = fc.oneof(
  { arbitrary: fc.constant("*"), weight: 2 },
  { arbitrary: fc.string({ unit: fc.constantFrom("a", "b", ":", "*", "?"), maxLength: 5 }).map((text) => `arn:${text}`), weight: 5 },
  { arbitrary: resourceText, weight: 3 },
);

export const action = fc.constantFrom(...ACTIONS);
export const resource = resourceText;
export const pattern = resourcePattern;

const values = fc.array(fc.constantFrom("a", "b", "ab"), { minLength: 1, maxLength: 2 });
const oneCondition: fc.Arbitrary<Conditions> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("StringEquals", "stringEquals", "StringNotEquals", "StringEqualsIfExists"),
      fc.constantFrom("aws:one", "AWS:One", "aws:two"),
      values,
    )
    .map(([operator, key, of]) => ({ [operator]: { [key]: of } })),
  fc.constantFrom("a*", "?", "*b").map((pattern) => ({ StringLike: { "aws:one": [pattern] } })),
  fc.constantFrom("true", "false").map((is) => ({ Null: { "aws:two": [is] } })),
  fc
    .tuple(fc.constantFrom("ForAnyValue:StringEquals", "ForAllValues:StringEquals"), values)
    .map(([operator, of]) => ({ [operator]: { "aws:many": of } })),
);
/** Half of all statements have none; two may name the same operator or key. */
const conditions: fc.Arbitrary<Conditions | undefined> = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 3 },
  { arbitrary: oneCondition, weight: 2 },
  { arbitrary: fc.tuple(oneCondition, oneCondition).map(([a, b]) => ({ ...a, ...b })), weight: 1 },
);

export const statement: fc.Arbitrary<Statement> = fc
  .record({
    effect: fc.constantFrom("Allow" as const, "Allow" as const, "Allow" as const, "Deny" as const),
    actions: patterns(actionPattern),
    resources: patterns(resourcePattern),
    conditions,
  })
  .map(withoutUndefined);

/** A request whose whole context is known. */
export const request = fc.record({
  action,
  resource,
  context: fc.record({
    "aws:one": fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 1 }),
    "aws:two": fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 1 }),
    "aws:many": fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 2 }),
  }),
});

export const policy: fc.Arbitrary<PolicyDocument> = fc
  .array(statement, { minLength: 1, maxLength: 4 })
  .map((statements) => ({ version: "2012-10-17" as const, statements }));

export const grant: fc.Arbitrary<Grant> = fc
  .record({ action: action.map(asAction), resources: fc.array(resourcePattern, { minLength: 1, maxLength: 2 }), conditions })
  .map(withoutUndefined);

function withoutUndefined<T extends { readonly conditions: Conditions | undefined }>({
  conditions,
  ...rest
}: T): Omit<T, "conditions"> & {
  readonly conditions?: Conditions;
} {
  return conditions === undefined ? rest : { ...rest, conditions };
}

function patterns(of: fc.Arbitrary<string>): fc.Arbitrary<Statement["actions"]> {
  return fc.record({
    kind: fc.constantFrom("only" as const, "only" as const, "only" as const, "except" as const),
    patterns: fc.array(of, { minLength: 1, maxLength: 3 }),
  });
}
