import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { settledActions } from "#core/evidence/wanted.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { ActivityEntry } from "#core/usage/activity.ts";
import { createTally } from "#core/usage/tally.ts";
import type { WatchedChange } from "../change/watch/watch.ts";
import { tryCalls } from "../propose/replay.ts";
import { documentsAfter, documentsOf } from "../role-policies.ts";

/** What a live call used that the policies as they will be would deny. */
export interface WouldDenyCall {
  readonly action: string;
  /** ARNs, or patterns of them where the record does not name the resource. */
  readonly resources: readonly string[];
  /** The call as activity: a new proposal is made from it. */
  readonly call: ActivityEntry;
}

/**
 * The actions of a live call that were allowed by the role's policies before the change and would not be after it: those the call
 * needs besides its own among them, such as `iam:PassRole`. None where the call was refused or another role's. `value` is the record as CloudTrail wrote it.
 */
export function wouldDeny(
  value: unknown,
  record: CloudTrailRecord,
  change: WatchedChange,
  catalogue: ActionCatalogue,
): readonly WouldDenyCall[] {
  const { arn, trust, tags } = change.before;
  const tally = createTally([arn]);
  tally.add(value, catalogue);
  const activity = activityOf(tally.snapshot(), arn, { window: { from: record.time, to: record.time } }, catalogue);
  const { wanted } = settledActions({ ...activity, gaps: [] }, { trust, tags }, catalogue);
  const policies = { before: documentsOf(change.before), after: documentsAfter(change.before, change.proposal) };
  return activity.entries.flatMap((call) => {
    const denied = tryCalls([call], wanted, policies, catalogue).wouldDeny;
    return denied.length === 0 ? [] : [{ action: call.action, resources: denied.map(({ resource }) => resource), call }];
  });
}
