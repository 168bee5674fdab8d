import { WhittleError } from "#core/errors.ts";

/** A sign-in that did not come to its end as it must; nobody is signed in. */
export class SignInRefusedError extends WhittleError {
  readonly code = "sign-in-refused";
  constructor(because: string, options?: ErrorOptions) {
    super(`The sign-in is refused: ${because}`, options);
  }
}
