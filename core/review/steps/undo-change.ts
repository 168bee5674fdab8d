import * as v from "valibot";
import { planRestore } from "../change/restore.ts";
import { ChangeUndoneError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { Review, ReviewStatus } from "../record.ts";
import { carryOutTruthfully, readSettled } from "./halfway.ts";

type Needs = Pick<Ports, "roles" | "changes" | "store" | "catalogue" | "clock" | "pauses">;

/** An error as Step Functions hands it on. */
export const WorkflowError = v.looseObject({ Error: v.string(), Cause: v.optional(v.string(), "") });
type WorkflowError = v.InferOutput<typeof WorkflowError>;

/**
 * Undoes what was done of a change that cannot be finished, newest first, and records that the role has what it had.
 * Where nothing was begun nothing is undone; where all was done, and only telling it failed, neither.
 */
export async function undoChange(ports: Needs, review: Review, error: WorkflowError): Promise<{ reviewId: string; status: ReviewStatus }> {
  const { id, roleName, status } = review;
  const because = workflowMessage(error);
  if (status === "applied")
    return await recordFailure(ports, review, {
      code: error.Error,
      message: `The change to ${roleName} was carried out; what failed came after it: ${because}`,
    });
  const proposal = await ports.store.document(id, "proposal");
  const before = await ports.store.document(id, "before");
  if ((status !== "applying" && status !== "restoring") || !proposal || !before) return { reviewId: id, status };
  const now = await readSettled(ports, roleName);
  const plan = planRestore({ before, proposal, now }, ports.catalogue);
  await carryOutTruthfully(
    ports,
    { review, before, proposal, because },
    { plan, now, from: ["applying", "restoring"], during: "restoring" },
  );
  return await recordFailure(ports, { ...review, status: "restoring" }, new ChangeUndoneError(roleName, because));
}

async function recordFailure(
  { store, clock }: Needs,
  { id, status }: Review,
  { code, message }: { readonly code: string; readonly message: string },
): Promise<{ reviewId: string; status: ReviewStatus }> {
  const step = status === "applied" ? status : "applying";
  await store.update(id, [status], { status, failure: { code, message, step }, updatedAt: clock.now() });
  return { reviewId: id, status };
}

/** Lambda writes a failure's cause as JSON with the message inside and a stack that nobody needs. */
export function workflowMessage({ Error: name, Cause }: WorkflowError): string {
  const cause = v.safeParse(v.pipe(v.string(), v.parseJson(), v.looseObject({ errorMessage: v.string() })), Cause);
  if (cause.success) return cause.output.errorMessage;
  return name === "States.Timeout" ? "A step of the workflow did not end in its time." : Cause || name;
}
