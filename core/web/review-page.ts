import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import type { Identity } from "#core/review/approval/sign-in/identity.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import type { Settings } from "#core/review/settings.ts";
import { type DecideView, decideForm, standing } from "./decide-form.ts";
import { doubtsSection } from "./doubts.ts";
import { keptSection } from "./kept.ts";
import { type Html, masthead, page } from "./layout.ts";
import { breakable } from "./names.ts";
import { alertSection, checksSection, type PlanView, policiesSection, stepsSection, summarySection } from "./plan.ts";
import { type QuestionsView, questionsSection } from "./questions.ts";
import { goingSection } from "./removed.ts";
import { signedInAs } from "./sign-in-pages.ts";

export interface ReviewView extends Omit<DecideView, "patch">, Omit<PlanView, "expiresAt">, Pick<QuestionsView, "kept" | "allFit"> {
  readonly proposal: Proposal;
  readonly settings: Pick<Settings, "pageUrl"> & PlanView["settings"];
  /** Who is looking, where approvers sign in. */
  readonly identity?: Identity;
}

/** The page on which a review is read and decided. */
export function reviewPage(view: ReviewView, words: Words): Html {
  const { proposal, before } = view;
  return page(
    `${proposal.role.name}: ${words.headline(proposal)} · Whittle`,
    html`${masthead(words.page.account(before.accountId), words.headline(proposal), lead(proposal, words))}
<div class="columns">${alertSection(proposal, words)}${summarySection(view, words)}${standing(view, words)}${doubtsSection(proposal, words)}${questionsSection(view, words)}${decideForm(view, words)}${goingSection(proposal, words)}${keptSection(proposal, before, words)}${checksSection(proposal, words)}${policiesSection(view, words)}${stepsSection(view, words)}
${signedInAs(view.identity, view.settings.pageUrl, words)}<footer>${words.page.reviewId(proposal.reviewId)}. ${words.page.nothingChanged}</footer></div>`,
    words,
    "review",
  );
}

/** For readers who have never heard of Whittle. */
function lead(proposal: Proposal, { page, askedFor }: Words): Html {
  return html`${isSetArn(proposal.role.arn) ? page.setLead : page.roleLead}<strong>${breakable(proposal.role.name)}</strong>${page.afterRole}${askedFor(proposal)}`;
}
