import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { systemClock } from "#adapters/machine.ts";
import { once } from "#core/once.ts";
import { approvalApp } from "#core/web/app.ts";
import { reportFault } from "./handler.ts";
import { stackOf } from "./metrics.ts";
import { pageHandler } from "./page-handler.ts";

const { env } = process;
const settings = settingsFromEnvironment(env);
const voteKey = required(env, "VOTE_KEY_ID");
/** Forms and cookies are the page's alone. */
const pageKey = required(env, "PAGE_KEY_ID");
/** Loaded only where approvers sign in: a link needs no OpenID client. */
const signIn =
  settings.approverSignIn === "oidc" ? (await import("#adapters/aws/sign-in.ts")).signInFromEnvironment(env, settings) : undefined;
/** Loaded when the first restore link is opened: deciding needs neither IAM nor the catalogue. */
const restoring = once(async () =>
  (await import("#adapters/aws/restoring.ts")).restoringFromEnvironment(env, stackOf(env.AWS_LAMBDA_LOG_GROUP_NAME) ?? ""),
);

/** Loaded where a review is of a permission set. */
const holders = once(async () => (await import("#adapters/aws/identity-center/set-holders.ts")).setHolders(required(env, "SSO_ARN")));

/** Loaded for the first decision: showing a review tells the workflow nothing. */
const callbacks = once(async () => (await import("#adapters/aws/step-functions/callbacks.ts")).sfnCallbacks());

export const handler = pageHandler(
  approvalApp(
    {
      store: dynamodbReviewStore(required(env, "TABLE_NAME")),
      signer: kmsSigner({
        review: required(env, "REVIEW_LINK_KEY_ID"),
        restore: required(env, "RESTORE_LINK_KEY_ID"),
        form: pageKey,
        "restore-form": pageKey,
        session: pageKey,
        "sign-in": pageKey,
      }),
      votes: kmsSigner({ vote: voteKey, "restore-vote": voteKey }),
      seals: kmsSigner({ proposal: required(env, "PROPOSAL_KEY_ID") }),
      callbacks: { succeed: async (taskToken, output) => (await callbacks()).succeed(taskToken, output) },
      clock: systemClock,
      settings,
      ...(signIn ? { signIn } : {}),
      restoring,
      ...(env.SSO_ARN ? { holders } : {}),
    },
    reportFault("approval-page"),
  ),
);
