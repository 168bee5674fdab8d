import { describe, expect, test } from "vitest";
import { isInVain, outcomeOf } from "#core/cloudtrail/outcome.ts";
import { record } from "#test/core/usage/records.ts";

const ended = (errorCode: string, errorMessage = "") => outcomeOf(record({ errorCode, errorMessage }));
const REFUSED = "User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: sqs:SendMessage";

describe("a call that was refused shows no use:", () => {
  test.each([
    ["by its code", "AccessDenied", ""],
    ["by a code with Client. before it", "Client.UnauthorizedOperation", ""],
    ["by a code with its namespace and # before it", "com.amazonaws.sqs#AccessDeniedException", ""],
    ["by a code after a colon", "aws:AccessDenied", ""],
    ["by its message, under a code that says nothing", "ValidationError", REFUSED],
    ["by its message alone", "", REFUSED],
    ["by an explicit deny in the message alone", "", "… with an explicit deny in a service control policy"],
  ])("%s", (_, code, message) => {
    expect(ended(code, message)).toBe("denied");
  });
});

describe("a call that was allowed shows use,", () => {
  test.each([
    ["without an error", "", "", "succeeded"],
    ["with a message that is no error", "", "2 objects were left out", "succeeded"],
    ["though nothing was there", "com.amazonaws.sqs#QueueDoesNotExist", "", "failed"],
    ["though it was only tried", "Client.DryRunOperation", "Request would have succeeded", "failed"],
    ["though a password was wrong", "NotAuthorizedException", "Incorrect username or password.", "failed"],
  ])("%s", (_, code, message, outcome) => {
    expect(ended(code, message)).toBe(outcome);
  });
});

test.each([
  ["nothing was there", "NoSuchBucket", true],
  ["the work was done before", "EntityAlreadyExists", false],
  ["the work was being done", "ResourceConflictException", false],
  ["it was refused", "AccessDenied", false],
  ["it succeeded", "", false],
])("a call came to nothing where it was allowed and found nothing done: %s", (_, errorCode, expected) => {
  expect(isInVain(record({ errorCode }))).toBe(expected);
});
