import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";
import { accountOf } from "#core/aws/arn.ts";
import { list } from "#core/messages/english/list.ts";
import { escalationName } from "#core/messages/risk-line.ts";
import { headline } from "#core/messages/summary.ts";
import { type AccountReport, REPORTED_STATES, type Removal, type ReportedRole } from "#core/review/account-report.ts";
import { isSetArn } from "#core/review/permission-sets/permission-set.ts";
import { daysBetween } from "#core/review/time.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { type Html, masthead } from "../layout.ts";
import { breakable } from "../names.ts";
import { bar, removalChart } from "./chart.ts";
import { standalone } from "./standalone.ts";

const STATES = list.states;

/** Rows of each table; what is left out is counted below it. */
const MOST_ROWS = 25;
/** A line each. */
const MOST_ACCOUNTS = 100;
const MOST_WAYS = 4;
/** Roles that are named of those with the same ways. */
const MOST_ALIKE = 5;

/** Who is reported on, and when. */
export interface ReportHead {
  /** ISO 8601 in UTC. */
  readonly now: string;
  /** The stack or folder that the reviews are of. */
  readonly of: string;
}

/** One HTML file that stands alone: it loads nothing, runs nothing, and prints. Everything in it is escaped. */
export function reportPage(report: AccountReport, head: ReportHead): Promise<HtmlEscapedString> {
  return standalone(`IAM roles on ${head.now.slice(0, 10)} · Whittle`, bodyOf(report, head));
}

function bodyOf(report: AccountReport, { now, of }: ReportHead): Html {
  const arns = report.roles.map(({ review }) => review.roleArn);
  const accounts = new Set(arns.filter((arn) => !isSetArn(arn)).map(accountOf));
  const sets = arns.filter(isSetArn).length;
  const reviewed = `${counted(arns.length - sets, "role")} of ${counted(accounts.size, "AWS account")}${sets > 0 ? ` and ${counted(sets, "permission set")}` : ""}`;
  const lead = arns.length === 0 ? `Nothing was found in ${of}.` : `${reviewed} reviewed, from ${of}. A role's latest review counts.`;
  return html`${masthead(`report of ${now.slice(0, 10)}`, titleOf(report), lead)}
${figures(report)}
${statesOf(report)}
${byAccount(report)}
${removedOverTime(report.removals, now)}
${suspiciousRoles(report)}
${widestRoles(report)}
${undecidedRoles(report, now)}
${escalatingRoles(report)}
<footer><p>Unused means: the role may use the action, and the evidence of its review does not show that it did. Whittle asks where no log can show it.</p></footer>`;
}

function titleOf({ removedCount, removals, unusedCount, roles }: AccountReport): string {
  if (roles.length === 0) return "No role was reviewed yet";
  if (removals.length === 0) return `${counted(unusedCount, "unused permission")} found`;
  const changes = counted(removals.length, "change");
  return `${counted(removedCount, "permission")} removed by ${changes}; ${thousands(unusedCount)} unused remain`;
}

function figures({ states, removedCount, unusedCount, idle, escalating }: AccountReport): Html {
  const figure = (count: number, text: string) => html`<p><strong>${thousands(count)}</strong>${text}</p>`;
  return html`<div class="figures">${figure(removedCount, "permissions removed")}${figure(unusedCount, "unused permissions remain")}${figure(idle.length, idle.length === 1 ? "role was not used" : "roles were not used")}${figure(states["to-decide"], states["to-decide"] === 1 ? "role waits for a decision" : "roles wait for a decision")}${figure(escalating.length, escalating.length === 1 ? "role can give itself more permissions" : "roles can give themselves more permissions")}</div>`;
}

function statesOf({ states }: AccountReport): Html {
  const rows = REPORTED_STATES.filter((state) => states[state] > 0);
  const most = Math.max(...rows.map((state) => states[state]), 0);
  return section(
    "states",
    "Roles by state",
    rows.length === 0
      ? html`<p>No role was reviewed yet.</p>`
      : html`<table class="levels states"><thead><tr><th scope="col">State</th><th scope="col" class="number">Roles</th><td></td></tr></thead><tbody>${rows.map(
          (state) =>
            html`<tr><th scope="row">${STATES[state]}</th><td class="number">${thousands(states[state])}</td><td>${bar(states[state], most)}</td></tr>`,
        )}</tbody></table>`,
  );
}

