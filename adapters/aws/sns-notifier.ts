import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Message, Notifier } from "#core/review/ports/notifier.ts";
import { clientSettings } from "./client-settings.ts";
import { call } from "./errors.ts";
import { type Environment, required } from "./settings.ts";

export interface Topics {
  readonly approval: string;
  readonly alarm: string;
  /** Hears of requests that nobody decides. Only the function that asks knows it. */
  readonly escalation?: string;
  /** Hears everything, in the form that chat takes. */
  readonly chat: string;
}

export function topicsFromEnvironment(environment: Environment): Topics {
  return {
    approval: required(environment, "APPROVAL_TOPIC_ARN"),
    alarm: required(environment, "ALARM_TOPIC_ARN"),
    chat: required(environment, "CHAT_TOPIC_ARN"),
    ...(environment.ESCALATION_TOPIC_ARN ? { escalation: environment.ESCALATION_TOPIC_ARN } : {}),
  };
}

/**
 * Alarms go to the alarm topic, all else to the approvers, and everything to chat as well: the mail first. Chat gets a copy: what it
 * does not take in the tries of the SDK is given to `reportFault`, and the message counts as told, so that its mail does not go out again.
 * Kind, review, account and owner are attributes, so that a subscription can filter: accounts and owners may have approvers of their own.
 */
export function snsNotifier(topics: Topics, reportFault: (fault: unknown) => void, client = new SNSClient(clientSettings)): Notifier {
  return {
    async publish(message) {
      await publish(client, message, { TopicArn: topicOf(message, topics), Subject: message.subject, Message: message.body });
      try {
        await publish(client, message, { TopicArn: topics.chat, Message: message.chat });
      } catch (fault) {
        reportFault(fault);
      }
    },
  };
}

function topicOf({ kind }: Message, topics: Topics): string {
  if (kind === "escalation") return topics.escalation ?? topics.approval;
  return kind === "alarm" ? topics.alarm : topics.approval;
}

async function publish(
  client: SNSClient,
  { kind, reviewId, account, owner }: Message,
  input: { readonly TopicArn: string; readonly Subject?: string; readonly Message: string },
): Promise<void> {
  const text = (value: string) => ({ DataType: "String", StringValue: value });
  const MessageAttributes = {
    kind: text(kind),
    ...(reviewId === undefined ? {} : { reviewId: text(reviewId) }),
    ...(account === undefined ? {} : { account: text(account) }),
    ...(owner === undefined ? {} : { owner: text(owner) }),
  };
  await call("sns:Publish", () => client.send(new PublishCommand({ ...input, MessageAttributes })));
}
