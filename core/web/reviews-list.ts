import { html } from "hono/html";
import { accountOf } from "#core/aws/arn.ts";
import type { Words } from "#core/messages/english/words.ts";
import { REPORTED_STATES, stateOf } from "#core/review/account-report.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { Brief } from "#core/review/model/brief.ts";
import type { Review } from "#core/review/model/review.ts";
import { daysBetween } from "#core/review/time.ts";
import { type Html, masthead, page } from "./layout.ts";
import { breakable } from "./names.ts";
import { type Found, type Search, searchQuery } from "./reviews-search.ts";
import { signedInAs } from "./sign-in-pages.ts";
import { personIn } from "./who.ts";

export interface ListView extends Found {
  readonly identity: Identity | undefined;
  readonly pageUrl: string;
  /** ISO 8601. */
  readonly now: string;
}

/** Reviews of one section that a page shows. */
const MOST_SHOWN = 200;

/**
 * Every review by where it stands, and the search in them. It holds no signed link: whoever may see the list opens a review by its
 * id, under their own sign-in.
 */
export function reviewsPage(view: ListView, words: Words): Html {
  const { toDecide, inProgress, ended, search, older, pageUrl } = view;
  const { list } = words;
  const count = toDecide.length + inProgress.length + ended.length;
  const isSearch = search.text !== "" || search.state !== undefined;
  return page(
    `${list.title} · Whittle`,
    html`${masthead("", isSearch ? list.found(count) : list.heading(toDecide.length))}
${searchForm(search, pageUrl, words)}
${count === 0 ? html`<section><p>${isSearch ? list.noneFound : list.none}</p></section>` : ""}
${section({ id: "to-decide", title: list.toDecide, reviews: toDecide, standing: waitingLine }, view, words)}
${section({ id: "in-progress", title: list.inProgress, reviews: inProgress, standing: progressLine }, view, words)}
${section({ id: "ended", title: list.ended, reviews: ended, standing: endedLine }, view, words)}
${older ? html`<p><a href="${pageUrl}/reviews?${searchQuery(search, older)}">${list.older}</a> ${isSearch ? html`<span class="soft">${list.onlyNewest}</span>` : ""}</p>` : ""}
${signedInAs(view.identity, pageUrl, words)}`,
    words,
  );
}

/** A plain form whose answer is an address: it works without scripts, and can be kept or sent to somebody who may see the list. */
function searchForm({ text, state }: Search, pageUrl: string, { list }: Words): Html {
  return html`<form method="get" action="${pageUrl}/reviews" role="search" class="search">
<p><label for="q">${list.search}</label><input type="search" id="q" name="q" value="${text}" maxlength="200" autocomplete="off" spellcheck="false"></p>
<p><label for="state">${list.state}</label><select id="state" name="state"><option value="">${list.anyState}</option>${REPORTED_STATES.map((each) => html`<option value="${each}"${each === state ? html` selected` : ""}>${list.states[each]}</option>`)}</select></p>
<button>${list.find}</button>${text === "" && state === undefined ? "" : html`<a href="${pageUrl}/reviews">${list.showAll}</a>`}</form>`;
}

interface Section {
  readonly id: string;
  readonly title: string;
  readonly reviews: readonly Review[];
  /** Where each of them stands, and since when. */
  readonly standing: (review: Review, view: Pick<ListView, "pageUrl" | "now">, words: Words) => Html;
}

function section({ id, title, reviews, standing }: Section, view: ListView, words: Words): Html {
  if (reviews.length === 0) return html``;
  const more = reviews.length - MOST_SHOWN;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2><ul class="rows">${reviews.slice(0, MOST_SHOWN).map((review) => row(review, standing(review, view, words), view.pageUrl, words))}</ul>
${more > 0 ? html`<p class="soft">${words.list.more(more)}</p>` : ""}</section>`;
}

function row(review: Review, standing: Html, pageUrl: string, words: Words): Html {
  const { id, roleName, roleArn, brief } = review;
  const account = accountOf(roleArn);
  return html`<li><p><a href="${pageUrl}/reviews/${id}"><strong>${breakable(roleName)}</strong></a>${account ? html` <span class="soft">${words.page.account(account)}</span>` : ""}</p>
<p>${headlineOf(review, words)}</p>${brief ? riskOf(brief, words) : ""}<p class="soft">${standing}</p></li>`;
}

function headlineOf({ brief, failure, reason, decision }: Review, words: Words): Html {
  if (failure) return html`<span class="goes">${failure.message}</span>`;
  if (!brief) return html`${reason ? words.outcomeText(reason) : words.list.noProposal}`;
  const isAnswered = decision?.answers?.some(({ by }) => by === "approver");
  return html`${words.headlineOf(brief)}${isAnswered ? html` <span class="soft">(${words.list.answersChanged})</span>` : ""}`;
}

/** What speaks for looking at it first, and what to check before deciding. */
function riskOf(brief: Brief, words: Words): Html {
  const { list } = words;
  const grave = [...(brief.suspicious > 0 ? [list.suspicious] : []), ...(brief.escalations > 0 ? [list.canWiden] : [])];
  const checks = list.checks(brief);
  return html`${grave.length > 0 ? html`<p class="goes"><strong>${grave.join(list.separator)}</strong></p>` : ""}<p class="soft">${words.page.labels.removed}: ${words.removedOf(brief)}${checks.length > 0 ? html`${list.separator}${list.toCheck}${checks.join(words.page.separator)}` : ""}</p>`;
}

function waitingLine(
  { id, roleName, waiting, approvals = [] }: Review,
  { pageUrl, now }: Pick<ListView, "pageUrl" | "now">,
  words: Words,
): Html {
  const { list } = words;
  if (!waiting) return html``;
  const days = Math.max(0, Math.floor(daysBetween(waiting.since, now)));
  return html`${list.askedFor(days)}${list.separator}${list.until}${time(waiting.expiresAt, words)}${approvals.length > 0 ? html`${list.separator}${list.approvedOnce}` : ""}${list.separator}<a href="${pageUrl}/reviews/${id}/decide" aria-label="${list.decideAbout(roleName)}">${list.decide}</a>`;
}

function progressLine(review: Review, _: unknown, words: Words): Html {
  return html`${words.list.since(words.list.states[stateOf(review)])}${time(review.updatedAt, words)}`;
}

function endedLine(review: Review, _: unknown, words: Words): Html {
  const { decision, closedAt, updatedAt } = review;
  const who = decision && decision.verdict !== "expired" ? words.list.by(personIn(decision, words)) : "";
  return html`${words.list.endedOn(words.list.states[stateOf(review)])}${time(closedAt ?? updatedAt, words)}${who}`;
}

function time(instant: string, words: Words): Html {
  return html`<time datetime="${instant}">${words.instantText(instant)}</time>`;
}
