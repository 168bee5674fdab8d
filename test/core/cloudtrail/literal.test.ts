import { describe, expect, test } from "vitest";
import { literalIn } from "#core/cloudtrail/literal.ts";
import { literalText } from "#core/cloudtrail/literal-text.ts";

describe("a text that a call holds, as a pattern", () => {
  test.each([
    ["arn:aws:s3:::b/plain", "arn:aws:s3:::b/plain"],
    ["arn:aws:s3:::b/*", "arn:aws:s3:::b/?"],
    ["arn:aws:secretsmanager:*:111122223333:secret:*", "arn:aws:secretsmanager:?:111122223333:secret:?"],
    [`b/${"$"}{aws:userid}/x`, "b/?{aws:userid}/x"],
    ["part-0001_$folder$", "part-0001_$folder$"],
    ["arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f:*", "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/f:*"],
    ["arn:aws:logs:eu-west-1:111122223333:log-group:*:*", "arn:aws:logs:eu-west-1:111122223333:log-group:?:*"],
    ["arn:aws:logs:eu-west-1:111122223333:log-group:*", "arn:aws:logs:eu-west-1:111122223333:log-group:?"],
  ])("%s is %s", (text, literal) => {
    expect(literalText(text)).toBe(literal);
  });

  test("wherever it stands; a request without any is the same object", () => {
    expect(literalIn({ a: { list: ["*", 1, null, { b: "x*" }] }, c: true })).toEqual({ a: { list: ["?", 1, null, { b: "x?" }] }, c: true });
    const plain = { a: { list: ["x"] }, b: 1 };
    expect(literalIn(plain)).toBe(plain);
  });
});
