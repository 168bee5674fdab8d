import { html } from "hono/html";
import type { Words } from "#core/messages/english/words.ts";
import type { Behind } from "#core/messages/evidence.ts";
import { escalationName } from "#core/messages/risk-line.ts";
import type { Evidence, KeptEscalation, Proposal } from "#core/review/model/proposal.ts";
import type { Html } from "./layout.ts";
import { breakable, folded } from "./names.ts";

const MOST_LISTED = 40;

/** What an approver should check first; empty where there is nothing. */
export function doubtsSection(proposal: Proposal, words: Words): Html {
  const { doubts } = words.page;
  const { escalations, evidence, gaps, suspicious, proof } = proposal;
  const notes = words.noteTexts(proposal);
  // Actions that only suspicious calls used are listed with those calls.
  const unproven = evidence.filter(({ proven, kind }) => !proven && (kind !== "seen" || suspicious.length === 0));
  const denied = proof.kind === "tested" ? proof.denied : [];
  if ([escalations, denied, unproven, gaps, suspicious, notes].every(({ length }) => length === 0)) return html``;
  return html`<section class="warn" aria-labelledby="doubts"><h2 id="doubts">${doubts.title}</h2>
${escalations.length === 0 ? "" : escalationList(escalations, words)}
${list(words.page.suspicious, suspicious, (use) => html`${words.suspiciousText(use)}${folded(use.actions, words)}`, words)}
${list(doubts.unproven, byReason(unproven, { gaps, suspicious }, words), ([because, actions]) => html`${folded(actions, words)}${because}`, words)}
${list(
  doubts.denied,
  denied,
  (call) => html`${folded([call.action], words)}${breakable(call.resource)}${doubts.deniedCall(call.count, words.deniedLaterText(call))}`,
  words,
)}
${list(doubts.gaps, gaps, (gap) => html`${words.gapText(gap)}`, words)}
${list(doubts.notes, notes, (note) => html`${note}`, words)}
</section>`;
}

interface Ways {
  readonly because: string;
  readonly byRetained: boolean;
  readonly names: readonly string[];
}

function wayItem({ because, byRetained, names: ways }: Ways, words: Words): Html {
  const { byRetained: granted, byUse } = words.page.doubts;
  return html`${folded(ways, words)}${because} ${byRetained ? granted : byUse}`;
}

async function escalationList(escalations: readonly KeptEscalation[], words: Words): Promise<Html> {
  const ways = waysByReason(escalations, await words.escalationReasons());
  return list(words.page.doubts.escalations, ways, (each) => wayItem(each, words), words);
}

function waysByReason(escalations: readonly KeptEscalation[], reasonOf: (actions: readonly string[]) => string): readonly Ways[] {
  const ways = escalations.map((way) => ({ ...way, because: reasonOf(way.actions) }));
  const grouped = Map.groupBy(ways, ({ because, byRetained }) => `${byRetained} ${because}`);
  return [...grouped.values()].flatMap(([first, ...others]) =>
    first ? [{ because: first.because, byRetained: first.byRetained, names: [first, ...others].map(escalationName) }] : [],
  );
}

function byReason(unproven: readonly Evidence[], behind: Behind, { reasonText }: Words): readonly (readonly [string, readonly string[]])[] {
  const grouped = Map.groupBy(unproven, (item) => reasonText(item, behind));
  return [...grouped].map(([because, items]) => [because, items.map(({ action }) => action)] as const);
}

function list<T>(title: string, items: readonly T[], show: (item: T) => Html, { page }: Words): Html {
  if (items.length === 0) return html``;
  const more = items.length - MOST_LISTED;
  return html`<h3>${title}</h3><ul>${items.slice(0, MOST_LISTED).map((item) => html`<li>${show(item)}</li>`)}</ul>${more > 0 ? html`<p class="soft">${page.andMore(more)}</p>` : ""}`;
}
