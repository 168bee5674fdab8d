import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { Evidence, Proposal } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Html } from "./layout.ts";
import { breakable } from "./names.ts";
import { type Allowed, allowedIn } from "./resources.ts";

const MOST_ACTIONS = 300;
const MOST_RESOURCES = 3;

/** Kept actions: each action with the reason why, and on what it is allowed afterwards against today. */
export function keptSection(
  { evidence, policies, replaces, replacesInline, unused, ...behind }: Proposal,
  { attached, inline }: RoleState,
  words: Words,
): Html {
  const { kept: texts } = words.page;
  const replaced = new Set(replaces.map(({ arn }) => arn));
  const allowed = {
    before: allowedIn(
      [...attached.filter(({ arn }) => replaced.has(arn)), ...inline.filter(({ name }) => replacesInline.includes(name))].map(
        ({ document }) => document,
      ),
    ),
    after: allowedIn(policies.map(({ name, document }): PolicyDocument => parsePolicy(document, name))),
  };
  const shown = evidence.slice(0, MOST_ACTIONS);
  return html`<section aria-labelledby="stays"><h2 id="stays">${texts.title}</h2>
${
  evidence.length === 0
    ? html`<p>${texts.none(unused !== undefined)}</p>`
    : html`<ul class="kept">${shown.map((item) => kept(item, words.reasonText(item, behind), { before: allowed.before(item.action), after: allowed.after(item.action) }, words))}</ul>`
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
