import { restoreWords } from "#core/messages/restore-words.ts";
import {
  isRestoreFormToken,
  openRestoreLink,
  type RestoreClaims,
  type RestoreFormOf,
  restoreFormToken,
} from "#core/review/approval/links.ts";
import { signRestoreVote, voteOfAnother } from "#core/review/approval/restore-vote.ts";
import { describePerson, type Identity, signedInAs } from "#core/review/approval/sign-in/identity.ts";
import { isHolderOf, whyNotDecide, whyNotOneself } from "#core/review/approval/sign-in/obstacle.ts";
import type { WayBack } from "#core/review/change/restore/offer.ts";
import { isUnderWay } from "#core/review/change/restore/requests.ts";
import { deniedActions } from "#core/review/change/watch/denied.ts";
import { sha256Hex } from "#core/review/hash.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { RestoreVote } from "#core/review/model/review.ts";
import type { RestoreInput } from "#core/review/ports/workflow.ts";
import { end, type PageContext, type PageNeeds } from "./context.ts";
import { isSameOrigin } from "./form.ts";
import { obstacleText } from "./obstacle-text.ts";
import { type Found, findRestorable, type Restorable, type Restoring, restoresOf } from "./restorable.ts";
import { askedOncePage, askedPage, restoredPage, restoreEndPages, restoreObstaclePage } from "./restore-end-pages.ts";
import { readAction, readRestoreForm } from "./restore-form.ts";
import { restorePage } from "./restore-page.ts";
import { wayTitle } from "./restore-ways.ts";
import { askedToSignInAgain } from "./sign-in-routes.ts";
import { personIn, unnamed } from "./who.ts";

interface Opened {
  readonly restoring: Restoring;
  readonly claims: RestoreClaims;
  readonly restorable: Restorable;
  readonly identity: Identity | undefined;
}

/** Shows how the change can be undone; decides nothing. */
export function showRestore(ports: PageNeeds, context: PageContext): Promise<Response> {
  return withRestorable(ports, context, (opened) => show(ports, context, opened));
}

/** Asks for one of the ways to undo the change. */
export async function askRestore(ports: PageNeeds, context: PageContext): Promise<Response> {
  if (!isSameOrigin(context.req.raw.headers, ports.settings.pageUrl)) return end(context, restoreEndPages.foreign);
  return withRestorable(ports, context, (opened) => ask(ports, context, opened));
}

/** Why nothing is done with a request of the wrong form. */
export function refuseRestore(context: PageContext, because: "tooLarge" | "notAllowed"): Response | Promise<Response> {
  return end(context, restoreEndPages[because]);
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
  const words = restoreWords(context.get("words"));
  const { last } = restorable.requests;
  if (last && isUnderWay(restorable.requests, ports.clock.now()))
    return context.html(
      askedPage(restorable.review, words.restore.asked(last.asked.by, last.asked.reason), words.restore.wanted(last.asked.addBack), words),
      statusOf(context),
    );
  const identity = context.get("identity");
  const own =
    whyNotDecide(restorable.before, identity, ports.settings.approversOf) ??
    (identity && whyNotOneself(restorable.now, identity, await isHolderOf(ports.holders, restorable.before, identity)));
  if (own)
    return context.html(
      restoreObstaclePage(`${obstacleText(own, words)} ${words.restore.another}`, identity, ports.settings.pageUrl, words),
      403,
    );
  return then({ restoring, claims: link.claims, restorable, identity });
}

/** A link that names no missed action leads to those that were denied since. */
function missedIn({ missed }: RestoreClaims, journal: readonly JournalEntry[]): readonly string[] {
  return missed.length > 0 ? missed : deniedActions(journal).map(({ last }) => last.action);
}

function showEnd(context: PageContext, { because, review, requests }: Exclude<Found, { ok: true }>): Response | Promise<Response> {
  if (because === "restored")
    return context.html(restoredPage(review, requests.last?.asked, restoreWords(context.get("words"))), statusOf(context));
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
    commandOf: (way: WayBack) => restoresOf(restoring, restorable.review).command(inputOf(restorable, way)),
    typed: context.req.query("action") ?? "",
    pageUrl: ports.settings.pageUrl,
    ...(identity ? { identity } : {}),
  };
  return context.html(restorePage(view, restoreWords(context.get("words"))));
}

