import { RequestRefusedError, WhittleError } from "#core/errors.ts";
import { awsErrorText } from "#core/messages/aws-error.ts";
import { toWhittleError } from "../aws/errors.ts";

/** AWS did not let the operator read what was asked for. */
export class AwsReadError extends WhittleError {
  readonly code = "aws-read";
  constructor(what: string, error: unknown) {
    super(`${what}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Why AWS did not answer, and what to do, in words. */
export function reasonOf(error: unknown): string {
  const { name, message } = namedError(error);
  return awsErrorText(name, message, toWhittleError(name, error) instanceof RequestRefusedError);
}

/** An error's name, empty where it is none, and its message. The SDK tells a missing region in words alone: it gets a name. */
export function namedError(error: unknown): { readonly name: string; readonly message: string } {
  if (!(error instanceof Error)) return { name: "", message: String(error) };
  const { name, message } = error;
  return { name: message === "Region is missing" ? "RegionMissing" : name, message };
}
