import { GRAVEST_FIRST } from "#core/policy/diff.ts";
import type { Brief } from "./model/brief.ts";
import type { Proposal } from "./model/proposal.ts";
import { riskOf } from "./risk.ts";

/** A proposal in the few numbers that a list shows. */
export function briefOf(proposal: Proposal): Brief {
  const { diff, policies, unused } = proposal;
  const { laterCallsDenied, suspicious, escalations, removedUnlogged, keptWithoutProof, gaps } = riskOf(proposal);
  return {
    keptCount: diff.kept.length,
    removedCount: diff.removedCount,
    removed: GRAVEST_FIRST.map((_, at) => diff.removedByLevel.reduce((sum, { counts }) => sum + (counts[at] ?? 0), 0)),
    ...(diff.mainService ? { mainService: diff.mainService } : {}),
    ...(unused ? { unused } : {}),
    policies: policies.length,
    suspicious,
    escalations,
    laterCallsDenied: laterCallsDenied ?? 0,
    removedUnlogged,
    keptWithoutProof,
    gaps,
  };
}

/** Orders proposals so that the one to look at first comes first: who may be abusing the role, what it could do to permissions, then to data. */
export function gravestFirst(a: Brief, b: Brief): number {
  const [one, other] = [weightsOf(a), weightsOf(b)];
  const at = one.findIndex((weight, index) => weight !== other[index]);
  return at < 0 ? 0 : (other[at] ?? 0) - (one[at] ?? 0);
}

function weightsOf({ suspicious, escalations, removed, removedCount }: Brief): readonly number[] {
  const [permissions = 0, write = 0, tagging = 0] = removed;
  return [suspicious, Math.min(escalations, 1), permissions, write, tagging, removedCount];
}
