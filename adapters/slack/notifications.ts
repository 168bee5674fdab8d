import * as v from "valibot";
import { InvalidInputError } from "#core/errors.ts";
import type { CustomNotification } from "#core/messages/slack/custom-notification.ts";

const Notification = v.object({
  version: v.literal("1.0"),
  source: v.literal("custom"),
  content: v.object({
    textType: v.literal("client-markdown"),
    title: v.string(),
    description: v.string(),
    nextSteps: v.exactOptional(v.array(v.string())),
    keywords: v.array(v.string()),
  }),
  metadata: v.object({
    threadId: v.string(),
    summary: v.string(),
    eventType: v.string(),
    relatedResources: v.array(v.string()),
    additionalContext: v.record(v.string(), v.string()),
  }),
}) satisfies v.GenericSchema<unknown, CustomNotification>;

const SnsEvent = v.looseObject({
  Records: v.array(v.looseObject({ Sns: v.looseObject({ Message: v.pipe(v.string(), v.parseJson(), Notification) }) })),
});

/** The notifications that SNS delivers to a function. Throws InvalidInputError, which does not repeat them: they hold links. */
export function readNotifications(event: unknown): readonly CustomNotification[] {
  const result = v.safeParse(SnsEvent, event);
  if (result.success) return result.output.Records.map(({ Sns }) => Sns.Message);
  const places = result.issues.map((issue) => v.getDotPath(issue) ?? "the event");
  throw new InvalidInputError("send-to-slack", `no notification of Whittle's chat topic; look at ${places.join(", ")}.`);
}
