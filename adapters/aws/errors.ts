import {
  NotAuthorizedError,
  QuotaExceededError,
  RequestRefusedError,
  ServiceFaultError,
  ThrottledError,
  WhittleError,
} from "#core/errors.ts";

/** Error codes with which AWS services ask to slow down, or with which a write lost a race and may simply be made again. */
const THROTTLED = new Set([
  "BandwidthLimitExceeded",
  "ConcurrentModification",
  "ConcurrentModificationException",
  "KMSThrottlingException",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "SlowDown",
  "Throttled",
  "ThrottledException",
  "Throttling",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionConflictException",
  "TransactionInProgressException",
]);
const QUOTA = new Set(["LimitExceeded", "LimitExceededException", "QuotaExceededException", "ServiceQuotaExceededException"]);
const DENIED = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "AuthorizationError",
  "AuthorizationErrorException",
  "ExpiredToken",
  "ExpiredTokenException",
  "InvalidClientTokenId",
  "KMSAccessDeniedException",
  "UnauthorizedOperation",
  "UnrecognizedClientException",
]);
const FAULTS = new Set([
  "DependencyTimeoutException",
  "InternalFailure",
  "InternalServerError",
  "KMSInternalException",
  "ServiceUnavailable",
]);

/**
 * Makes one AWS call and turns its failure into one of core/errors.ts, so that the workflow can tell what to retry.
 * `operation` is written as an IAM action, `iam:GetRole`: that is what somebody must look for in a policy.
 */
export async function call<T>(operation: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw toWhittleError(operation, error);
  }
}

/** The class of an SDK error by its code first, then its HTTP status; what is neither came from the network. */
export function toWhittleError(operation: string, error: unknown): WhittleError {
  if (error instanceof WhittleError) return error;
  const name = errorName(error);
  const detail = `${name}: ${error instanceof Error ? error.message : String(error)}`;
  const status = httpStatus(error);
  const cause = { cause: error };
  if (THROTTLED.has(name) || status === 429) return new ThrottledError(operation, cause);
  if (QUOTA.has(name)) return new QuotaExceededError(operation, detail, cause);
  if (DENIED.has(name) || status === 401 || status === 403) return new NotAuthorizedError(operation, detail, cause);
  if (FAULTS.has(name) || status === undefined || status >= 500) return new ServiceFaultError(operation, detail, cause);
  return new RequestRefusedError(operation, detail, cause);
}

/** Undefined where the service has no such thing. */
export async function unlessNotFound<T>(send: () => Promise<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    if (errorName(error) === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

/** The error code of a service, such as `NoSuchEntityException`. */
export function errorName(error: unknown): string {
  return error instanceof Error ? error.name : "UnknownError";
}

function httpStatus(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
