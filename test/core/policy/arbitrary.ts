import fc from "fast-check";
import type { PolicyDocument, Statement } from "#core/policy/document.ts";

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

const statement: fc.Arbitrary<Statement> = fc.record({
  effect: fc.constantFrom("Allow" as const, "Allow" as const, "Allow" as const, "Deny" as const),
  actions: patterns(actionPattern),
  resources: patterns(resourcePattern),
});

export const policy: fc.Arbitrary<PolicyDocument> = fc
  .array(statement, { minLength: 1, maxLength: 4 })
  .map((statements) => ({ version: "2012-10-17" as const, statements }));

export const grant = fc.record({ action, resources: fc.array(resourcePattern, { minLength: 1, maxLength: 2 }) });

function patterns(of: fc.Arbitrary<string>): fc.Arbitrary<Statement["actions"]> {
  return fc.record({
    kind: fc.constantFrom("only" as const, "only" as const, "only" as const, "except" as const),
    patterns: fc.array(of, { minLength: 1, maxLength: 3 }),
  });
}
