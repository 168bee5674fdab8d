import { html } from "hono/html";
import { counted } from "../message/text.ts";
import type { Proposal } from "../proposal.ts";
import type { Html } from "./layout.ts";

/** Removed actions that are named one by one; more are counted by service and level, so that the page stays readable. */
const MOST_NAMED = 1_500;

/** What goes: folded by service, with counts by access level. */
export function goingSection({ diff }: Proposal): Html {
  const byService = Map.groupBy(diff.removed, (action) => action.slice(0, action.indexOf(":")));
  const isNamed = diff.removed.length <= MOST_NAMED;
  return html`<section aria-labelledby="goes"><h2 id="goes">What goes</h2>
${diff.removed.length === 0 ? html`<p>No action goes; only resources become narrower.</p>` : isNamed ? [...byService].map(([service, actions]) => serviceDetails(service, actions, diff)) : serviceTable(byService, diff)}</section>`;
}

function serviceDetails(service: string, actions: readonly string[], diff: Proposal["diff"]): Html {
  return html`<details><summary><strong>${service}</strong>: <span class="goes">${counted(actions.length, "action")}</span> <span class="soft">${levelText(service, diff)}</span></summary>
<p>${actions.map((action) => action.slice(service.length + 1)).join(", ")}</p></details>`;
}

function serviceTable(byService: ReadonlyMap<string, readonly string[]>, diff: Proposal["diff"]): Html {
  return html`<details><summary><span class="goes">${counted(diff.removedCount, "action")}</span> of ${counted(byService.size, "service")}, by service and access level</summary>
<table><thead><tr><th scope="col">Service</th><th scope="col">Actions</th><th scope="col">Levels</th></tr></thead><tbody>
${[...byService].map(([service, actions]) => html`<tr><td>${service}</td><td class="number">${actions.length}</td><td>${levelText(service, diff)}</td></tr>`)}</tbody></table></details>`;
}

function levelText(service: string, { removedByLevel }: Proposal["diff"]): string {
  return removedByLevel
    .filter((row) => row.service === service)
    .map(({ level, count }) => `${count} ${level.toLowerCase()}`)
    .join(", ");
}
