import { describe, expect, test } from "vitest";
import { purposeOf } from "#core/evidence/purpose.ts";

const trust = (...Statement: readonly object[]) => purposeOf(JSON.stringify({ Version: "2012-10-17", Statement }));
const lets = (Principal: unknown, more: object = {}) => ({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...more });

describe("what a role is for", () => {
  test.each([
    ["a service", lets({ Service: "ec2.amazonaws.com" }), ["ec2"]],
    ["a service by its regional name", lets({ Service: "lambda.us-east-1.amazonaws.com" }), ["lambda"]],
    ["a service of a region with a long name", lets({ Service: "states.us-gov-west-1.amazonaws.com" }), ["states"]],
    ["a service of China", lets({ Service: "ec2.amazonaws.com.cn" }), ["ec2"]],
    [
      "several, each once and sorted",
      lets({ Service: ["lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "lambda.amazonaws.com"] }),
      ["ecs-tasks", "lambda"],
    ],
    ["no service that is only denied", lets({ Service: "ec2.amazonaws.com" }, { Effect: "Deny" }), []],
    ["no service where something else stands there", lets({ Service: 7 }), []],
  ])("is told by %s", (_, statement, services) => {
    expect(trust(statement)).toEqual({ services, principals: false, federated: false });
  });

  test.each([
    ["an account", lets({ AWS: "arn:aws:iam::111122223333:root" }), { principals: true, federated: false }],
    ["anybody", lets("*"), { principals: true, federated: false }],
    [
      "a provider of identities",
      lets({ Federated: "arn:aws:iam::111122223333:saml-provider/staff" }),
      { principals: false, federated: true },
    ],
    ["nobody", { Effect: "Allow", Action: "sts:AssumeRole" }, { principals: false, federated: false }],
  ])("is told by whom it lets in: %s", (_, statement, lets) => {
    expect(trust(statement)).toEqual({ services: [], ...lets });
  });

  test("is told by each statement", () => {
    expect(trust(lets({ Service: "ec2.amazonaws.com" }), lets({ AWS: "111122223333" }))).toEqual({
      services: ["ec2"],
      principals: true,
      federated: false,
    });
  });

  test.each(["", "no JSON", "[]", "null", '{"Statement":null}', '{"Statement":["text"]}'])(
    "is nothing where the trust policy is %j",
    (text) => {
      expect(purposeOf(text)).toEqual({ services: [], principals: false, federated: false });
    },
  );

  test("is told by a statement that stands alone", () => {
    expect(purposeOf(JSON.stringify({ Statement: lets({ Service: "glue.amazonaws.com" }) })).services).toEqual(["glue"]);
  });
});
