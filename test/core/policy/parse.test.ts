import { describe, expect, test } from "vitest";
import { toJson } from "#core/policy/json.ts";
import { PolicyParseError, parsePolicy } from "#core/policy/parse.ts";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const of = (statement: object, more: object = {}) => ({ Version: "2012-10-17", Statement: statement, ...more });

describe("what is no identity policy is refused, and says why", () => {
  test.each<[string, unknown, RegExp]>([
    ["a principal", of({ ...allow, Principal: "*" }), /principal/],
    ["whom it is not about", of({ ...allow, NotPrincipal: { AWS: "*" } }), /principal/],
    ["no effect", of({ Action: "s3:*", Resource: "*" }), /Effect/],
    ["an effect that there is not", of({ ...allow, Effect: "allow" }), /Allow or Deny/],
    ["no action", of({ Effect: "Allow", Resource: "*" }), /neither Action nor NotAction/],
    ["both kinds of actions", of({ ...allow, NotAction: "s3:*" }), /both Action and NotAction/],
    ["no resource", of({ Effect: "Allow", Action: "s3:*" }), /neither Resource nor NotResource/],
    ["both kinds of resources", of({ ...allow, NotResource: "*" }), /both Resource and NotResource/],
    ["no statement", { Version: "2012-10-17", Statement: [] }, /statement/],
    ["a version that there is not", of(allow, { Version: "2012-10-18" }), /2012-10-17/],
    ["text that is no JSON", '{"Statement":', /not JSON/],
    [
      "a condition's operator that a record would leave out",
      of({ ...allow, Condition: { constructor: { a: "b" } } }),
      /Condition.* operator/,
    ],
    [
      "a condition key that a record would leave out",
      of({ ...allow, Condition: { StringEquals: { constructor: "b" } } }),
      /Condition.* key/,
    ],
    [
      "a condition key that is no key",
      '{"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": {"StringEquals": {"__proto__": "b"}}}}',
      /Condition.* key/,
    ],
    ["a number for an action", of({ ...allow, Action: 1 }), /string/],
  ])("%s", (_, json, message) => {
    expect(() => parsePolicy(json, "the policy")).toThrow(PolicyParseError);
    expect(() => parsePolicy(json, "the policy")).toThrow(message);
    expect(() => parsePolicy(json, "the policy")).toThrow(/^the policy/);
  });
});

test("a policy's own id is kept, and written back", () => {
  const policy = parsePolicy(of(allow, { Id: "reports" }), "policy");
  expect([policy.id, toJson(policy).Id]).toEqual(["reports", "reports"]);
  expect(Object.keys(toJson(parsePolicy(of(allow), "policy")))).toEqual(["Version", "Statement"]);
});

test("one statement, one action, one value: lists of one", () => {
  const { statements } = parsePolicy(of({ ...allow, Condition: { Bool: { "aws:SecureTransport": true }, StringLike: {} } }), "policy");
  expect(statements).toEqual([
    {
      effect: "Allow",
      actions: { kind: "only", patterns: ["s3:GetObject"] },
      resources: { kind: "only", patterns: ["*"] },
      conditions: { Bool: { "aws:SecureTransport": ["true"] } },
    },
  ]);
});
