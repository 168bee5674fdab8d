import { html } from "hono/html";
import { type Behind, reasonText } from "#core/messages/evidence.ts";
import { gapText } from "#core/messages/gap.ts";
import { noteTexts } from "#core/messages/note.ts";
import { deniedLaterText } from "#core/messages/proof-line.ts";
import { escalationName } from "#core/messages/risk-line.ts";
import { suspiciousText } from "#core/messages/suspicious.ts";
import { escalationReason } from "#core/policy/escalation.ts";
import type { Evidence, KeptEscalation, Proposal } from "#core/review/model/proposal.ts";
import { counted, thousands } from "#core/text.ts";
import type { Html } from "./layout.ts";
import { breakable, folded } from "./names.ts";

const MOST_LISTED = 40;

/** What an approver should check first; empty where there is nothing. */
export function doubtsSection(proposal: Proposal): Html {
  const { escalations, evidence, gaps, suspicious, proof } = proposal;
  const notes = noteTexts(proposal);
  // Actions that only suspicious calls used are listed with those calls.
  const unproven = evidence.filter(({ proven, kind }) => !proven && (kind !== "seen" || suspicious.length === 0));
  const denied = proof.kind === "tested" ? proof.denied : [];
  if ([escalations, denied, unproven, gaps, suspicious, notes].every(({ length }) => length === 0)) return html``;
  return html`<section class="warn" aria-labelledby="doubts"><h2 id="doubts">Check this first</h2>
${list("Privilege escalation: kept, though the role can widen its own permissions with it", waysByReason(escalations), wayItem)}
${list("Suspicious activity", suspicious, (use) => html`${suspiciousText(use)}${folded(use.actions)}`)}
${list("Kept without proof: no record shows that it is used", byReason(unproven, { gaps, suspicious }), ([because, actions]) => html`${folded(actions)}${because}`)}
${list(
  "Later calls that the tested policy denied",
  denied,
  (call) => html`${folded([call.action])}${breakable(call.resource)}, ${counted(call.count, "call")}: ${deniedLaterText(call)}`,
)}
${list("Evidence gaps", gaps, (gap) => html`${gapText(gap)}`)}
${list("Notes", notes, (note) => html`${note}`)}
</section>`;
}

interface Ways {
  readonly because: string;
  readonly byRetained: boolean;
  readonly names: readonly string[];
}

function wayItem({ because, byRetained, names: ways }: Ways): Html {
  return html`${folded(ways)}${because} ${byRetained ? "Granted by a retained policy." : "Kept because the role used or needs it."}`;
}

function waysByReason(escalations: readonly KeptEscalation[]): readonly Ways[] {
  const ways = escalations.map((way) => ({ ...way, because: escalationReason(way.actions) }));
  const grouped = Map.groupBy(ways, ({ because, byRetained }) => `${byRetained} ${because}`);
  return [...grouped.values()].flatMap(([first, ...others]) =>
    first ? [{ because: first.because, byRetained: first.byRetained, names: [first, ...others].map(escalationName) }] : [],
  );
}

function byReason(unproven: readonly Evidence[], behind: Behind): readonly (readonly [string, readonly string[]])[] {
  const grouped = Map.groupBy(unproven, (item) => reasonText(item, behind));
  return [...grouped].map(([because, items]) => [because, items.map(({ action }) => action)] as const);
}

function list<T>(title: string, items: readonly T[], show: (item: T) => Html): Html {
  if (items.length === 0) return html``;
  const more = items.length - MOST_LISTED;
  return html`<h3>${title}</h3><ul>${items.slice(0, MOST_LISTED).map((item) => html`<li>${show(item)}</li>`)}</ul>${more > 0 ? html`<p class="soft">And ${thousands(more)} more.</p>` : ""}`;
}
