import { html } from "hono/html";
import { serviceOf } from "#core/aws/names.ts";
import type { Words } from "#core/messages/english/words.ts";
import { removedByLevel } from "#core/messages/summary.ts";
import { GRAVEST_FIRST } from "#core/policy/diff.ts";
import { briefOf } from "#core/review/brief.ts";
import { MOST_NAMED, sumOf } from "#core/review/chosen-diff.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { thousands } from "#core/text.ts";
import type { Html } from "./layout.ts";

/**
 * Removed actions: counted by access level, the gravest first, and folded by service. Many are counted by service and level instead of
 * being named, so that the page stays readable.
 */
export function goingSection(proposal: Proposal, words: Words): Html {
  const texts = words.page.removed;
  const { diff } = proposal;
  const levelsOf = levelTexts(diff, texts);
  return html`<section aria-labelledby="goes"><h2 id="goes">${texts.title}</h2>
${
  diff.removedCount === 0
    ? html`<p>${texts.none}</p>`
    : html`${levels(proposal, texts)}${diff.removedCount <= MOST_NAMED ? [...Map.groupBy(diff.removed, serviceOf)].map(([service, actions]) => serviceDetails(service, actions, levelsOf(service), texts)) : serviceTable(diff, levelsOf, texts)}`
}</section>`;
}

/** Width of a bar's whole, in its own units. */
const WHOLE = 200;

/** A number and a bar for each access level. */
type Texts = Words["page"]["removed"];

function levels(proposal: Proposal, texts: Texts): Html {
  const rows = removedByLevel(briefOf(proposal));
  const most = Math.max(...rows.map(({ count }) => count));
  return html`<table class="levels"><thead><tr><th scope="col">${texts.accessLevel}</th><th scope="col" class="number">${texts.actions}</th><td></td></tr></thead><tbody>
${rows.map(({ level, count }) => html`<tr><th scope="row">${texts.level(level)}</th><td class="number">${thousands(count)}</td><td>${bar(Math.max(2, Math.round((count / most) * WHOLE)))}</td></tr>`)}</tbody></table>`;
}

function bar(width: number): Html {
  return html`<svg class="bar" viewBox="0 0 ${WHOLE} 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${width}" height="8" rx="2"/></svg>`;
}

function serviceDetails(service: string, actions: readonly string[], levels: string, texts: Texts): Html {
  return html`<details><summary><strong>${service}</strong> <span class="goes">${texts.count(actions.length)}</span> <span class="soft">${levels}</span></summary>
<p class="names">${actions.map((action) => action.slice(service.length + 1)).join(", ")}</p></details>`;
}

function serviceTable({ removedCount, removedByLevel }: Proposal["diff"], levelsOf: (service: string) => string, texts: Texts): Html {
  return html`<details><summary><span class="goes">${texts.count(removedCount)}</span>${texts.ofServices(removedByLevel.length)}</summary>
<table><thead><tr><th scope="col">${texts.service}</th><th scope="col" class="number">${texts.actions}</th><th scope="col">${texts.levels}</th></tr></thead><tbody>
${removedByLevel.map(({ service, counts }) => html`<tr><th scope="row">${service}</th><td class="number">${thousands(sumOf(counts))}</td><td>${levelsOf(service)}</td></tr>`)}</tbody></table></details>`;
}

/** How many actions of each access level are removed, by service. */
function levelTexts({ removedByLevel }: Proposal["diff"], { levelCount, separator }: Texts): (service: string) => string {
  const byService = new Map(removedByLevel.map(({ service, counts }) => [service, counts]));
  return (service) =>
    GRAVEST_FIRST.flatMap((level, at) => {
      const count = byService.get(service)?.[at] ?? 0;
      return count > 0 ? levelCount(level, count) : [];
    }).join(separator);
}
