import { WhittleError } from "#core/errors.ts";

/** Slack, or the way to it, does not work at the moment; the same message may be sent again. */
export class SlackUnavailableError extends WhittleError {
  readonly code = "slack-unavailable";
  constructor(detail: string) {
    super(`Slack did not accept the message: ${detail}. It is sent again later.`);
  }
}

/** Slack refused the message for good. Neither the webhook's address nor the message stands here: they are secrets. */
export class SlackRefusedError extends WhittleError {
  readonly code = "slack-refused";
  constructor(status: number, said: string) {
    super(`Slack refused the message with ${status}${said}. Check whether the webhook in the secret still belongs to the channel.`);
  }
}

/** The secret does not hold the address of a webhook. */
export class WebhookAddressError extends WhittleError {
  readonly code = "webhook-address";
  constructor() {
    super(
      "The secret does not hold the address of an incoming webhook. Put in the address that Slack shows, https://hooks.slack.com/…, as plain text.",
    );
  }
}
