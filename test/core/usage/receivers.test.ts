import { describe, expect, test } from "vitest";
import { conditionsOf, contextsOf } from "#core/usage/receivers.ts";
import { asAction } from "#test/names.ts";

const PASS = asAction("iam:PassRole");
const LAMBDA = "lambda.amazonaws.com";
const ECS = "ecs-tasks.amazonaws.com";

describe("roles that were handed to services", () => {
  test("need be handed to these alone, where they are known", () => {
    expect(conditionsOf({ receivers: [LAMBDA, ECS] })).toEqual({ conditions: { StringEquals: { "iam:PassedToService": [LAMBDA, ECS] } } });
    expect(conditionsOf({})).toEqual({});
  });

  test("were handed over in one request each", () => {
    expect(contextsOf({ action: PASS, receivers: [LAMBDA, ECS] })).toEqual([
      { "iam:PassedToService": [LAMBDA] },
      { "iam:PassedToService": [ECS] },
    ]);
    expect(contextsOf({ action: PASS })).toEqual([{}]);
  });
});

test("policies that were attached were attached in one request each (Service Authorization Reference, IAM: iam:PolicyARN)", () => {
  const action = asAction("iam:AttachRolePolicy");
  const policies = ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/PowerUserAccess"];
  expect(contextsOf({ action, handedOn: policies.map((arn) => ({ arn, count: 1 })) })).toEqual(
    policies.map((arn) => ({ "iam:PolicyARN": [arn] })),
  );
  expect(contextsOf({ action, handedOn: [] })).toEqual([{}]);
  expect(contextsOf({ action: asAction("s3:GetObject"), handedOn: policies.map((arn) => ({ arn, count: 1 })) })).toEqual([{}]);
});
