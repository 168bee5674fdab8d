import { accountOf } from "#core/aws/arn.ts";
import { isBegun } from "../../model/journal.ts";
import type { Note } from "../../model/note.ts";
import type { Review } from "../../model/review.ts";
import type { RoleState } from "../../model/role-state.ts";
import type { ReviewStore } from "../../ports/review-store.ts";

const WAVE_TAG = "whittle:wave";
const CANARY = "canary";

/** Is the role to be changed before others, by its tag `whittle:wave`? */
export function isCanary({ tags }: Pick<RoleState, "tags">): boolean {
  return tags[WAVE_TAG] === CANARY;
}

/** What the approver should know of a wave that does not exist. */
export function waveNotes({ tags }: Pick<RoleState, "tags">): readonly Note[] {
  const word = tags[WAVE_TAG];
  return word === undefined || word === CANARY ? [] : [{ id: "tag-misread", tag: WAVE_TAG, word, because: "no-such-wave" }];
}

/** The open reviews of canary roles that a review has to wait for: those of its account that were opened before it, or by the same cycle. */
export function canariesBefore(open: readonly Review[], review: Review): readonly Review[] {
  const isBefore = ({ createdAt, cycleId }: Review) => createdAt <= review.createdAt || cycleId === review.cycleId;
  const account = accountOf(review.roleArn);
  return open.filter((each) => each.canary && !each.dryRun && accountOf(each.roleArn) === account && isBefore(each));
}

/** Those among the reviews of canary roles whose change was taken back: the role was restored, or its change failed and was undone. */
export async function undoneCanaries(
  store: Pick<ReviewStore, "get" | "journal">,
  reviewIds: readonly string[],
): Promise<readonly Review[]> {
  const reviews = await Promise.all(reviewIds.map((id) => store.get(id)));
  const undone = await Promise.all(
    reviews.map(async ({ id, status }) => status === "restored" || (status === "failed" && isBegun(await store.journal(id)))),
  );
  return reviews.filter((_, index) => undone[index]);
}
