import { Hono } from "hono/tiny";
import { InvalidInputError } from "#core/errors.ts";
import { languageOf, wordsOf } from "#core/messages/words.ts";
import { SignInRefusedError, SignInUnavailableError } from "#core/review/approval/sign-in/errors.ts";
import { AccountUnreachableError, AnswersDifferError, ReviewConflictError, ReviewNotFoundError } from "#core/review/errors.ts";
import { end, type PageContext, type PageEnv, type PageNeeds } from "./context.ts";
import { endPages, unreachablePage } from "./end-page.ts";
import { HEADERS } from "./headers.ts";
import { contentSecurityPolicy } from "./layout.ts";
import { restoreRoutes } from "./restore-routes.ts";
import { reviewRoutes } from "./review-routes.ts";
import { frontDoor, reviewsRoutes } from "./reviews-routes.ts";
import { onlyApprovers, signInRoutes } from "./sign-in-routes.ts";

/**
 * The approval page. GET and HEAD show a review and never decide; POST decides, once. Where approvers sign in, nothing is shown
 * before they have. Every answer carries headers that keep the link out of caches, referrers and frames. A fault is given to
 * `report`, never shown. Throws InvalidInputError where approvers must sign in and nothing is given to do it with.
 */
export function approvalApp(ports: PageNeeds, report: (fault: unknown) => void): Hono<PageEnv> {
  const { signIn, settings } = ports;
  if ((settings.approverSignIn === "oidc") !== (signIn !== undefined))
    throw new InvalidInputError("ApproverSignIn", "oidc needs an OpenID provider, and nothing else takes one.");
  const app = new Hono<PageEnv>();
  app.use(async (context, next) => {
    context.set("words", await wordsOf(languageOf(context.req.header("accept-language"))));
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    context.header("Content-Security-Policy", await contentSecurityPolicy());
  });
  if (signIn) {
    app.route("/", signInRoutes(ports, signIn));
    // Whatever is registered from here on is for approvers.
    app.use(onlyApprovers(ports, signIn));
  }
  app.route("/r", reviewRoutes(ports));
  app.route("/restore", restoreRoutes(ports));
  app.route("/reviews", reviewsRoutes(ports));
  app.get("/", (context) => frontDoor(ports, context));
  app.notFound((context) => end(context, endPages.unknown));
  app.onError((error, context) => onFault(error, context, report));
  return app;
}

function onFault(error: unknown, context: PageContext, report: (fault: unknown) => void): Response | Promise<Response> {
  if (error instanceof ReviewNotFoundError) return end(context, endPages.unknown);
  if (error instanceof ReviewConflictError) return end(context, endPages.notWaiting);
  if (error instanceof AnswersDifferError) return end(context, endPages.answersDiffer);
  report(error);
  if (error instanceof AccountUnreachableError) return end(context, unreachablePage(error.account));
  if (error instanceof SignInRefusedError) return end(context, endPages.signInRefused);
  return end(context, error instanceof SignInUnavailableError ? endPages.signInUnavailable : endPages.later);
}
