import { AuthorizationResponseError, ClientError, ResponseBodyError } from "openid-client";
import { WhittleError } from "#core/errors.ts";
import { SignInRefusedError, SignInUnavailableError } from "#core/review/approval/sign-in/errors.ts";

/** Codes with which the library says that the provider did not answer, rather than that its answer is wrong. */
const NO_ANSWER = new Set(["OAUTH_TIMEOUT", "OAUTH_ABORT", "OAUTH_RESPONSE_IS_NOT_CONFORM", "OAUTH_RESPONSE_IS_NOT_JSON"]);

/**
 * The person's sign-in is refused, or nobody's can work. What the library found is told by its code alone: its causes hold codes
 * and tokens, which no log may.
 */
export function signInError(issuer: string, error: unknown): WhittleError {
  if (error instanceof WhittleError) return error;
  if (error instanceof AuthorizationResponseError) return new SignInRefusedError(`the provider says ${error.error}.`);
  if (error instanceof ResponseBodyError)
    return error.error === "invalid_grant"
      ? new SignInRefusedError("the provider no longer knows its code.")
      : new SignInUnavailableError(issuer, `the provider says ${error.error}.`);
  if (error instanceof ClientError && !NO_ANSWER.has(error.code ?? "")) return new SignInRefusedError(`${error.message} (${error.code}).`);
  return new SignInUnavailableError(issuer, `${error instanceof Error ? error.message : String(error)}.`);
}
