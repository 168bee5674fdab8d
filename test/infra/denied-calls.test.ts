import { describe, expect, test } from "vitest";
import { outcomeOf } from "#core/cloudtrail/outcome.ts";
import { readRecord } from "#core/cloudtrail/record.ts";
import { delivers } from "./event-pattern.ts";
import { ACCOUNT, deniedCallPattern, resourcesOf } from "./template.ts";

const pattern = deniedCallPattern("template.yaml");

const ARN = `arn:aws:sts::${ACCOUNT}:assumed-role/MyRole/session`;
const call = {
  eventSource: "s3.amazonaws.com",
  eventName: "PutBucketPolicy",
  eventTime: "2026-11-25T10:00:00Z",
  awsRegion: "eu-central-1",
  recipientAccountId: ACCOUNT,
  userIdentity: { type: "AssumedRole", arn: ARN },
};

function delivered(detail: object, source = "aws.s3"): boolean {
  return delivers(pattern, { source, "detail-type": "AWS API Call via CloudTrail", detail });
}

function outcome(detail: object): string | false {
  const reading = readRecord(detail);
  return reading.readable && outcomeOf(reading.record);
}

describe("the event rule for denied calls", () => {
  test.each([
    "AccessDenied",
    "AccessDeniedException",
    "AccessDeniedFault",
    "EC2AccessDeniedException",
    "VpceAccessDenied",
    "Client.UnauthorizedOperation",
    "UnauthorizedException",
    "UnauthorizedAccess",
    "UnauthorizedAccessException",
    "NotAuthorized",
    "AuthorizationError",
    "AuthorizationErrorException",
    "Forbidden",
    "ForbiddenException",
    "InsufficientPrivilegesException",
    "ExplicitDeny",
    "com.amazonaws.example#AccessDeniedException",
  ])("delivers a call that ended with %s", (errorCode) => {
    expect(outcome({ ...call, errorCode })).toBe("denied");
    expect(delivered({ ...call, errorCode })).toBe(true);
  });

  test.each([
    `User: ${ARN} is not authorized to perform: iam:PassRole on resource: arn:aws:iam::${ACCOUNT}:role/Other`,
    "Access refused with an explicit deny in a service control policy",
  ])("delivers a call whose code says nothing and whose message says: %s", (errorMessage) => {
    expect(outcome({ ...call, errorCode: "ValidationException", errorMessage })).toBe("denied");
    expect(delivered({ ...call, errorCode: "ValidationException", errorMessage })).toBe(true);
  });

  test.each(["ThrottlingException", "ResourceNotFoundException", "ExpiredToken"])("leaves out a call that ended with %s", (errorCode) => {
    expect(delivered({ ...call, errorCode, errorMessage: "Slow down" })).toBe(false);
  });

  test("leaves out calls that succeeded", () => {
    expect(delivered(call)).toBe(false);
  });

  test("leaves out calls of users, and events that AWS did not send", () => {
    const denied = { ...call, errorCode: "AccessDenied" };
    expect(delivered({ ...denied, userIdentity: { type: "IAMUser" } })).toBe(false);
    expect(delivered(denied, "my.application")).toBe(false);
  });

  test("is the same in other regions", () => {
    expect(deniedCallPattern("infra/watch-region.yaml")).toEqual(pattern);
  });
});

describe("a call that could not be looked at", () => {
  const { UnwatchedCalls, WatchRoleFunction, RehearseCallFunction } = resourcesOf("template.yaml");

  test.each([
    ["of a watch", WatchRoleFunction],
    ["of a rehearsal", RehearseCallFunction],
  ])("%s is kept in the queue", (_, resource) => {
    const DeadLetterQueue = { Type: "SQS", TargetArn: { tag: "!GetAtt", value: "UnwatchedCalls.Arn" } };
    expect(resource).toMatchObject({ Properties: { DeadLetterQueue } });
  });

  test("is encrypted there", () => {
    expect(UnwatchedCalls).toMatchObject({ Properties: { SqsManagedSseEnabled: true } });
  });
});

test.each([
  ["template.yaml", resourcesOf("template.yaml")],
  ["infra/watch-region.yaml", resourcesOf("infra/watch-region.yaml")],
])("%s sees denied calls that only read, too", (_, { DeniedCallRule }) => {
  expect(DeniedCallRule).toMatchObject({ Properties: { State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" } });
});
