import { readSecret } from "#adapters/aws/secret.ts";
import { required } from "#adapters/aws/settings.ts";
import { timerPauses } from "#adapters/machine.ts";
import { readNotifications } from "#adapters/slack/notifications.ts";
import { slackWebhook, type Webhook } from "#adapters/slack/webhook.ts";
import { slackMessage } from "#core/messages/slack/blocks.ts";
import { stepHandler } from "./handler.ts";

const secretArn = required(process.env, "WEBHOOK_SECRET_ARN");

export const handler = stepHandler("send-to-slack", sendToSlack, { webhook: slackWebhook(() => readSecret(secretArn), timerPauses) });

/** Passes what the chat topic says on to the channel. SNS delivers one message at a time. */
async function sendToSlack({ webhook }: { webhook: Webhook }, event: unknown): Promise<{ reviewId?: string; status: string }> {
  const notifications = readNotifications(event);
  for (const notification of notifications) await webhook.send(slackMessage(notification));
  const [first] = notifications;
  return { ...(first ? { reviewId: first.metadata.threadId } : {}), status: "sent" };
}
