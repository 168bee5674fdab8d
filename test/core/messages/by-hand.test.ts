import { expect, test } from "vitest";
import { failureAlarm, restoreAlarm } from "#core/messages/failure.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { aReview } from "#test/adapters/a-review.ts";

const failure = { code: "throttled", message: "AWS asked to slow down.", step: "applying" };
const review = {
  ...aReview("review-1", "Shared", "failed", "2026-11-24T09:00:00.000Z"),
  roleArn: "arn:aws:iam::444455556666:role/Shared",
  failure,
};

test.each([failureAlarm, restoreAlarm])(
  "a command to be run by hand is told with its account: the hub may have a role of that name",
  async (alarm) => {
    const { body } = alarm({ review, byHand: "aws iam attach-role-policy --role-name Shared" }, await noticeWordsOf({}));
    expect(body.replace(/\s+/g, " ")).toContain("with the AWS CLI alone and credentials of account 444455556666:");
  },
);
