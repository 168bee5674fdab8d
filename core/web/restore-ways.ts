import { html } from "hono/html";
import { describeStep } from "#core/messages/journal.ts";
import { instantText } from "#core/messages/text.ts";
import { isDone, undoOf, type WayBack } from "#core/review/change/offer.ts";
import type { ChangePlan } from "#core/review/change/plan.ts";
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
export function waysForm(view: WaysView): Html {
  const { formToken, expiresAt, offer } = view;
  return html`<form method="post" aria-labelledby="ways"><h2 id="ways">${offer.ways.length === 1 ? "Restore" : "Restore options, the smallest first"}</h2>
<input type="hidden" name="token" value="${formToken}">
<label for="comment">Comment <span class="soft">(why is it needed?)</span></label>
<textarea id="comment" name="comment" rows="2" maxlength="1000"></textarea>
${offer.ways.map((way, index) => wayBack(view, way, index === 0))}
<p class="soft">This page works until ${instantText(expiresAt)}. Later reviews keep the actions that were missed.</p></form>`;
}

export function wayTitle({ name, addBack = [] }: WayBack): string {
  if (name === "all") return "Restore everything that the review removed";
  const names = addBack.join(", ");
  return name === "action" ? `Restore only ${names}` : `Restore ${names}, as far as the role had it`;
}

function wayBack(view: WaysView, way: WayBack, isFirst: boolean): Html {
  const { outcome } = way;
  return html`<section aria-labelledby="way-${way.name}"><h3 id="way-${way.name}">${wayTitle(way)}</h3>
${outcome.possible ? possible(view, way, outcome, isFirst) : html`<p class="goes">This is not possible in the role's current state. ${outcome.because}</p>`}</section>`;
}

function possible(
  { now, commandOf }: WaysView,
  way: WayBack,
  { plan, stays }: Extract<WayBack["outcome"], { possible: true }>,
  isFirst: boolean,
): Html {
  if (plan.steps.length === 0) return html`<p>The role already has this permission.</p>`;
  return html`${steps(plan, now)}
${stays.length > 0 ? html`<p>Still attached, because the role needs it for something else: ${stays.map(({ name }) => name).join(", ")}.</p>` : ""}
${documents(plan)}<details><summary>The same with a command, and how to undo it</summary>
<p>To request it without this page:</p><pre tabindex="0">${commandOf(way)}</pre>
<p>To undo it by hand, with the AWS CLI:</p><pre tabindex="0">${undoOf(plan, now) || "Nothing to undo: the role is already in this state."}</pre></details>
<div class="buttons"><button name="way" value="${way.name}"${isFirst ? "" : html` class="second"`}>${wayTitle(way)}</button></div>`;
}

function steps(plan: ChangePlan, now: RoleState): Html {
  return html`<ol>${plan.steps.map((step) => html`<li>${describeStep(step, plan.roleName)}${isDone(step, now) ? html` <span class="soft">(already done)</span>` : ""}</li>`)}</ol>`;
}

/** What the role's own policies say afterwards. */
function documents({ steps }: ChangePlan): Html {
  const written = steps.flatMap((step) => (step.kind === "create-policy" || step.kind === "add-version" ? [step] : []));
  return html`${written.map(({ name, document }) => html`<details><summary>${name} afterwards</summary><pre tabindex="0">${JSON.stringify(JSON.parse(document), undefined, 2)}</pre></details>`)}`;
}
