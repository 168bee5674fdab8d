import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import type { Evidence, Proposal } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { documentsOf, refinedDocuments, replacedAndRetained } from "#core/review/role-policies.ts";
import type { Html } from "./layout.ts";
import { breakable } from "./names.ts";
import { type Allowed, allowedIn } from "./resources.ts";

const MOST_ACTIONS = 300;
const MOST_RESOURCES = 3;

/** Kept actions: each action with the reason why, and on what it is allowed afterwards against today. */
export function keptSection(proposal: Proposal, before: RoleState, words: Words): Html {
  const { kept: texts } = words.page;
  const { evidence, unused } = proposal;
  const allowed = {
    before: allowedIn(documentsOf(replacedAndRetained(before, proposal).replaced)),
    after: allowedIn(refinedDocuments(proposal)),
  };
  const shown = evidence.slice(0, MOST_ACTIONS);
  return html`<section aria-labelledby="stays"><h2 id="stays">${texts.title}</h2>
${
  evidence.length === 0
    ? html`<p>${texts.none(unused !== undefined)}</p>`
    : html`<ul class="kept">${shown.map((item) => kept(item, words.reasonText(item, proposal), { before: allowed.before(item.action), after: allowed.after(item.action) }, words))}</ul>`
}
${evidence.length > shown.length ? html`<p class="soft">${texts.more(evidence.length - shown.length)}</p>` : ""}</section>`;
}

function kept(
  { action, proven }: Evidence,
  because: string,
  { before, after }: Readonly<Record<"before" | "after", Allowed>>,
  { page: { kept: texts } }: Words,
): Html {
  return html`<li><p><code>${breakable(action)}</code>${proven ? "" : html` <strong class="tag">${texts.withoutProof}</strong>`}</p>
<div><p>${because}</p>${after.resources.length === 0 ? "" : html`<p class="on">${texts.on}${on(after, texts)}${isSame(before, after) ? "" : html`${texts.today}${on(before, texts)}${texts.todayEnd}`}</p>`}</div></li>`;
}

function on({ resources, isConditional }: Allowed, texts: Words["page"]["kept"]): Html {
  const shown = resources.slice(0, MOST_RESOURCES);
  const more = resources.length - shown.length;
  const names = resources.includes("*")
    ? texts.everyResource
    : html`${shown.map((resource, index) => html`${index > 0 ? ", " : ""}<code>${breakable(resource)}</code>`)}${more > 0 ? texts.moreResources(more) : ""}`;
  return html`${names}${isConditional ? texts.underConditions : ""}`;
}

function isSame(before: Allowed, after: Allowed): boolean {
  return before.isConditional === after.isConditional && before.resources.join(" ") === after.resources.join(" ");
}
