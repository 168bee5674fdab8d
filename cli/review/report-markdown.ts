import { alertTexts } from "#core/messages/alert.ts";
import { htmlText, markdownCode } from "#core/messages/markdown.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { headline, summaryFacts } from "#core/messages/summary.ts";
import { decidedProposal } from "#core/review/chosen.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { counted, thousands } from "#core/text.ts";
import { failingLines } from "./fail-on.ts";
import { reportAtEnd } from "./report-at-end.ts";
import type { Report, ReviewRun } from "./run.ts";
import { type RoleStanding, standingsOf } from "./standings.ts";

/** A comment on GitHub holds at most 65,536 characters; the last line needs some. */
const MOST_CHARACTERS = 65_000;
const MOST_ROWS = 100;

/** A table of all roles, worst first, and the plan of each to unfold: fits a comment on a pull request. */
export function markdownReport(run: ReviewRun): Report {
  return reportAtEnd(run, async () => {
    const standings = await standingsOf(run);
    const plans = await plansOf(run);
    const blocks = standings.flatMap(({ roleName }) => plans.get(roleName) ?? []);
    const failing = (await failingLines(run)).map((line) => `- ${markdownCode(line)}\n`);
    const verdict = failing.length === 0 ? "" : `This run fails because of:\n\n${failing.join("")}\n`;
    process.stdout.write(within(`${tableOf(standings)}\n${verdict}`, blocks));
  });
}

function tableOf(standings: readonly RoleStanding[]): string {
  const rows = standings.slice(0, MOST_ROWS).map(({ roleName, isCompared, unused, escalations: { now, after }, result }) => {
    const found = [unused["Permissions management"], unused.Write + unused.Tagging, unused.Read + unused.List];
    const counts = [...found.map((count) => (isCompared ? thousands(count) : "-")), thousands(now), thousands(after)];
    return `| ${markdownCode(roleName)} | ${counts.join(" | ")} | ${result} |`;
  });
  const more = standings.length - rows.length;
  return [
    `### Whittle: ${counted(standings.length, "role")} reviewed`,
    "",
    "| Role | Unused: permissions | Unused: write | Unused: read | Ways to escalate | After the change | Result |",
    "|---|--:|--:|--:|--:|--:|---|",
    ...rows,
    ...(more > 0 ? ["", `And ${counted(more, "more role")}.`] : []),
    "",
  ].join("\n");
}

async function plansOf({ reviews, store }: ReviewRun): Promise<ReadonlyMap<string, string>> {
  const plans = new Map<string, string>();
  for (const review of reviews()) {
    const proposal = await decidedProposal(store, review);
    if (proposal) plans.set(review.roleName, planOf(proposal));
  }
  return plans;
}

/** One block of HTML without a blank line, which would end it. */
function planOf(proposal: Proposal): string {
  const isProposed = proposal.outcome === "proposed";
  // Names of policies and words of people stand in a reason: as code, they notify nobody and lead nowhere.
  const title = isProposed ? htmlText(headline(proposal)) : `<code>${htmlText(outcomeText(proposal.reason))}</code>`;
  const alerts = alertTexts(proposal).map((text) => `<li><code>${htmlText(text)}</code></li>`);
  const facts = (isProposed ? summaryFacts(proposal, { answered: "by-option" }) : []).map(
    ({ label, text, items = [] }) => `<li><b>${label}</b>: <code>${[text, ...items].map(htmlText).join("<br>")}</code></li>`,
  );
  return `<details><summary><code>${htmlText(proposal.role.name)}</code> ${title}</summary><ul>${[...alerts, ...facts].join("\n")}</ul></details>\n`;
}

/** As many plans as there is room for, and how many there was none for. */
function within(table: string, plans: readonly string[]): string {
  let text = table;
  for (const [index, plan] of plans.entries()) {
    if (text.length + plan.length > MOST_CHARACTERS)
      return `${text}\nNo room for ${counted(plans.length - index, "more plan")}. Use --format json.\n`;
    text += plan;
  }
  return text;
}
