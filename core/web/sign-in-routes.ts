import type { MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { Hono } from "hono/tiny";
import { COOKIE, SESSION_COOKIE, signInCookie } from "#core/review/approval/sign-in/cookies.ts";
import { SignInRefusedError } from "#core/review/approval/sign-in/errors.ts";
import { isStale, mayDecide, readIdentity } from "#core/review/approval/sign-in/identity.ts";
import type { Sealing } from "#core/review/approval/sign-in/sealed.ts";
import { openSession, sealSession } from "#core/review/approval/sign-in/session.ts";
import { sessionId } from "#core/review/approval/sign-in/sign-outs.ts";
import {
  openTransaction,
  pathOfPage,
  SIGN_IN_SECONDS,
  sealTransaction,
  type Transaction,
} from "#core/review/approval/sign-in/transaction.ts";
import { secondsAfter } from "#core/review/time.ts";
import { end, type PageContext, type PageEnv, type PageNeeds, type SignIn } from "./context.ts";
import { endPages } from "./end-page.ts";
import { isSameOrigin } from "./form.ts";
import { freshSignInPage, notApproverPage, signInAgainPage } from "./sign-in-pages.ts";

/** Lets only those pass who have signed in and may decide. */
export function onlyApprovers(ports: PageNeeds, signIn: SignIn): MiddlewareHandler<PageEnv> {
  return async (context, next) => {
    const sealed = getCookie(context, SESSION_COOKIE, "host") ?? "";
    const identity = await openSession(sealingOf(ports, signIn), sealed);
    if (!identity || (await signIn.signOuts.isEnded(sessionId(sealed)))) return toSignIn(context, ports.settings.pageUrl);
    if (!mayDecide(identity, signIn.settings))
      return context.html(
        notApproverPage(identity, signIn.settings, somebodyElse(context, ports.settings.pageUrl), context.get("words")),
        403,
      );
    context.set("identity", identity);
    return await next();
  };
}

function somebodyElse(context: PageContext, pageUrl: string): string {
  return `${pageUrl}/sign-in?as=somebody-else&to=${encodeURIComponent(pathOfPage(context.req.path))}`;
}

/** A page is opened again after signing in; what was sent is lost, and the sender is told. An icon or a picture begins no sign-in. */
function toSignIn(context: PageContext, pageUrl: string): Response | Promise<Response> {
  const address = `${pageUrl}/sign-in?to=${encodeURIComponent(pathOfPage(context.req.path))}`;
  const isReading = context.req.method === "GET" || context.req.method === "HEAD";
  const isNavigation = ["navigate", undefined].includes(context.req.header("sec-fetch-mode"));
  return isReading && isNavigation ? context.redirect(address, 303) : context.html(signInAgainPage(address, context.get("words")), 401);
}

/** Asks for a fresh sign-in before an approval or a restore; undefined where the sign-in is fresh, or nobody has to sign in. */
export function askedToSignInAgain(ports: PageNeeds, context: PageContext, body: string): Response | Promise<Response> | undefined {
  const identity = context.get("identity");
  if (!ports.signIn || (identity && !isStale(identity, ports.signIn.settings, ports.clock.now()))) return undefined;
  const address = `${ports.settings.pageUrl}/sign-in?to=${encodeURIComponent(pathOfPage(context.req.path))}`;
  return context.html(freshSignInPage(address, ports.signIn.settings, [...new URLSearchParams(body)], context.get("words")), 401);
}

/** Signing in and out: authorisation code with PKCE, bound to the browser that began it. */
export function signInRoutes(ports: PageNeeds, signIn: SignIn): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const sealing = sealingOf(ports, signIn);
  routes.get("/sign-in", async (context) => {
    const { url, challenge } = await signIn.provider.begin({
      asSomebodyElse: context.req.query("as") === "somebody-else",
      maxAgeSeconds: signIn.settings.freshMinutes * 60,
    });
    const transaction = { challenge, goTo: pathOfPage(context.req.query("to")) };
    const name = signInCookie(challenge.state);
    if (name === undefined) throw new SignInRefusedError("its state is too short.");
    setCookie(context, name, await sealTransaction(sealing, transaction), { ...COOKIE, maxAge: SIGN_IN_SECONDS });
    return context.redirect(url, 303);
  });
  routes.get("/signed-in", async (context) => {
    const transaction = await takeTransaction(context, sealing);
    if (!transaction) return end(context, endPages.signInOver);
    const claims = await signIn.provider.finish(new URL(context.req.url).search, transaction.challenge);
    // Where the provider does not say when it asked, the time of coming back counts.
    const identity = { signedInAt: ports.clock.now(), ...readIdentity(claims, signIn.settings) };
    const session = await sealSession(sealing, signIn.settings, identity);
    setCookie(context, SESSION_COOKIE, session, { ...COOKIE, maxAge: signIn.settings.sessionMinutes * 60 });
    return context.redirect(`${ports.settings.pageUrl}${transaction.goTo}`, 303);
  });
  routes.post("/sign-out", async (context) => {
    if (!isSameOrigin(context.req.raw.headers, ports.settings.pageUrl)) return end(context, endPages.foreign);
    const sealed = getCookie(context, SESSION_COOKIE, "host") ?? "";
    // A copy of the cookie is good for nothing from here on. What is no session of ours is not written down.
    if (await openSession(sealing, sealed))
      await signIn.signOuts.end(sessionId(sealed), secondsAfter(ports.clock.now(), signIn.settings.sessionMinutes * 60));
    deleteCookie(context, SESSION_COOKIE, COOKIE);
    return end(context, endPages.signedOut);
  });
  for (const path of ["/sign-in", "/signed-in", "/sign-out"]) routes.all(path, (context) => end(context, endPages.notAllowed));
  return routes;
}

/** The sign-in that this browser began and that the answer's state belongs to. It is good for one answer. */
async function takeTransaction(context: PageContext, sealing: Sealing): Promise<Transaction | undefined> {
  const state = context.req.query("state") ?? "";
  const name = signInCookie(state);
  const sealed = name && getCookie(context, name, "host");
  if (!name || !sealed) return undefined;
  deleteCookie(context, name, COOKIE);
  return await openTransaction(sealing, sealed, state);
}

function sealingOf({ signer, clock, settings: { pageUrl } }: PageNeeds, { settings }: SignIn): Sealing {
  return { signer, clock, pageUrl, settings };
}
