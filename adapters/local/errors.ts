import { WhittleError } from "#core/errors.ts";

/** A file that the operator named cannot be used. */
export class UnusableFileError extends WhittleError {
  readonly code = "unusable-file";
  constructor(file: string, because: string, options?: ErrorOptions) {
    super(`${file}: ${because}`, options);
  }
}
