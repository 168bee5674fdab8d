import { bodyLimit } from "hono/body-limit";
import { Hono } from "hono/tiny";
import { askedText, wantedText } from "#core/messages/journal.ts";
import {
  isRestoreFormToken,
  openRestoreLink,
  type RestoreClaims,
  type RestoreFormOf,
  restoreFormToken,
} from "#core/review/approval/link/restore-link.ts";
import { describePerson, type Identity } from "#core/review/approval/sign-in/identity.ts";
import { whyNotOneself } from "#core/review/approval/sign-in/obstacle.ts";
import { deniedActions } from "#core/review/change/denied.ts";
import type { WayBack } from "#core/review/change/offer.ts";
import { isUnderWay } from "#core/review/change/requests.ts";
import { sha256Hex } from "#core/review/hash.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { RestoreInput } from "#core/review/ports/workflow.ts";
import { end, type PageContext, type PageEnv, type PageNeeds } from "./context.ts";
import { isSameOrigin, MOST_BODY_BYTES } from "./form.ts";
import { type Found, findRestorable, type Restorable, type Restoring } from "./restorable.ts";
import { askedPage, restoredPage, restoreEndPages, restoreObstaclePage } from "./restore-end-pages.ts";
import { readAction, readRestoreForm } from "./restore-form.ts";
import { restorePage } from "./restore-page.ts";
import { wayTitle } from "./restore-ways.ts";
import { unnamed } from "./who.ts";

interface Opened {
  readonly restoring: Restoring;
  readonly claims: RestoreClaims;
  readonly restorable: Restorable;
  readonly identity: Identity | undefined;
}

/** A change by its restore link: GET shows how it can be taken back, POST asks for one of the ways. */
export function restoreRoutes(ports: PageNeeds): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  const limit = bodyLimit({ maxSize: MOST_BODY_BYTES, onError: (context) => end(context, restoreEndPages.tooLarge) });
  routes.get("/:token", (context) => withRestorable(ports, context, (opened) => show(ports, context, opened)));
  routes.post("/:token", limit, (context) => {
    if (!isSameOrigin(context.req.raw.headers, ports.settings.pageUrl)) return end(context, restoreEndPages.foreign);
    return withRestorable(ports, context, (opened) => ask(ports, context, opened));
  });
  routes.all("/:token", (context) => end(context, restoreEndPages.notAllowed));
  return routes;
}

async function withRestorable(ports: PageNeeds, context: PageContext, then: (opened: Opened) => Promise<Response>): Promise<Response> {
  const link = await openRestoreLink(ports.signer, ports.clock, context.req.param("token") ?? "");
  if (!link.ok) return end(context, restoreEndPages[link.because]);
  const restoring = await ports.restoring();
  const asked = readAction(context.req.query("action"), restoring.catalogue);
  const claims = { ...link.claims, at: ports.clock.now() };
  const found = await findRestorable(ports.store, restoring, claims, (journal) => (asked ? [asked] : missedIn(claims, journal)));
  if (!found.ok) return showEnd(context, found);
  const { restorable } = found;
  const { last } = restorable.requests;
  if (last && isUnderWay(restorable.requests, ports.clock.now()))
    return context.html(askedPage(restorable.review, askedText(last.asked), wantedText(last.asked)), statusOf(context));
  const identity = context.get("identity");
  const own = identity && whyNotOneself(restorable.now, identity);
  if (own) return context.html(restoreObstaclePage(`${own} Another approver must restore it.`, identity, ports.settings.pageUrl), 403);
  return then({ restoring, claims: link.claims, restorable, identity });
}

/** A link that names no missed action leads to those that were denied since. */
function missedIn({ missed }: RestoreClaims, journal: readonly JournalEntry[]): readonly string[] {
  return missed.length > 0 ? missed : deniedActions(journal).map(({ last }) => last.action);
}

function showEnd(context: PageContext, { because, review, requests }: Exclude<Found, { ok: true }>): Response | Promise<Response> {
  if (because === "restored") return context.html(restoredPage(review, requests.last?.asked), statusOf(context));
  const page = restoreEndPages[because];
  return end(context, page.status === 200 ? { ...page, status: statusOf(context) } : page);
}

/** A second click is told that it came too late. */
function statusOf(context: PageContext): 200 | 409 {
  return context.req.method === "POST" ? 409 : 200;
}

async function show(ports: PageNeeds, context: PageContext, { restoring, claims, restorable, identity }: Opened): Promise<Response> {
  const view = {
    ...restorable,
    expiresAt: claims.expiresAt,
    formToken: await restoreFormToken(ports.signer, claims, formOf(restorable, identity)),
    commandOf: (way: WayBack) => restoring.restores.command(inputOf(restorable, way)),
    typed: context.req.query("action") ?? "",
    pageUrl: ports.settings.pageUrl,
    ...(identity ? { identity } : {}),
  };
  return context.html(restorePage(view));
}

async function ask(ports: PageNeeds, context: PageContext, { restoring, claims, restorable, identity }: Opened): Promise<Response> {
  const form = readRestoreForm(await context.req.text());
  const isOurs = form && (await isRestoreFormToken(ports.signer, claims, formOf(restorable, identity), form.token));
  const way = restorable.offer.ways.find(({ name }) => name === form?.way);
  if (!isOurs || !way?.outcome.possible) return end(context, restoreEndPages.staleForm);
  const by = identity ? describePerson(identity) : unnamed(ports.settings);
  const input = { ...inputOf(restorable, way), by: by.slice(0, 200), reason: form.comment, seen: restorable.offer.seen };
  const isStarted = await restoring.restores.start(await executionName(restorable), input);
  if (!isStarted) return end(context, restoreEndPages.askedAlready);
  return context.html(askedPage(restorable.review, `Requested by ${by}.`, `${wayTitle(way)}.`));
}

function inputOf({ review, missed }: Restorable, { addBack }: WayBack): RestoreInput {
  if (addBack) return { reviewId: review.id, addBack };
  return { reviewId: review.id, ...(missed.length > 0 ? { missed } : {}) };
}

/** One name for all that is asked for while nothing has changed: whoever clicks first is heard, and nobody twice. */
async function executionName({ review, state }: Restorable): Promise<string> {
  return `${review.id.slice(0, 40)}-page-${(await sha256Hex(`${review.id} ${state}`)).slice(0, 24)}`;
}

function formOf({ state }: Restorable, identity: Identity | undefined): RestoreFormOf {
  return { state, person: identity ? `${identity.issuer} ${identity.subject}` : "" };
}
