import { WhittleError } from "#core/errors.ts";

/** A generated policy has a form that a generated policy never has. */
export class GeneratedPolicyError extends WhittleError {
  readonly code = "generated-policy-unreadable";
  constructor(position: number, detail: string, options?: ErrorOptions) {
    super(`Generated policy ${position}: ${detail} Nothing can be refined from it; start another generation.`, options);
  }
}
