import * as v from "valibot";
import type { RecordChange } from "#core/review/audit/record-change.ts";

const Text = v.object({ S: v.string() });
/** A review's item, or an entry of its journal; of another form, it is told as unreadable. */
const Image = v.object({ review: v.optional(Text), entry: v.optional(Text) });

/** A record of a DynamoDB stream, as Lambda hands it over (Lambda Developer Guide, "Using AWS Lambda with Amazon DynamoDB"). */
const StreamRecord = v.object({
  eventID: v.string(),
  dynamodb: v.object({
    SequenceNumber: v.string(),
    /** Seconds. */
    ApproximateCreationDateTime: v.number(),
    Keys: v.object({ pk: Text, sk: Text }),
    OldImage: v.optional(v.unknown()),
    NewImage: v.optional(v.unknown()),
  }),
});
const StreamEvent = v.object({ Records: v.array(StreamRecord) });

interface BatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** The table's stream as a handler. At the first failure it stops: what follows comes again, in the same order. */
export function streamHandler(take: (change: RecordChange) => Promise<void>, report: (fault: unknown) => void) {
  return async (event: unknown): Promise<BatchResponse> => {
    for (const record of v.parse(StreamEvent, event).Records) {
      const change = changeOf(record);
      try {
        if (change) await take(change);
      } catch (error) {
        report(error);
        return { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] };
      }
    }
    return { batchItemFailures: [] };
  };
}

const REVIEW = "REVIEW#";

/** Undefined where the item is neither a review nor of its journal. */
function changeOf({ eventID, dynamodb }: v.InferOutput<typeof StreamRecord>): RecordChange | undefined {
  const { Keys, ApproximateCreationDateTime, OldImage, NewImage } = dynamodb;
  const place = Keys.sk.S;
  if (!Keys.pk.S.startsWith(REVIEW) || !(place === "REVIEW" || place.startsWith("JOURNAL#"))) return undefined;
  return {
    id: eventID,
    reviewId: Keys.pk.S.slice(REVIEW.length),
    place,
    at: new Date(ApproximateCreationDateTime * 1000).toISOString(),
    ...(OldImage === undefined ? {} : { before: textOf(OldImage) }),
    ...(NewImage === undefined ? {} : { after: textOf(NewImage) }),
  };
}

function textOf(image: unknown): string {
  const read = v.safeParse(Image, image);
  return read.success ? (read.output.review?.S ?? read.output.entry?.S ?? "") : "";
}
