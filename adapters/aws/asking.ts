import type { AskingPorts } from "#core/review/ports.ts";
import { systemClock } from "../machine.ts";
import { dynamodbReviewStore } from "./dynamodb/review-store.ts";
import { kmsSigner } from "./kms/signer.ts";
import { type Environment, required, settingsFromEnvironment } from "./settings.ts";
import { snsNotifier, topicsFromEnvironment } from "./sns-notifier.ts";
import { sfnCallbacks } from "./step-functions/callbacks.ts";

/** The ports of a function that asks people. */
export function askingPorts(environment: Environment, reportFault: (fault: unknown) => void): AskingPorts {
  return {
    store: dynamodbReviewStore(required(environment, "TABLE_NAME")),
    notifier: snsNotifier(topicsFromEnvironment(environment), reportFault),
    callbacks: sfnCallbacks(),
    signer: kmsSigner({ review: required(environment, "REVIEW_LINK_KEY_ID") }),
    seals: kmsSigner({ proposal: required(environment, "PROPOSAL_KEY_ID") }),
    clock: systemClock,
    settings: settingsFromEnvironment(environment),
  };
}
