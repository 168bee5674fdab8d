import { WhittleError } from "#core/errors.ts";
import { AwsReadError } from "../bucket/errors.ts";

/**
 * Does what the functions do too, with an operator's own credentials: the functions' errors speak of their roles, an operator reads what
 * AWS said of `what`. Throws AwsReadError, and whatever AWS did not cause.
 */
export async function asOperator<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WhittleError && !(error instanceof AwsReadError) && error.cause !== undefined)
      throw new AwsReadError(what, error.cause);
    throw error;
  }
}
