import { accountOf } from "#core/aws/arn.ts";
import type { AccessLevel } from "#core/policy/catalogue.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { daysBetween } from "#core/review/time.ts";
import { counted, someOf, thousands } from "#core/text.ts";
import { riskLine } from "./risk-line.ts";
import type { Fact } from "./telling.ts";

/** `Remove 118 of 123 CloudWatch Logs actions; keep 5`, without a service's name where the change is about several. */
export function headline({ diff, policies }: Proposal): string {
  const { kept, removedCount } = diff;
  if (removedCount === 0 && policies.length > 0) return `Narrow ${counted(kept.length, "action")} to the resources that were used`;
  return `Remove ${ofWhich(diff)}; keep ${thousands(kept.length)}`;
}

function ofWhich({ kept, removedCount, mainService }: Proposal["diff"]): string {
  if (!mainService) return `${thousands(removedCount)} of ${counted(removedCount + kept.length, "action")}`;
  const others = removedCount - mainService.removedCount;
  const { name, count } = mainService;
  return `${thousands(mainService.removedCount)} of ${counted(count, `${name} action`)}${others > 0 ? ` and ${counted(others, "other")}` : ""}`;
}

const GRAVEST_FIRST: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];

/** Removed actions by access level, the gravest first. */
export function removedByLevel({ diff }: Proposal): readonly { readonly level: AccessLevel; readonly count: number }[] {
  const sum = (level: AccessLevel) => diff.removedByLevel.filter((row) => row.level === level).reduce((all, row) => all + row.count, 0);
  return GRAVEST_FIRST.map((level) => ({ level, count: sum(level) })).filter(({ count }) => count > 0);
}

function unproven({ evidence }: Proposal): readonly string[] {
  return evidence.filter((item) => !item.proven).map((item) => item.action);
}

/** For those who never heard of it. */
export const WHITTLE = "Whittle, which keeps roles at what they use,";

/** What no look at a window can tell. */
function seldomLine({ window }: Proposal): string {
  const days = Math.round(daysBetween(window.from, window.to));
  return `Jobs that run less often than every ${counted(days, "day")} may lose a permission they need.`;
}

/** `The IAM role MyRole of AWS account 111122223333` */
export function whichRole({ role }: Proposal): string {
  const account = accountOf(role.arn);
  return `The IAM role ${role.name}${account ? ` of AWS account ${account}` : ""}`;
}

/** The proposal in a few lines, the same in every message about it. */
export function summaryFacts(proposal: Proposal): readonly Fact[] {
  const { policies, diff, window, replay } = proposal;
  const goes = removedByLevel(proposal).map(({ level, count }) => `${thousands(count)} ${level.toLowerCase()}`);
  const doubtful = unproven(proposal);
  return [
    { label: "Risk", text: `${riskLine(proposal)} ${seldomLine(proposal)}` },
    {
      label: "Seen",
      text: `${replay.calls === null ? "" : `${counted(replay.calls, "call")}, `}${window.from.slice(0, 10)} to ${window.to.slice(0, 10)}`,
    },
    { label: "Replaces", text: namesOf(replacedNames(proposal)) },
    { label: "With", text: policies.length === 0 ? "nothing: the policies it keeps grant what it uses" : namesOf(policies) },
    { label: "Goes", text: diff.removedCount === 0 ? "no action" : `${goes.join(", ")} ${diff.removedCount === 1 ? "action" : "actions"}` },
    { label: "Stays", text: someOf(diff.kept, 8) || "nothing" },
    {
      label: "Unproven",
      text: doubtful.length === 0 ? "nothing that stays" : `stays, though no log shows its use: ${someOf(doubtful, 8)}`,
    },
  ];
}

/** The policies that a proposal takes off the role; inline ones are called so. */
export function replacedNames({ replaces, replacesInline }: Proposal): readonly { readonly name: string }[] {
  return [...replaces, ...replacesInline.map((name) => ({ name: `${name} (inline)` }))];
}

function namesOf(refs: readonly { readonly name: string }[]): string {
  return someOf(
    refs.map(({ name }) => name),
    6,
  );
}
