import { WhittleError } from "#core/errors.ts";

/** A generated policy has a form that a generated policy never has. */
export class GeneratedPolicyError extends WhittleError {
  readonly code = "generated-policy-unreadable";
  constructor(position: number, detail: string, options?: ErrorOptions) {
    super(`Generated policy ${position}: ${detail} Nothing can be refined from it; start another generation.`, options);
  }
}

/** What was kept of some log files is not what this version of Whittle writes. */
export class SummaryUnreadableError extends WhittleError {
  readonly code = "summary-unreadable";
  constructor(name: string, detail: string) {
    super(`The summary ${name} cannot be read: ${detail}. Delete the object; the next cycle makes it again from the logs.`);
  }
}

/** What was kept of some log files was not written by the functions that read them. */
export class SummaryNotGenuineError extends WhittleError {
  readonly code = "summary-not-genuine";
  constructor(name: string) {
    super(
      `The object ${name} carries no valid signature of the functions that read the trail: somebody else wrote it. No role is reviewed by it. Find out who wrote to the bucket of summaries, then delete the object; the next cycle makes it again from the logs.`,
    );
  }
}
