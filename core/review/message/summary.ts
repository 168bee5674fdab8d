import type { AccessLevel } from "#core/policy/catalogue.ts";
import type { Proposal } from "../proposal.ts";
import { counted, plain, someOf, thousands, wrap } from "./text.ts";

/** `Remove 118 of 123 actions; keep 5` */
export function headline({ diff, policies }: Proposal): string {
  if (diff.removedCount === 0 && policies.length > 0)
    return `Narrow ${counted(diff.kept.length, "action")} to the resources that were used`;
  return `Remove ${counted(diff.removedCount, "action")} of ${thousands(diff.removedCount + diff.kept.length)}; keep ${thousands(diff.kept.length)}`;
}

const GRAVEST_FIRST: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

/** Removed actions by access level, the gravest first. */
export function removedByLevel({ diff }: Proposal): readonly { readonly level: AccessLevel; readonly count: number }[] {
  const sum = (level: AccessLevel) => diff.removedByLevel.filter((row) => row.level === level).reduce((all, row) => all + row.count, 0);
  return GRAVEST_FIRST.map((level) => ({ level, count: sum(level) })).filter(({ count }) => count > 0);
}

export function unproven({ evidence }: Proposal): readonly string[] {
  return evidence.filter((item) => !item.proven).map((item) => item.action);
}

/** What could break, in one line. */
export function riskLine(proposal: Proposal): string {
  const { backtest, gaps, suspicious } = proposal;
  const tested =
    backtest.wouldDeny.length === 0
      ? `all ${counted(backtest.calls, "call")} seen would still succeed`
      : `${counted(backtest.wouldDeny.length, "kind")} of calls seen would be denied`;
  const doubts = [
    ...(unproven(proposal).length > 0 ? [`${counted(unproven(proposal).length, "action")} kept without proof`] : []),
    ...(gaps.length > 0 ? [`${counted(gaps.length, "gap")} in the evidence`] : []),
    ...(suspicious.length > 0 ? ["use that does not look like the role's own"] : []),
  ];
  return `${tested}${doubts.length > 0 ? `; look at: ${doubts.join(", ")}` : "; no doubt is known"}.`;
}

/** The proposal in a few lines of plain text, the same in every message about it. */
export function summaryText(proposal: Proposal): string {
  const { replaces, policies, diff, window } = proposal;
  const names = (refs: readonly { readonly name: string }[]) =>
    plain(
      someOf(
        refs.map(({ name }) => name),
        6,
      ),
    );
  const goes = removedByLevel(proposal).map(({ level, count }) => `${thousands(count)} ${level.toLowerCase()}`);
  return [
    wrap(`Role      ${plain(proposal.role.name)}`),
    wrap(`Seen      ${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`),
    wrap(`Replaces  ${names(replaces)}`),
    wrap(`With      ${policies.length === 0 ? "nothing: the policies it keeps grant what it uses" : names(policies)}`),
    wrap(`Goes      ${diff.removedCount === 0 ? "no action" : goes.join(", ")}`),
    wrap(`Stays     ${someOf(diff.kept, 8) || "nothing"}`),
    wrap(`Risk      ${riskLine(proposal)}`),
  ].join("\n");
}
