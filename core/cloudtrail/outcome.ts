import type { CloudTrailRecord } from "./record.ts";

/** How a call ended: only a refused one says nothing about what the role needs. */
export type CallOutcome = "succeeded" | "failed" | "denied";

/**
 * Codes that mean the caller was not authorised. A service may put `Client.` before the code (Amazon EC2 API Reference, "Error codes");
 * the common ones are in every API reference under "Common Errors". Amazon Cognito answers a wrong password with NotAuthorizedException: that
 * code alone says nothing (Amazon Cognito API Reference, InitiateAuth).
 */
const deniedCodes: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AccessDeniedFault",
  "AuthFailure",
  "AuthorizationError",
  "AuthorizationErrorException",
  "EC2AccessDeniedException",
  "ExplicitDeny",
  "Forbidden",
  "ForbiddenException",
  "InsufficientPrivilegesException",
  "InvalidClientTokenId",
  "MissingAuthenticationToken",
  "NotAuthorized",
  "OptInRequired",
  "SignatureDoesNotMatch",
  "UnauthorizedAccess",
  "UnauthorizedAccessException",
  "UnauthorizedException",
  "UnauthorizedOperation",
  "UnrecognizedClientException",
  "VpceAccessDenied",
  "ExpiredToken",
  "ExpiredTokenException",
]);

const deniedMessage = /is not authorized to perform|not authorized to perform this operation|explicit deny/i;

/**
 * Was the call authorised? `ResourceNotFound` and the like come after authorisation, and so does `DryRunOperation`, which says
 * that the call would have succeeded (Amazon EC2 API Reference, "Error codes").
 */
export function outcomeOf(record: CloudTrailRecord): CallOutcome {
  if (record.errorCode === "") return record.errorMessage !== "" && deniedMessage.test(record.errorMessage) ? "denied" : "succeeded";
  if (deniedCodes.has(bareCode(record.errorCode)) || deniedMessage.test(record.errorMessage)) return "denied";
  return "failed";
}

/** `EntityAlreadyExists`, `ResourceConflictException`: the work was done before, by a call like this one. */
const DONE_BEFORE = /AlreadyExists|Conflict|Duplicate/;

/** Was the call authorised, though it did nothing and found nothing done? */
export function isInVain(record: CloudTrailRecord): boolean {
  return outcomeOf(record) === "failed" && !DONE_BEFORE.test(record.errorCode);
}

/** `Client.UnauthorizedOperation` and `com.amazonaws.x#AccessDeniedException` without what stands before. */
function bareCode(code: string): string {
  return code.slice(Math.max(code.lastIndexOf("."), code.lastIndexOf("#"), code.lastIndexOf(":")) + 1);
}
