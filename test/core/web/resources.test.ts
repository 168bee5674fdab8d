import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { allowedIn } from "#core/web/resources.ts";

const allow = (Action: string | string[], Resource: string | string[], more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});
const allowedBy = (...Statement: object[]) => allowedIn([parsePolicy({ Version: "2012-10-17", Statement }, "the test's policy")]);
const ACTION = "s3:GetObject";
const BUCKET = "arn:aws:s3:::one/*";

describe("on what policies allow an action", () => {
  test.each([
    ["everything", allowedBy(allow("s3:*", "*"), allow(ACTION, BUCKET)), ["*"], false],
    ["everything, in however many stars", allowedBy(allow(ACTION, ["**", "*", BUCKET])), ["*"], false],
    ["one of two patterns that say the same", allowedBy(allow(ACTION, [`${BUCKET}a`, `${BUCKET}*`, BUCKET])), [`${BUCKET}*`], false],
    ["by a pattern in another letter case", allowedBy(allow("S3:get*", BUCKET)), [BUCKET], false],
    ["each resource once, and none that another one covers", allowedBy(allow(ACTION, [BUCKET, BUCKET, `${BUCKET}/a`])), [BUCKET], false],
    [
      "of several statements together",
      allowedBy(allow(ACTION, BUCKET), allow("s3:*", "arn:aws:s3:::two")),
      [BUCKET, "arn:aws:s3:::two"],
      false,
    ],
    ["nothing, where only other actions are", allowedBy(allow("s3:PutObject", "*")), [], false],
    ["not by a Deny", allowedBy({ Effect: "Deny", Action: ACTION, Resource: "*" }, allow("sqs:*", "*")), [], false],
    ["by all actions but others", allowedBy({ Effect: "Allow", NotAction: "iam:*", Resource: BUCKET }), [BUCKET], false],
    ["on all but some", allowedBy({ Effect: "Allow", Action: ACTION, NotResource: BUCKET }), [`everything except ${BUCKET}`], false],
    ["under a condition", allowedBy(allow(ACTION, BUCKET, { Condition: { Bool: { "aws:SecureTransport": "true" } } })), [BUCKET], true],
    [
      "under a condition, and without it",
      allowedBy(allow(ACTION, BUCKET), allow(ACTION, BUCKET, { Condition: { Bool: { a: "true" } } })),
      [BUCKET],
      false,
    ],
  ])("%s", (_, allowed, resources, isConditional) => {
    expect(allowed(ACTION)).toEqual({ resources, isConditional });
  });
});
