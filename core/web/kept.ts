import { html } from "hono/html";
import { reasonText } from "#core/messages/evidence.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { Evidence, Proposal } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { counted, thousands } from "#core/text.ts";
import type { Html } from "./layout.ts";
import { breakable } from "./names.ts";
import { type Allowed, allowedIn } from "./resources.ts";

const MOST_ACTIONS = 300;
const MOST_RESOURCES = 3;

/** Kept actions: each action with the reason why, and on what it is allowed afterwards against today. */
export function keptSection(
  { evidence, policies, replaces, replacesInline, unused, ...behind }: Proposal,
  { attached, inline }: RoleState,
): Html {
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
  return html`<section aria-labelledby="stays"><h2 id="stays">Kept, and why</h2>
${
  evidence.length === 0
    ? html`<p>${unused ? "No action: the role isn't used." : "No action of the replaced policies: the retained policies grant what the role uses."}</p>`
    : html`<ul class="kept">${shown.map((item) => kept(item, reasonText(item, behind), { before: allowed.before(item.action), after: allowed.after(item.action) }))}</ul>`
}
${evidence.length > shown.length ? html`<p class="soft">And ${thousands(evidence.length - shown.length)} more; the new policy names them all.</p>` : ""}</section>`;
}

function kept({ action, proven }: Evidence, because: string, { before, after }: Readonly<Record<"before" | "after", Allowed>>): Html {
  return html`<li><p><code>${breakable(action)}</code>${proven ? "" : html` <strong class="tag">without proof</strong>`}</p>
<div><p>${because}</p>${after.resources.length === 0 ? "" : html`<p class="on">On ${on(after)}${isSame(before, after) ? "" : html` (today: ${on(before)})`}</p>`}</div></li>`;
}

function on({ resources, isConditional }: Allowed): Html {
  const shown = resources.slice(0, MOST_RESOURCES);
  const more = resources.length - shown.length;
  const names = resources.includes("*")
    ? "every resource"
    : html`${shown.map((resource, index) => html`${index > 0 ? ", " : ""}<code>${breakable(resource)}</code>`)}${more > 0 ? ` and ${counted(more, "more", "more")}` : ""}`;
  return html`${names}${isConditional ? ", under conditions" : ""}`;
}

function isSame(before: Allowed, after: Allowed): boolean {
  return before.isConditional === after.isConditional && before.resources.join(" ") === after.resources.join(" ");
}
