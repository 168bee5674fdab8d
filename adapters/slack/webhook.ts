import type { SlackMessage } from "#core/messages/slack/blocks.ts";
import type { Pauses } from "#core/review/ports/machine.ts";
import { SlackRefusedError, SlackUnavailableError, WebhookAddressError } from "./errors.ts";

export interface Webhook {
  /** Throws SlackUnavailableError where sending again may help, SlackRefusedError where it does not, and WebhookAddressError. */
  send(message: SlackMessage): Promise<void>;
}

const TRIES = 5;
const LONGEST_PAUSE_SECONDS = 20;
const PATIENCE_MS = 10_000;

/**
 * A Slack incoming webhook. Its address is the right to write to the channel: it is read when first needed, kept in memory, and
 * read again once Slack knows it no more. Too many requests (429) are sent again after `Retry-After`, faults of Slack's after a while.
 */
export function slackWebhook(readAddress: () => Promise<string>, pauses: Pauses): Webhook {
  let address: string | undefined;

  async function post(message: SlackMessage): Promise<Response | "unreachable"> {
    address ??= webhookAddress(await readAddress());
    try {
      return await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8" },
        body: JSON.stringify(message),
        redirect: "error",
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
    } catch {
      // What fetch says may name the address.
      return "unreachable";
    }
  }

  return {
    async send(message) {
      for (let tried = 1; ; tried += 1) {
        const response = await post(message);
        if (response !== "unreachable" && response.ok) return await response.body?.cancel();
        if (response !== "unreachable" && !isPassing(response)) {
          address = undefined;
          throw new SlackRefusedError(response.status, await reasonOf(response));
        }
        const seconds = pauseAfter(response, tried);
        if (tried === TRIES || seconds > LONGEST_PAUSE_SECONDS) throw new SlackUnavailableError(faultOf(response));
        await pauses.pause(seconds);
      }
    },
  };
}

function webhookAddress(given: string): string {
  if (!/^https:\/\/|^http:\/\/127\.0\.0\.1:/.test(given) || !URL.canParse(given)) throw new WebhookAddressError();
  return given;
}

function isPassing({ status }: Response): boolean {
  return status === 429 || status >= 500;
}

function pauseAfter(response: Response | "unreachable", tried: number): number {
  const asked = response === "unreachable" ? Number.NaN : Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(asked) && asked >= 0 ? asked : 2 ** (tried - 1);
}

function faultOf(response: Response | "unreachable"): string {
  return response === "unreachable" ? "it could not be reached" : `it answered ${response.status}`;
}

/** Slack names its reason in one word, such as `invalid_payload` or `no_service`; anything else is not repeated. */
async function reasonOf(response: Response): Promise<string> {
  const said = (await response.text()).trim();
  return /^[a-z_]{1,60}$/.test(said) ? ` (${said})` : "";
}
