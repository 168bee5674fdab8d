import * as v from "valibot";
import { breakGlass } from "../change/break-glass.ts";
import { carryOut } from "../change/carry-out.ts";
import { planChange } from "../change/plan.ts";
import { planRestore } from "../change/restore.ts";
import { ChangeFailedError, ChangeUndoneError } from "../errors.ts";
import type { Ports } from "../ports.ts";
import type { Proposal } from "../proposal.ts";
import type { Review, ReviewStatus } from "../record.ts";
import type { RoleState } from "../role-state.ts";

type Needs = Pick<Ports, "roles" | "changes" | "store" | "catalogue" | "clock" | "pauses">;

/** An error as Step Functions hands it on. */
export const WorkflowError = v.looseObject({ Error: v.string(), Cause: v.optional(v.string(), "") });
type WorkflowError = v.InferOutput<typeof WorkflowError>;

/**
 * Undoes what was done of a change that cannot be finished, newest first. The record says the truth at every moment: first what
 * the role carries and which commands put it right, and once it is undone, that it has what it had. Where nothing was begun, or all was done,
 * nothing is undone.
 */
export async function undoChange(ports: Needs, review: Review, error: WorkflowError): Promise<{ reviewId: string; status: ReviewStatus }> {
  const { id, roleName } = review;
  const proposal = await ports.store.document(id, "proposal");
  const before = await ports.store.document(id, "before");
  if ((review.status !== "applying" && review.status !== "restoring") || !proposal || !before)
    return { reviewId: id, status: review.status };
  const because = workflowMessage(error);
  const halfway = async () => {
    const now = await ports.roles.read(roleName);
    await record(ports, review, new ChangeFailedError(roleName, because, carries(ports, now), breakGlass(planChange(before, proposal))));
    return now;
  };
  await undo(ports, { before, proposal, now: await halfway() }, halfway);
  return { reviewId: id, status: (await record(ports, review, new ChangeUndoneError(roleName, because))).status };
}

async function undo(
  ports: Needs,
  states: { before: RoleState; proposal: Proposal; now: RoleState },
  halfway: () => Promise<unknown>,
): Promise<void> {
  try {
    await carryOut(ports, planRestore(states, ports.catalogue), "restoring");
  } catch (error) {
    await halfway();
    throw error;
  }
}

function record({ store, clock }: Needs, { id }: Review, { code, message }: ChangeFailedError | ChangeUndoneError): Promise<Review> {
  return store.update(id, ["applying", "restoring"], {
    status: "restoring",
    failure: { code, message, step: "applying" },
    updatedAt: clock.now(),
  });
}

function carries({ clock }: Needs, { attached }: RoleState): { at: string; policies: string } {
  const names = attached.map(({ name, versionId }) => `${name} (${versionId})`);
  return { at: clock.now(), policies: names.length === 0 ? "no managed policy" : names.join(", ") };
}

/** Lambda writes a failure's cause as JSON with the message inside and a stack that nobody needs. */
export function workflowMessage({ Error: name, Cause }: WorkflowError): string {
  const cause = v.safeParse(v.pipe(v.string(), v.parseJson(), v.looseObject({ errorMessage: v.string() })), Cause);
  if (cause.success) return cause.output.errorMessage;
  return name === "States.Timeout" ? "A step of the workflow did not end in its time." : Cause || name;
}
