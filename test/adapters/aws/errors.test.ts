import { describe, expect, test } from "vitest";
import { toWhittleError, unlessNotFound } from "#adapters/aws/errors.ts";
import { RoleNotFoundError } from "#core/review/errors.ts";

const cases: readonly (readonly [error: string, status: number | undefined, ours: string])[] = [
  ["ThrottlingException", 400, "ThrottledError"],
  ["Throttling", 400, "ThrottledError"],
  ["TooManyRequestsException", 429, "ThrottledError"],
  ["SomethingNew", 429, "ThrottledError"],
  ["ProvisionedThroughputExceededException", 400, "ThrottledError"],
  ["ConcurrentModification", 409, "ThrottledError"],
  ["ConcurrentModificationException", 409, "ThrottledError"],
  ["KMSThrottlingException", 400, "ThrottledError"],
  ["PriorRequestNotComplete", 400, "ThrottledError"],
  ["RequestLimitExceeded", 503, "ThrottledError"],
  ["SlowDown", 503, "ThrottledError"],
  ["TooManyRequestsException", 400, "ThrottledError"],
  ["TransactionConflictException", 400, "ThrottledError"],
  ["TransactionInProgressException", 400, "ThrottledError"],
  ["BandwidthLimitExceeded", 400, "ThrottledError"],
  ["RequestThrottled", 400, "ThrottledError"],
  ["RequestThrottledException", 400, "ThrottledError"],
  ["Throttled", 400, "ThrottledError"],
  ["ThrottledException", 400, "ThrottledError"],
  ["QuotaExceededException", 400, "QuotaExceededError"],
  ["AuthorizationError", 400, "NotAuthorizedError"],
  ["AuthorizationErrorException", 400, "NotAuthorizedError"],
  ["InvalidClientTokenId", 400, "NotAuthorizedError"],
  ["UnauthorizedOperation", 400, "NotAuthorizedError"],
  ["SomethingNew", 401, "NotAuthorizedError"],
  ["DependencyTimeoutException", 400, "ServiceFaultError"],
  ["InternalFailure", 400, "ServiceFaultError"],
  ["InternalServerError", 400, "ServiceFaultError"],
  ["KMSInternalException", 400, "ServiceFaultError"],
  ["ServiceUnavailable", 400, "ServiceFaultError"],
  ["RequestLimitExceeded", 400, "ThrottledError"],
  ["SlowDown", 400, "ThrottledError"],
  ["ConcurrentModification", 400, "ThrottledError"],
  ["ConcurrentModificationException", 400, "ThrottledError"],
  ["AccessDenied", 400, "NotAuthorizedError"],
  ["SomethingNew", 500, "ServiceFaultError"],
  ["SomethingNew", 499, "RequestRefusedError"],
  ["ServiceQuotaExceededException", 402, "QuotaExceededError"],
  ["LimitExceeded", 409, "QuotaExceededError"],
  ["LimitExceededException", 409, "QuotaExceededError"],
  ["AccessDenied", 403, "NotAuthorizedError"],
  ["AccessDeniedException", 400, "NotAuthorizedError"],
  ["ExpiredToken", 400, "NotAuthorizedError"],
  ["ExpiredTokenException", 400, "NotAuthorizedError"],
  ["KMSAccessDeniedException", 400, "NotAuthorizedError"],
  ["UnrecognizedClientException", 400, "NotAuthorizedError"],
  ["SomethingNew", 403, "NotAuthorizedError"],
  ["InternalServerError", 500, "ServiceFaultError"],
  ["ServiceUnavailable", 503, "ServiceFaultError"],
  ["SomethingNew", 502, "ServiceFaultError"],
  ["KMSInternalException", 500, "ServiceFaultError"],
  ["TimeoutError", undefined, "ServiceFaultError"],
  ["ECONNRESET", undefined, "ServiceFaultError"],
  ["ValidationException", 400, "RequestRefusedError"],
  ["MalformedPolicyDocument", 400, "RequestRefusedError"],
  ["NoSuchEntityException", 404, "RequestRefusedError"],
];

describe("an SDK error becomes one that the workflow knows", () => {
  test.each(cases)("%s with HTTP status %s is a %s", (name, httpStatusCode, expected) => {
    const error = Object.assign(new Error("why"), { name, $metadata: { httpStatusCode } });
    const ours = toWhittleError("iam:GetRole", error);
    expect(ours.name).toBe(expected);
    expect(ours.message).toContain("iam:GetRole");
    expect(ours.cause).toBe(error);
  });

  test("an error of ours stays what it is", () => {
    const error = new RoleNotFoundError("MyRole");
    expect(toWhittleError("iam:GetRole", error)).toBe(error);
  });

  test("what is no Error at all is told as a fault", () => {
    expect(toWhittleError("iam:GetRole", "odd").message).toContain("odd");
  });
});

describe("where a service may have no such thing", () => {
  const failing = (name: string) => unlessNotFound(() => Promise.reject(Object.assign(new Error("why"), { name })));

  test("what it has is given, and what it has not is undefined", async () => {
    expect(await unlessNotFound(async () => 7)).toBe(7);
    expect(await failing("ResourceNotFoundException")).toBeUndefined();
  });

  test("any other error goes out", async () => {
    await expect(failing("AccessDeniedException")).rejects.toThrow("why");
  });
});