async function ask(ports: PageNeeds, context: PageContext, { restoring, claims, restorable, identity }: Opened): Promise<Response> {
  const body = await context.req.text();
  const form = readRestoreForm(body);
  const isOurs = form && (await isRestoreFormToken(ports.signer, claims, formOf(restorable, identity), form.token));
  const way = restorable.offer.ways.find(({ name }) => name === form?.way);
  if (!isOurs || !way?.outcome.possible) return end(context, restoreEndPages.staleForm);
  const again = askedToSignInAgain(ports, context, body);
  if (again) return again;
  const { review } = restorable;
  const vote = voteFor(ports, { restorable, identity }, way, form.comment);
  if (needsTwo(restorable)) return await askedByOneOfTwo(ports, context, { restoring, restorable, way, vote });
  return await start(context, { restoring, restorable, way, votes: [await signRestoreVote(ports.votes, review, vote)] });
}

type UnsignedVote = Omit<RestoreVote, "signature">;

function voteFor(
  ports: PageNeeds,
  { restorable, identity }: Pick<Opened, "restorable" | "identity">,
  way: WayBack,
  reason: string,
): UnsignedVote {
  const { reviewId: _, ...wanted } = inputOf(restorable, way);
  return {
    at: ports.clock.now(),
    by: (identity ? describePerson(identity) : unnamed(ports.settings)).slice(0, 200),
    ...(identity ? { identity: signedInAs(identity) } : {}),
    reason,
    ...(wanted.addBack ? { addBack: wanted.addBack } : {}),
    ...(wanted.missed ? { missed: wanted.missed } : {}),
    seen: restorable.offer.seen,
  };
}

function needsTwo({ review, proposal }: Restorable): boolean {
  return review.approversNeeded !== undefined || proposal.approversNeeded !== undefined;
}

interface OneOfTwo extends Pick<Opened, "restoring" | "restorable"> {
  readonly way: WayBack;
  readonly vote: UnsignedVote;
}

/** The first of two is noted; the second, who asks for the same, starts it. */
async function askedByOneOfTwo(ports: PageNeeds, context: PageContext, { restoring, restorable, way, vote }: OneOfTwo): Promise<Response> {
  const { review } = restorable;
  const { identity } = vote;
  const words = restoreWords(context.get("words"));
  if (identity === undefined)
    return context.html(restoreObstaclePage(words.restore.twoUnknown, undefined, ports.settings.pageUrl, words), 403);
  const earlier = voteOfAnother(review, { ...vote, identity });
  // What was missed is the first one's word: both must have signed the same.
  const { missed: _, ...rest } = vote;
  const mine = await signRestoreVote(
    ports.votes,
    review,
    earlier ? { ...rest, ...(earlier.missed ? { missed: earlier.missed } : {}) } : vote,
  );
  if (earlier) return await start(context, { restoring, restorable, way, votes: [earlier, mine] });
  await ports.store.voteForRestore(review.id, mine);
  return context.html(askedOncePage(review, mine.by, wayTitle(way, words), words));
}

interface Starting extends Pick<Opened, "restoring" | "restorable"> {
  readonly way: WayBack;
  readonly votes: readonly RestoreVote[];
}

async function start(context: PageContext, { restoring, restorable, way, votes }: Starting): Promise<Response> {
  const [first] = votes;
  const missed = first?.missed;
  const { missed: __, ...input } = inputOf(restorable, way);
  const asked = { ...input, ...(missed ? { missed } : {}), votes, seen: restorable.offer.seen };
  const isStarted = await restoresOf(restoring, restorable.review).start(executionName(restorable), asked);
  if (!isStarted) return end(context, restoreEndPages.askedAlready);
  const words = restoreWords(context.get("words"));
  return context.html(
    askedPage(restorable.review, words.restore.requestedBy(votes.map((vote) => personIn(vote, words))), wayTitle(way, words), words),
  );
}

function inputOf({ review, missed }: Restorable, { addBack }: WayBack): RestoreInput {
  if (addBack) return { reviewId: review.id, addBack };
  return { reviewId: review.id, ...(missed.length > 0 ? { missed } : {}) };
}

/** One name for all that is asked for while nothing has changed: whoever clicks first is heard, and nobody twice. */
function executionName({ review, state }: Restorable): string {
  return `${review.id.slice(0, 40)}-page-${sha256Hex(`${review.id} ${state}`).slice(0, 24)}`;
}

function formOf({ state }: Restorable, identity: Identity | undefined): RestoreFormOf {
  return { state, person: identity ? `${identity.issuer} ${identity.subject}` : "" };
}
