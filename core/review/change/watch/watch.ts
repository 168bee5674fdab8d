import type { ActionName } from "#core/aws/names.ts";
import { callOf } from "#core/cloudtrail/call.ts";
import { outcomeOf } from "#core/cloudtrail/outcome.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { roleKey, roleKeyOf } from "#core/cloudtrail/role-key.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { uncovered } from "#core/policy/cover.ts";
import type { PolicyDocument } from "#core/policy/document.ts";
import { refine } from "#core/policy/refine.ts";
import { actionsOf } from "#core/usage/event-actions.ts";
import type { Proposal } from "../../model/proposal.ts";
import type { RoleState } from "../../model/role-state.ts";
import { setKeyOf } from "../../permission-sets/permission-set.ts";
import { documentsAfter, documentsOf, replacedAndRetained } from "../../role-policies.ts";

/** A call of a watched role that was denied, and that the role could have made before its review. */
export interface DeniedCall {
  readonly action: string;
  /** ARNs, as far as the record tells. */
  readonly resources: readonly string[];
  readonly at: string;
  readonly region: string;
  /** The session's name: an instance's id, a function's name, or what a person chose. */
  readonly session: string;
  readonly address: string;
  readonly userAgent: string;
}

/** What a review changed about a role. */
export interface WatchedChange {
  readonly before: RoleState;
  readonly proposal: Pick<Proposal, "replaces" | "replacesInline" | "policies">;
}

/**
 * The permissions that a denied call lacked because of a review: one entry an action, none where the call was not denied, was another
 * role's, or would have been denied before too, as by a service control policy. Calls that CloudTrail management events do not show are never seen here.
 */
export function missedPermissions(record: CloudTrailRecord, change: WatchedChange, catalogue: ActionCatalogue): readonly DeniedCall[] {
  const ofChanged = [roleKeyOf(record), setKeyOf(record)].includes(roleKey(change.before.arn));
  if (outcomeOf(record) !== "denied" || OF_OTHERS.test(record.errorMessage) || !ofChanged) return [];
  const { time: at, region, address, userAgent, caller } = record;
  return attempted(record, catalogue)
    .filter((attempt) => isTakenAway(attempt, change, catalogue))
    .map(({ action, resources }) => ({ action, resources, at, region, session: caller.sessionName, address, userAgent }));
}

interface Attempt {
  readonly action: ActionName;
  readonly resources: readonly string[];
}

/** `… is not authorized to perform: logs:DeleteLogGroup on resource: arn:… because …` (IAM User Guide, "Access denied error messages"). */
const PERFORM = /not authorized to perform: ([a-z0-9-]+:\w+)(?: on resource: (\S+))?/i;

/** What reviews do not touch stood in the way, whatever the role's policies say: the message names one cause, and that one was there before. */
const OF_OTHERS =
  /with an explicit deny|because no (service control policy|resource control policy|permissions boundary|session policy|VPC endpoint policy) allows/i;

/** What the error message names is what was missing; where it names nothing, the call's own actions. */
function attempted(record: CloudTrailRecord, catalogue: ActionCatalogue): readonly Attempt[] {
  const [, named, resource] = PERFORM.exec(record.errorMessage) ?? [];
  const info = named === undefined ? undefined : catalogue.find(named);
  if (info) return [{ action: info.action, resources: resource?.startsWith("arn:") ? [resource] : [] }];
  const found = actionsOf(callOf(record), catalogue);
  return found.kind === "actions" ? found.uses : [];
}

/** Granted before on at least one of the resources, and not surely granted now. */
function isTakenAway({ action, resources }: Attempt, { before, proposal }: WatchedChange, catalogue: ActionCatalogue): boolean {
  const replaced = documentsOf(replacedAndRetained(before, proposal).replaced);
  const wanted = [{ action, resources: resources.length === 0 ? ["*"] : resources }];
  const { statements } = refine({ wanted, replaced, retained: [], catalogue });
  const granted: PolicyDocument = { version: "2012-10-17", statements };
  return uncovered([granted], documentsAfter(before, proposal), catalogue).some(({ because }) => because === "not-allowed");
}
