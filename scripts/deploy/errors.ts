import { WhittleError } from "#core/errors.ts";

/** CloudFormation did not make or change the stack. */
export class DeploymentFailedError extends WhittleError {
  readonly code = "deployment-failed";
}
