import type { ReviewRecord } from "#adapters/operator/review-record.ts";
import { journalLine } from "#core/messages/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { stateText } from "../reviews/overview.ts";

/** Something that the record of an output folder tells. */
export interface FolderEvent {
  readonly at: string;
  readonly role: string;
  readonly reviewId: string;
  readonly text: string;
}

/** What happened in the reviews of a record, oldest first. */
export async function folderEvents(record: ReviewRecord): Promise<readonly FolderEvent[]> {
  const events: FolderEvent[] = [];
  for (const review of await record.all()) events.push(...(await eventsOf(record, review)));
  return events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

async function eventsOf(record: ReviewRecord, review: Review): Promise<readonly FolderEvent[]> {
  const { id: reviewId, roleArn: role, roleName, decision, closedAt } = review;
  const told = (at: string, text: string) => ({ at, role, reviewId, text });
  // What only began is told by its end; a command is no event, and nobody is sent messages.
  const steps = (await record.journal(reviewId)).flatMap((entry) => {
    const { state, text, detail, command } = journalLine(entry, roleName);
    if (entry.kind === "sent" || command !== undefined || state === "started") return [];
    return [told(entry.at, `${state === "failed" ? "Failed: " : ""}${text}${detail === undefined ? "" : `. ${detail}`}`)];
  });
  return [
    told(review.createdAt, "Review opened"),
    ...(decision ? [told(decision.at, `Decision: ${decision.verdict} by ${decision.by}${reasonText(decision.reason)}`)] : []),
    ...steps,
    // A restore comes after the close.
    ...(closedAt ? [told(closedAt, `Review closed: ${review.status === "restored" ? "applied" : stateText(review)}`)] : []),
  ];
}

function reasonText(reason: string | undefined): string {
  return reason ? `. Comment: ${reason}` : "";
}