/** Nothing of one account alone: its figures stand above. */
function byAccount({ accounts }: AccountReport): Html {
  if (accounts.length < 2) return html``;
  const most = accounts[0]?.unusedCount ?? 0;
  return section(
    "accounts",
    "Accounts",
    html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Account</th><th scope="col" class="number">Roles</th><th scope="col" class="number">To decide</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Removed</th><th scope="col" class="number">Unused</th><td></td></tr></thead><tbody>${accounts
      .slice(0, MOST_ACCOUNTS)
      .map(
        ({ account, roles, toDecide, failed, removedCount, unusedCount }) =>
          html`<tr><th scope="row">${account === "*" ? "Permission sets" : account}</th><td class="number">${thousands(roles)}</td><td class="number">${thousands(toDecide)}</td><td class="number">${thousands(failed)}</td><td class="number">${thousands(removedCount)}</td><td class="number">${thousands(unusedCount)}</td><td class="of-bar">${bar(unusedCount, most)}</td></tr>`,
      )}</tbody></table></div>${accounts.length > MOST_ACCOUNTS ? html`<p class="soft">And ${thousands(accounts.length - MOST_ACCOUNTS)} more. whittle report --account names one.</p>` : ""}`,
  );
}

function removedOverTime(removals: readonly Removal[], now: string): Html {
  if (removals.length === 0) return section("removed", "Permissions removed over time", html`<p>No change has been applied yet.</p>`);
  return section(
    "removed",
    "Permissions removed over time",
    html`${removalChart(removals, now)}<details><summary>By month</summary><div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Month</th><th scope="col" class="number">Changes</th><th scope="col" class="number">Removed</th><th scope="col" class="number">In all</th></tr></thead><tbody>${monthsOf(
      removals,
    ).map(
      ({ month, changes, removed, total }) =>
        html`<tr><th scope="row">${month}</th><td class="number">${thousands(changes)}</td><td class="number">${thousands(removed)}</td><td class="number">${thousands(total)}</td></tr>`,
    )}</tbody></table></div></details>`,
  );
}

function monthsOf(removals: readonly Removal[]) {
  return [...Map.groupBy(removals, ({ at }) => at.slice(0, 7))].map(([month, changes]) => ({
    month,
    changes: changes.length,
    removed: changes.reduce((sum, { removed }) => sum + removed, 0),
    total: changes.at(-1)?.total ?? 0,
  }));
}

function suspiciousRoles({ suspicious }: AccountReport): Html {
  if (suspicious.length === 0) return html``;
  const rows = suspicious.slice(0, MOST_ROWS);
  return html`<section class="warn" aria-labelledby="suspicious"><h2 id="suspicious">Suspicious activity</h2><p>Find out who made these calls before anybody decides about these roles.</p><ul>${rows.map(
    (role) => html`<li>${nameOf(role)}: ${counted(role.suspicious, "sign")}</li>`,
  )}</ul>${moreThan(suspicious.length)}</section>`;
}

function widestRoles({ widest }: AccountReport): Html {
  const most = widest[0]?.unused ?? 0;
  if (widest.length === 0) return section("widest", "The widest roles that remain", html`<p>No reviewed role has unused permissions.</p>`);
  return section(
    "widest",
    "The widest roles that remain",
    html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Role</th><th scope="col">State</th><th scope="col" class="number">May use</th><th scope="col" class="number">Unused</th><td></td></tr></thead><tbody>${widest
      .slice(0, MOST_ROWS)
      .map(
        (role) =>
          html`<tr><th scope="row">${nameOf(role)}</th><td class="state">${STATES[role.state]}</td><td class="number">${thousands(role.granted ?? 0)}</td><td class="number">${thousands(role.unused)}</td><td class="of-bar">${bar(role.unused, most)}</td></tr>`,
      )}</tbody></table></div>${moreThan(widest.length)}`,
  );
}

function undecidedRoles({ undecided }: AccountReport, now: string): Html {
  if (undecided.length === 0) return section("undecided", "The oldest undecided", html`<p>No review waits for a decision.</p>`);
  return section(
    "undecided",
    "The oldest undecided",
    html`<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">Role</th><th scope="col">Proposal</th><th scope="col" class="number">Waits for</th><th scope="col">Until</th></tr></thead><tbody>${undecided
      .slice(0, MOST_ROWS)
      .map(
        (role) =>
          html`<tr><th scope="row">${nameOf(role)}</th><td>${role.proposal ? headline(role.proposal) : ""}</td><td class="number">${counted(Math.floor(daysBetween(role.review.createdAt, now)), "day")}</td><td>${role.review.waiting ? html`<time>${role.review.waiting.expiresAt.slice(0, 10)}</time>` : ""}</td></tr>`,
      )}</tbody></table></div>${moreThan(undecided.length)}`,
  );
}

function escalatingRoles({ escalating }: AccountReport): Html {
  if (escalating.length === 0)
    return section(
      "escalating",
      "Roles that can give themselves more permissions",
      html`<p>No known way stays open in a reviewed role.</p>`,
    );
  const alike = [...Map.groupBy(escalating, waysOf)];
  return section(
    "escalating",
    "Roles that can give themselves more permissions",
    html`<p>Where a change was applied, the role uses these actions, so they stayed. A permissions boundary closes the way.</p><ul class="rows">${alike
      .slice(0, MOST_ROWS)
      .map(
        ([ways, roles]) =>
          html`<li><p>${roles.length === 1 ? "" : html`${counted(roles.length, "role")}: `}${roles.slice(0, MOST_ALIKE).map((role, at) => html`${at === 0 ? "" : ", "}<strong>${nameOf(role)}</strong>`)}${roles.length > MOST_ALIKE ? ` and ${thousands(roles.length - MOST_ALIKE)} more` : ""}</p><p class="soft">${ways}</p></li>`,
      )}</ul>${moreThan(alike.length)}`,
  );
}

/** In words, and the same for roles that are made alike. */
function waysOf({ escalations }: ReportedRole): string {
  return someOf(
    escalations.map((actions) => escalationName({ actions: [...actions] })),
    MOST_WAYS,
  );
}

function section(id: string, title: string, body: Html): Html {
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${body}</section>`;
}

function nameOf({ review }: ReportedRole): Html {
  const account = accountOf(review.roleArn);
  return html`${breakable(review.roleName)}${account ? html` <span class="soft">${isSetArn(review.roleArn) ? "permission set" : account}</span>` : ""}`;
}

function moreThan(count: number): Html {
  return count > MOST_ROWS ? html`<p class="soft">And ${thousands(count - MOST_ROWS)} more.</p>` : html``;
}
