import { Hono } from "hono/tiny";
import { reviewLink } from "#core/review/approval/links.ts";
import { end, type PageContext, type PageEnv, type PageNeeds } from "./context.ts";
import { endPages } from "./end-page.ts";
import { findReviews, readSearch } from "./reviews-search.ts";

/** Loaded when somebody looks at the list: a link to decide needs neither. */
const listPage = () => import("./reviews-list.ts");
const historyPage = () => import("./history-page.ts");

/** The list of reviews, and what became of each. A link alone opens neither: it is the right to one review. */
export function reviewsRoutes(ports: PageNeeds): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  if (ports.settings.approverSignIn === "link") {
    routes.all("*", (context) => end(context, endPages.needsSignIn));
    return routes;
  }
  routes.get("/", (context) => showList(ports, context));
  routes.get("/:id", (context) => showHistory(ports, context));
  routes.get("/:id/decide", (context) => leadToReview(ports, context));
  routes.all("*", (context) => end(context, endPages.notAllowed));
  return routes;
}

/** The list is the page's front door too. */
export function frontDoor(ports: PageNeeds, context: PageContext): Response | Promise<Response> {
  return ports.settings.approverSignIn === "link" ? end(context, endPages.needsSignIn) : showList(ports, context);
}

async function showList({ store, settings: { pageUrl }, clock }: PageNeeds, context: PageContext): Promise<Response> {
  const found = await findReviews(
    store,
    readSearch((name) => context.req.query(name)),
  );
  const { reviewsPage } = await listPage();
  return context.html(reviewsPage({ ...found, identity: context.get("identity"), pageUrl, now: clock.now() }, context.get("words")));
}

async function showHistory({ store, settings: { pageUrl } }: PageNeeds, context: PageContext): Promise<Response> {
  const id = idIn(context);
  if (id === undefined) return end(context, endPages.unknown);
  const review = await store.get(id);
  const questions = (await store.document(id, "proposal"))?.questions ?? [];
  const journal = await store.journal(id);
  const page = await historyPage();
  return context.html(page.historyPage({ review, questions, journal, identity: context.get("identity"), pageUrl }, context.get("words")));
}

/** Leads on to where a review is decided, by the same link as in its message: only here, and for one review at a time, is one made. */
async function leadToReview({ store, signer, settings }: PageNeeds, context: PageContext): Promise<Response> {
  const id = idIn(context);
  if (id === undefined) return end(context, endPages.unknown);
  const { status, waiting, proposalHash } = await store.get(id);
  if (status !== "waiting" || !waiting || proposalHash === undefined) return end(context, endPages.notWaiting);
  const link = await reviewLink(signer, settings.pageUrl, { reviewId: id, proposalHash, expiresAt: waiting.expiresAt });
  return context.redirect(link, 303);
}

function idIn(context: PageContext): string | undefined {
  const id = context.req.param("id") ?? "";
  return /^[\w-]{1,80}$/.test(id) ? id : undefined;
}
