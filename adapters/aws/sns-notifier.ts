import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Notifier } from "#core/review/ports.ts";
import { clientSettings } from "./client-settings.ts";
import { call } from "./errors.ts";

export interface Topics {
  readonly approval: string;
  readonly alarm: string;
}

/** Alarms go to the alarm topic, all else to the approvers. Kind and review are attributes, so that a subscription can filter. */
export function snsNotifier(topics: Topics, client = new SNSClient(clientSettings)): Notifier {
  return {
    publish: async ({ subject, body, kind, reviewId }) => {
      const text = (value: string) => ({ DataType: "String", StringValue: value });
      await call("sns:Publish", () =>
        client.send(
          new PublishCommand({
            TopicArn: kind === "alarm" ? topics.alarm : topics.approval,
            Subject: subject,
            Message: body,
            MessageAttributes: { kind: text(kind), reviewId: text(reviewId) },
          }),
        ),
      );
    },
  };
}
