import { WhittleError } from "#core/errors.ts";

/** A snapshot that was taken without all policy documents. */
export class PolicyMissingError extends WhittleError {
  readonly code = "policy-missing";
  constructor(roleName: string, arn: string) {
    super(`The snapshot does not hold the document of ${arn}, which ${roleName} carries; take it with all of its Policies.`);
  }
}
