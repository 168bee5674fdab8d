import { serviceOf } from "#core/aws/names.ts";
import type { ActionInfo } from "#core/policy/catalogue.ts";
import { blindSpots } from "#core/services/index.ts";
import type { CandidateInput } from "./candidate-input.ts";
import { grantAnywhere } from "./holders.ts";
import type { LastAccessed } from "./last-accessed.ts";
import type { Candidate, Unanswerable } from "./question.ts";

/** A role's own calls to sts are recorded, but for GetCallerIdentity, which needs no permission and which nearly every program makes. */
const ALWAYS_EXPLAINED = "sts";

const SOURCE = "IAM User Guide: Refine permissions in AWS using last accessed information";

/**
 * Services without blind spots that IAM reports as used, though no call that was seen explains it: the log may lack a region or an
 * account. Reading stays unless the approver says otherwise; writing goes. Of a service of which IAM tells the actions, those are kept
 * one by one (see wanted.ts), and nothing is asked.
 */
export function unexplainedServices({ activity, lastAccessed = [], facts, catalogue }: CandidateInput): readonly Candidate[] {
  const { entries, servicesOnly, denied, window } = activity;
  const explained = new Set([...entries.map(({ action }) => serviceOf(action)), ...servicesOnly, ALWAYS_EXPLAINED]);
  for (const { service } of blindSpots) if (service !== "iam") explained.add(service);
  const refused = new Set(denied.map(({ action }) => serviceOf(action)));
  const isTold = ({ actions = [] }: LastAccessed) => actions.some(({ at }) => at >= window.from);
  return lastAccessed
    .filter((access) => access.at >= window.from && !explained.has(access.service) && !isTold(access))
    .flatMap(({ service, at }) => {
      const isRefused = refused.has(service);
      const because: Unanswerable = { id: isRefused ? "refused" : "outside-the-log", source: SOURCE };
      const candidate = (verdict: "keep" | "remove", actions: readonly ActionInfo[], weight: number): Candidate[] =>
        actions.length === 0
          ? []
          : [
              {
                service,
                resources: ["*"],
                grants: actions.map(({ action }) => grantAnywhere(action, facts, catalogue)),
                because,
                speaksFor: [{ id: "last-accessed", at }],
                default: verdict,
                weight,
              },
            ];
      const [reading, writing] = parted(catalogue.actionsOf(service));
      return [...candidate(isRefused ? "remove" : "keep", reading, isRefused ? 20 : 70), ...candidate("remove", writing, 25)];
    });
}

function parted(actions: readonly ActionInfo[]): readonly [readonly ActionInfo[], readonly ActionInfo[]] {
  const isReading = ({ level }: ActionInfo) => level === "Read" || level === "List";
  return [actions.filter(isReading), actions.filter((info) => !isReading(info) && info.level !== "Permissions management")];
}
