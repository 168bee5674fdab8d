import { html } from "hono/html";
import type { RestoreWords } from "#core/messages/restore-words.ts";
import type { ChangePlan } from "#core/review/change/plan/change-plan.ts";
import { isDone, undoOf, type WayBack } from "#core/review/change/restore/offer.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Html } from "./layout.ts";
import type { Restorable } from "./restorable.ts";

export interface WaysView extends Pick<Restorable, "now" | "offer"> {
  readonly formToken: string;
  /** When the link expires. */
  readonly expiresAt: string;
  /** The command that asks for a way without this page. */
  readonly commandOf: (way: WayBack) => string;
}

/** The form: each way back with what exactly it does, what takes it back, and its button. */
export function waysForm(view: WaysView, words: RestoreWords): Html {
  const texts = words.restore;
  const { formToken, expiresAt, offer } = view;
  return html`<form method="post" aria-labelledby="ways"><h2 id="ways">${texts.ways(offer.ways.length)}</h2>
<input type="hidden" name="token" value="${formToken}">
<label for="comment">${texts.comment} <span class="soft">${texts.commentHint}</span></label>
<textarea id="comment" name="comment" rows="2" maxlength="1000"></textarea>
${offer.ways.map((way, index) => wayBack(view, way, { isFirst: index === 0, words }))}
<p class="soft">${texts.until(words.instantText(expiresAt))}</p></form>`;
}

export function wayTitle({ name, addBack = [] }: WayBack, { restore }: RestoreWords): string {
  if (name === "all") return restore.all;
  return name === "action" ? restore.only(addBack) : restore.service(addBack);
}

interface Shown {
  readonly isFirst: boolean;
  readonly words: RestoreWords;
}

function wayBack(view: WaysView, way: WayBack, shown: Shown): Html {
  const { words } = shown;
  const { outcome } = way;
  return html`<section aria-labelledby="way-${way.name}"><h3 id="way-${way.name}">${wayTitle(way, words)}</h3>
${outcome.possible ? possible(view, { ...way, outcome }, shown) : html`<p class="goes">${words.restore.impossible(outcome.because)}</p>`}</section>`;
}

function possible(
  { now, commandOf }: WaysView,
  way: WayBack & { readonly outcome: Extract<WayBack["outcome"], { possible: true }> },
  { isFirst, words }: Shown,
): Html {
  const texts = words.restore;
  const { plan, stays } = way.outcome;
  if (plan.steps.length === 0) return html`<p>${texts.hasIt}</p>`;
  return html`${steps(plan, now, words)}
${stays.length > 0 ? html`<p>${texts.stays(stays)}</p>` : ""}
${documents(plan, words)}<details><summary>${texts.command}</summary>
<p>${texts.commandText}</p><pre tabindex="0">${commandOf(way)}</pre>
<p>${texts.undoText}</p><pre tabindex="0">${undoOf(plan, now) || texts.nothingToUndo}</pre></details>
<div class="buttons"><button name="way" value="${way.name}"${isFirst ? "" : html` class="second"`}>${wayTitle(way, words)}</button></div>`;
}

function steps(plan: ChangePlan, now: RoleState, { restore, describeStep }: RestoreWords): Html {
  return html`<ol>${plan.steps.map((step) => html`<li>${describeStep(step, plan.roleName)}${isDone(step, now) ? html` <span class="soft">${restore.done}</span>` : ""}</li>`)}</ol>`;
}

/** What the role's own policies say afterwards. */
function documents({ steps }: ChangePlan, { restore }: RestoreWords): Html {
  const written = steps.flatMap((step) => (step.kind === "create-policy" || step.kind === "add-version" ? [step] : []));
  return html`${written.map(({ name, document }) => html`<details><summary>${restore.afterwards(name)}</summary><pre tabindex="0">${JSON.stringify(JSON.parse(document), undefined, 2)}</pre></details>`)}`;
}
