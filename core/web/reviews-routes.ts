import { Hono } from "hono/tiny";
import { reviewLink } from "#core/review/approval/links.ts";
import type { Review } from "#core/review/model/review.ts";
import { end, type PageContext, type PageEnv, type PageNeeds } from "./context.ts";
import { endPages } from "./end-page.ts";
import { historyPage, type ListedReview, reviewsPage } from "./reviews-pages.ts";

/** Most reviews that the list shows: each open one takes a signature. */
const MOST_LISTED = 200;

/** The list of open reviews, and what became of each. A link alone opens neither: it is the right to one review. */
export function reviewsRoutes(ports: PageNeeds): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  if (ports.settings.approverSignIn === "link") {
    routes.all("*", (context) => end(context, endPages.needsSignIn));
    return routes;
  }
  routes.get("/", async (context) => {
    const open = await ports.store.open();
    const listed = await Promise.all(open.slice(0, MOST_LISTED).map((review) => withLink(ports, review)));
    return context.html(
      reviewsPage({
        listed,
        more: Math.max(0, open.length - MOST_LISTED),
        identity: context.get("identity"),
        pageUrl: ports.settings.pageUrl,
      }),
    );
  });
  routes.get("/:id", (context) => showHistory(ports, context));
  routes.all("*", (context) => end(context, endPages.notAllowed));
  return routes;
}

async function showHistory(ports: PageNeeds, context: PageContext): Promise<Response> {
  const id = context.req.param("id") ?? "";
  if (!/^[\w-]{1,80}$/.test(id)) return end(context, endPages.unknown);
  const listed = await withLink(ports, await ports.store.get(id));
  return context.html(
    historyPage({
      ...listed,
      questions: (await ports.store.document(id, "proposal"))?.questions ?? [],
      journal: await ports.store.journal(id),
      identity: context.get("identity"),
      pageUrl: ports.settings.pageUrl,
    }),
  );
}

/** The same link as in the review's message. */
async function withLink({ signer, settings }: PageNeeds, review: Review): Promise<ListedReview> {
  const { id: reviewId, status, waiting, proposalHash } = review;
  if (status !== "waiting" || !waiting || proposalHash === undefined) return { review };
  return { review, link: await reviewLink(signer, settings.pageUrl, { reviewId, proposalHash, expiresAt: waiting.expiresAt }) };
}
