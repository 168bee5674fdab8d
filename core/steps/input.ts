import * as v from "valibot";
import { InvalidInputError } from "#core/errors.ts";

/** Reads a step's input; throws InvalidInputError that names every member that is wrong. */
export function readInput<S extends v.GenericSchema>(schema: S, input: unknown, where: string): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  throw new InvalidInputError(where, result.issues.map(issueText).join("; "));
}

export const ReviewInput = v.looseObject({ reviewId: v.pipe(v.string(), v.nonEmpty()) });

function issueText(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  return path === null ? issue.message : `${path}: ${issue.message}`;
}

/** What role-restore hands on: what it was started with, apart from what it says itself. */
export const FromMachine = v.object({ input: v.unknown(), execution: v.looseObject({ id: v.string() }) });

/** An error as Step Functions hands it on. */
export const WorkflowError = v.looseObject({ Error: v.string(), Cause: v.optional(v.string(), "") });
export type WorkflowError = v.InferOutput<typeof WorkflowError>;

/** Lambda writes a failure's cause as JSON with the message inside and a stack that nobody needs. */
export function workflowMessage({ Error: name, Cause }: WorkflowError): string {
  const cause = v.safeParse(v.pipe(v.string(), v.parseJson(), v.looseObject({ errorMessage: v.string() })), Cause);
  if (cause.success) return cause.output.errorMessage;
  return name === "States.Timeout" ? "A step of the workflow did not end in its time." : Cause || name;
}
