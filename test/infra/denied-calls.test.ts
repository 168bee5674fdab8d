import { expect, test } from "vitest";
import { outcomeOf } from "#core/cloudtrail/outcome.ts";
import { readRecord } from "#core/cloudtrail/record.ts";
import { matches } from "#core/policy/match.ts";
import { ACCOUNT, deniedCallPattern } from "./template.ts";

const { sources, errorCodes } = deniedCallPattern("template.yaml");

test.each([
  "AccessDenied",
  "AccessDeniedException",
  "AccessDeniedFault",
  "EC2AccessDeniedException",
  "VpceAccessDenied",
  "Client.UnauthorizedOperation",
  "UnauthorizedException",
  "UnauthorizedAccess",
  "NotAuthorized",
  "NotAuthorizedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "Forbidden",
  "ForbiddenException",
  "InsufficientPrivilegesException",
  "ExplicitDeny",
])("a call that ended with %s was denied, and the event rule delivers it", (errorCode) => {
  const reading = readRecord({
    eventSource: "s3.amazonaws.com",
    eventName: "PutBucketPolicy",
    eventTime: "2026-11-25T10:00:00Z",
    awsRegion: "eu-central-1",
    recipientAccountId: ACCOUNT,
    userIdentity: { type: "AssumedRole", arn: `arn:aws:sts::${ACCOUNT}:assumed-role/MyRole/session` },
    errorCode,
  });
  expect(reading.readable && outcomeOf(reading.record)).toBe("denied");
  expect(errorCodes.some((pattern) => matches(pattern, errorCode))).toBe(true);
});

test.each(["ThrottlingException", "ResourceNotFoundException", "ExpiredToken"])("one that ended with %s is not delivered", (errorCode) => {
  expect(errorCodes.some((pattern) => matches(pattern, errorCode))).toBe(false);
});

test("only what AWS itself sends is delivered", () => {
  expect(sources).toEqual(["aws."]);
});

test("other regions hand over just what the stack's own rule lets through", () => {
  expect(deniedCallPattern("infra/watch-region.yaml")).toEqual({ sources, errorCodes });
});
