import { html, raw } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { accountOf } from "#core/aws/arn.ts";
import { english } from "#core/messages/english/words.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { keptBy, keptByDefault } from "#core/review/chosen.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Standing } from "#core/review/standing.ts";
import { counted, thousands } from "#core/text.ts";
import { doubtsSection } from "../doubts.ts";
import { keptSection } from "../kept.ts";
import { type Html, masthead } from "../layout.ts";
import { breakable } from "../names.ts";
import { alertSection, checksSection, type PlanView, policiesSection, stepsSection, summarySection } from "../plan.ts";
import { questionsSection } from "../questions.ts";
import { goingSection } from "../removed.ts";
import { standalone } from "./standalone.ts";

/** A reviewed role. */
export interface PlannedRole {
  readonly review: Review;
  readonly standing: Standing;
  /** How its review ended: `proposed`, `applied`, `no activity` … */
  readonly result: string;
  /** As it was decided; absent where no change is proposed. */
  readonly proposed?: { readonly proposal: Proposal; readonly before: RoleState };
}

/** A file is made on somebody's own machine, where nothing in AWS is changed. */
const HERE: PlanView["settings"] = { approverSignIn: "local", watchHours: 0, restoreLinkDays: 0 };

/** One file with the plans of all reviewed roles, in the words of the approval page: the roles in a table, then a plan each. `now` is ISO 8601 in UTC. */
export function plansPage(roles: readonly PlannedRole[], now: string): Promise<HtmlEscapedString> {
  return standalone(`IAM plans of ${now.slice(0, 10)} · Whittle`, bodyOf(roles, now));
}

function bodyOf(roles: readonly PlannedRole[], now: string): Html {
  const changes = roles.filter(({ proposed }) => proposed).length;
  return html`${masthead(`plans of ${now.slice(0, 10)}`, `${counted(roles.length, "role")} reviewed, ${counted(changes, "change")} proposed`, `${english.WHITTLE} This file shows what it proposes and why. Nothing is changed by reading it.`)}
${roles.length === 0 ? html`<section><p>No role was reviewed.</p></section>` : tableOf(roles)}
${roles.map((role, index) => planOf(role, index + 1))}`;
}

function tableOf(roles: readonly PlannedRole[]): Html {
  const number = (count: number, isKnown = true) => html`<td class="number">${isKnown ? thousands(count) : "-"}</td>`;
  return html`<section aria-labelledby="roles"><h2 id="roles">Roles, worst first</h2><div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Role</th><th scope="col" class="number">Unused: permissions</th><th scope="col" class="number">Unused: write</th><th scope="col" class="number">Unused: read</th><th scope="col" class="number">Ways to escalate</th><th scope="col" class="number">After the change</th><th scope="col">Result</th></tr></thead><tbody>
${roles.map(({ review, standing: { isCompared, unused, escalations }, result }, index) => html`<tr><th scope="row"><a href="#role-${index + 1}">${breakable(review.roleName)}</a></th>${number(unused["Permissions management"], isCompared)}${number(unused.Write + unused.Tagging, isCompared)}${number(unused.Read + unused.List, isCompared)}${number(escalations.now)}${number(escalations.after)}<td>${result}</td></tr>`)}</tbody></table></div></section>`;
}

function planOf({ review, proposed, result }: PlannedRole, place: number): Html {
  const account = accountOf(review.roleArn);
  const title = proposed ? english.headline(proposed.proposal) : result;
  return html`<article class="plan" aria-labelledby="role-${place}"><h2 id="role-${place}">${breakable(review.roleName)}: ${title}</h2>
<p class="soft">${account ? `AWS account ${account} · ` : ""}Review ${review.id}</p>
${proposed ? within(sectionsOf(review, proposed), `role-${place}-`) : html`<section><p>${review.failure?.message ?? (review.reason ? english.outcomeText(review.reason) : "No proposal was made.")}</p></section>`}</article>`;
}

function sectionsOf({ decision }: Review, { proposal, before }: NonNullable<PlannedRole["proposed"]>): Html {
  const { choices } = proposal;
  const kept = decision?.answers ? keptBy(decision.answers) : choices ? keptByDefault(choices) : new Set<string>();
  const view = { proposal, before, plan: planChange(before, proposal), settings: HERE };
  // Nobody answers here: questions show what happens to each.
  const questions = { proposal, kept, allFit: true, approvals: [], obstacle: "" };
  return html`${alertSection(proposal, english)}${summarySection(view, english)}${doubtsSection(proposal, english)}${questionsSection(questions, english)}${goingSection(proposal, english)}${keptSection(proposal, before, english)}${checksSection(proposal, english)}${policiesSection(view, english)}${stepsSection(view, english)}`;
}

/**
 * Sections of one role among many: their ids are its own, their headings stand below its name, and they are no landmarks, which many of
 * one name would be. Texts hold no quotation mark or less-than sign as such, so only what the sections themselves are made of is met.
 */
async function within(sections: Html, prefix: string): Promise<HtmlEscapedString> {
  const text = (await sections).toString();
  return raw(
    text
      .replace(/(<section(?: class="[\w-]+")?) aria-label(?:ledby)?="[^"]*"/g, "$1")
      .replace(/(?<= id="|<a href="#)(?=[\w-]+")/g, prefix)
      .replace(/(?<=<\/?h)[23](?=[ >])/g, (level) => String(Number(level) + 1)),
  );
}
