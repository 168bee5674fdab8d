import { describe, expect, test } from "vitest";
import { policySize, toJson } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";

const written = {
  Version: "2012-10-17",
  Id: "own",
  Statement: [
    {
      Sid: "One",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"],
      Condition: {
        StringEquals: { "aws:PrincipalTag/a": "x", "aws:RequestedRegion": ["eu-west-1", "us-east-1"] },
        Bool: { "aws:SecureTransport": "true" },
      },
    },
    { Effect: "Deny", NotAction: ["s3:Get*", "s3:List*"], NotResource: "arn:aws:s3:::a" },
  ],
};

test("a policy is written with every member, in AWS's order, and a list of one as a text", () => {
  const document = parsePolicy(written, "a policy");
  expect(JSON.stringify(toJson(document))).toBe(JSON.stringify(written));
});

describe("the size of a policy", () => {
  test("is in characters, without white space (IAM User Guide, IAM and AWS STS quotas)", () => {
    const spaced = parsePolicy(
      { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::a b\tc/*" }] },
      "p",
    );
    const plain = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::ab\\tc/*"}]}';
    expect(policySize(spaced)).toBe(plain.length);
  });
});
