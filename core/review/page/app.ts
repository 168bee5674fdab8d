import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { planChange } from "../change/plan.ts";
import { CallbackGoneError, ReviewConflictError, ReviewNotFoundError } from "../errors.ts";
import { formToken, isFormToken, type LinkClaims, openLink } from "../link/link.ts";
import type { Ports } from "../ports.ts";
import type { Decision, Review } from "../record.ts";
import { decidedPage, type EndPage, endPage, endPages } from "./end-page.ts";
import { type DecisionForm, isSameOrigin, MOST_BODY_BYTES, readForm } from "./form.ts";
import { contentSecurityPolicy } from "./layout.ts";
import { reviewPage } from "./review-page.ts";

type Needs = Pick<Ports, "store" | "signer" | "callbacks" | "clock" | "settings">;

/**
 * The approval page. GET and HEAD show a review and never decide; POST decides, once. Every answer carries headers that keep
 * the link out of caches, referrers and frames. A fault is given to `report`, never shown.
 */
export function approvalApp(ports: Needs, report: (fault: unknown) => void): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    context.header("Content-Security-Policy", await contentSecurityPolicy());
  });
  app.get("/r/:token", async (context) => await withReview(ports, context, (opened) => show(ports, context, opened)));
  app.post("/r/:token", bodyLimit({ maxSize: MOST_BODY_BYTES, onError: (context) => end(context, endPages.tooLarge) }), (context) =>
    withReview(ports, context, (opened) => decide(ports, context, opened)),
  );
  app.all("/r/:token", (context) => end(context, endPages.notAllowed));
  app.notFound((context) => end(context, endPages.unknown));
  app.onError((error, context) => {
    if (error instanceof ReviewNotFoundError) return end(context, endPages.unknown);
    if (error instanceof ReviewConflictError) return end(context, endPages.notWaiting);
    report(error);
    return end(context, endPages.later);
  });
  return app;
}

const HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "X-Robots-Tag": "noindex, nofollow",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Strict-Transport-Security": "max-age=31536000",
};

interface Opened {
  readonly claims: LinkClaims;
  readonly review: Review;
}

async function withReview(ports: Needs, context: Context, then: (opened: Opened) => Promise<Response>): Promise<Response> {
  const link = await openLink(ports.signer, ports.clock, context.req.param("token") ?? "");
  if (!link.ok) return end(context, endPages[link.because]);
  const { claims } = link;
  const review = await ports.store.get(claims.reviewId);
  if (review.proposalHash !== claims.proposalHash) return end(context, endPages.changed);
  if (review.decision) return showDecided(ports, context, review);
  if (review.status !== "waiting") return end(context, endPages.notWaiting);
  return then({ claims, review });
}

/** A second click. Should the workflow not have been told the first time, it is told now. */
async function showDecided(ports: Needs, context: Context, review: Review): Promise<Response> {
  const isClick = context.req.method === "POST";
  if (isClick && review.decision && (review.status === "approved" || review.status === "rejected"))
    await callBack(ports, review, review.decision);
  return context.html(decidedPage(review), isClick ? 409 : 200);
}

async function show(
  ports: Needs,
  context: Context,
  { claims, review }: Opened,
  problem?: { text: string; comment: string },
): Promise<Response> {
  const proposal = await ports.store.document(review.id, "proposal");
  const before = await ports.store.document(review.id, "before");
  if (!proposal || !before) return end(context, endPages.unknown);
  const token = await formToken(ports.signer, claims, review.revision);
  const view = {
    proposal,
    before,
    plan: planChange(before, proposal),
    expiresAt: claims.expiresAt,
    formToken: token,
    ...(problem ? { problem } : {}),
  };
  return context.html(reviewPage(view), problem ? 422 : 200);
}

async function decide(ports: Needs, context: Context, opened: Opened): Promise<Response> {
  const { claims, review } = opened;
  if (!isSameOrigin(context.req.raw.headers, ports.settings.pageUrl)) return end(context, endPages.foreign);
  const form = readForm(await context.req.text());
  if (!form || !(await isFormToken(ports.signer, claims, review.revision, form.token))) return end(context, endPages.staleForm);
  if (form.verdict === "reject" && form.comment === "") {
    return show(ports, context, opened, {
      text: "Please say why you reject it: whoever proposes again needs to know.",
      comment: form.comment,
    });
  }
  const { review: now, recorded } = await record(ports, claims, form);
  if (recorded === "decision" && now.decision) await callBack(ports, review, now.decision);
  return context.html(decidedPage(now), recorded === "decision" ? 200 : 409);
}

function record(ports: Needs, claims: LinkClaims, { verdict, comment }: DecisionForm): ReturnType<Needs["store"]["decide"]> {
  return ports.store.decide(claims.reviewId, {
    verdict: verdict === "approve" ? "approved" : "rejected",
    at: ports.clock.now(),
    by: "the holder of the link",
    proposalHash: claims.proposalHash,
    ...(comment === "" ? {} : { reason: comment }),
  });
}

/** The decision is recorded by now. Where the workflow cannot be told, its next round of asking finds it. */
async function callBack({ callbacks }: Needs, { waiting }: Review, { verdict }: Decision): Promise<void> {
  if (!waiting) return;
  try {
    await callbacks.succeed(waiting.taskToken, { verdict });
  } catch (error) {
    if (!(error instanceof CallbackGoneError)) throw error;
  }
}

function end(context: Context, what: EndPage): Response | Promise<Response> {
  return context.html(endPage(what), what.status);
}
