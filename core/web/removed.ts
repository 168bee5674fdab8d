import { html } from "hono/html";
import { removedByLevel } from "#core/messages/summary.ts";
import { serviceOf } from "#core/policy/service-of.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { counted, thousands } from "#core/text.ts";
import type { Html } from "./layout.ts";

/** Removed actions that are named one by one; more are counted by service and level, so that the page stays readable. */
const MOST_NAMED = 1_500;

/** Removed actions: counted by access level, the gravest first, and folded by service. */
export function goingSection(proposal: Proposal): Html {
  const { diff } = proposal;
  const byService = Map.groupBy(diff.removed, serviceOf);
  const levelsOf = levelTexts(diff);
  const isNamed = diff.removed.length <= MOST_NAMED;
  return html`<section aria-labelledby="goes"><h2 id="goes">Removed</h2>
${
  diff.removed.length === 0
    ? html`<p>No action is removed; only resources become narrower.</p>`
    : html`${levels(proposal)}${isNamed ? [...byService].map(([service, actions]) => serviceDetails(service, actions, levelsOf(service))) : serviceTable(byService, diff.removedCount, levelsOf)}`
}</section>`;
}

/** Width of a bar's whole, in its own units. */
const WHOLE = 200;

/** A number and a bar for each access level. */
function levels(proposal: Proposal): Html {
  const rows = removedByLevel(proposal);
  const most = Math.max(...rows.map(({ count }) => count));
  return html`<table class="levels"><thead><tr><th scope="col">Access level</th><th scope="col" class="number">Actions</th><td></td></tr></thead><tbody>
${rows.map(({ level, count }) => html`<tr><th scope="row">${level}</th><td class="number">${thousands(count)}</td><td>${bar(Math.max(2, Math.round((count / most) * WHOLE)))}</td></tr>`)}</tbody></table>`;
}

function bar(width: number): Html {
  return html`<svg class="bar" viewBox="0 0 ${WHOLE} 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="8" rx="2"/></svg>`;
}

function serviceDetails(service: string, actions: readonly string[], levels: string): Html {
  return html`<details><summary><strong>${service}</strong> <span class="goes">${counted(actions.length, "action")}</span> <span class="soft">${levels}</span></summary>
<p class="names">${actions.map((action) => action.slice(service.length + 1)).join(", ")}</p></details>`;
}

function serviceTable(byService: ReadonlyMap<string, readonly string[]>, all: number, levelsOf: (service: string) => string): Html {
  return html`<details><summary><span class="goes">${counted(all, "action")}</span> of ${counted(byService.size, "service")}, by service and access level</summary>
<table><thead><tr><th scope="col">Service</th><th scope="col" class="number">Actions</th><th scope="col">Levels</th></tr></thead><tbody>
${[...byService].map(([service, actions]) => html`<tr><th scope="row">${service}</th><td class="number">${thousands(actions.length)}</td><td>${levelsOf(service)}</td></tr>`)}</tbody></table></details>`;
}

/** How many actions of each access level are removed, by service. */
function levelTexts({ removedByLevel }: Proposal["diff"]): (service: string) => string {
  const rows = Map.groupBy(removedByLevel, ({ service }) => service);
  return (service) => (rows.get(service) ?? []).map(({ level, count }) => `${thousands(count)} ${level.toLowerCase()}`).join(", ");
}
