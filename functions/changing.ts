import { dynamodbChangePlaces } from "#adapters/aws/dynamodb/change-places.ts";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { type Environment, messageSettings, mostChangesPerDay, required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { snsNotifier, topicsFromEnvironment } from "#adapters/aws/sns-notifier.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { systemClock, timerPauses } from "#adapters/machine.ts";
import { reportFault } from "./handler.ts";

function common(environment: Environment) {
  return {
    store: dynamodbReviewStore(required(environment, "TABLE_NAME")),
    notifier: snsNotifier(topicsFromEnvironment(environment), reportFault("chat")),
    catalogue: loadCatalogue(),
    clock: systemClock,
    pauses: timerPauses,
  };
}

/** What carrying a change out needs, of a role in any account and of a permission set alike. Throws InvalidInputError. */
export function portsToApply(environment: Environment) {
  const most = mostChangesPerDay(environment);
  return {
    ...common(environment),
    signer: kmsSigner({ restore: required(environment, "RESTORE_LINK_KEY_ID") }),
    votes: kmsSigner({ vote: required(environment, "VOTE_KEY_ID") }),
    ...(most === 0 ? {} : { places: dynamodbChangePlaces(required(environment, "TABLE_NAME"), most) }),
    settings: settingsFromEnvironment(environment),
  };
}

/** What taking a change back needs, of both. Throws InvalidInputError. */
export function portsToRestore(environment: Environment) {
  const voteKey = required(environment, "VOTE_KEY_ID");
  return {
    ...common(environment),
    votes: kmsSigner({ vote: voteKey, "restore-vote": voteKey }),
    settings: messageSettings(environment),
  };
}
