import type { SealChecking } from "#core/review/approval/seal.ts";
import type { Signer } from "#core/review/ports/machine.ts";
import type { Ports } from "#core/review/ports.ts";
import { systemClock } from "../machine.ts";
import { dynamodbReviewStore } from "./dynamodb-review-store.ts";
import { kmsSigner } from "./kms-signer.ts";
import { type Environment, required, settingsFromEnvironment } from "./settings.ts";
import { sfnCallbacks } from "./sfn-callbacks.ts";
import { snsNotifier, topicsFromEnvironment } from "./sns-notifier.ts";

/** What it takes to ask people: the record, messages, signed links, and the workflow that waits for the answer. */
export function askingPorts(
  environment: Environment,
  reportFault: (fault: unknown) => void,
): Pick<Ports, "store" | "notifier" | "callbacks" | "clock" | "settings"> & {
  readonly signer: Signer<"review">;
  readonly seals: SealChecking<"proposal">;
} {
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
