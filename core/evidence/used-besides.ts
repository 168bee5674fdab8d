import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Grant } from "#core/policy/document.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { ScopeFacts } from "#core/usage/open-types.ts";
import { grantAnywhere } from "./holders.ts";
import type { ActionLastAccessed, LastAccessed } from "./last-accessed.ts";
import type { EvidenceReason } from "./reason.ts";

/** What is known of a role's use besides its activity. */
export interface OtherUse {
  /** GenerateServiceLastAccessedDetails, where it was asked for. */
  readonly lastAccessed?: readonly LastAccessed[];
  /** What a log shows after the end of its window, where it was looked at again. */
  readonly usedSince?: readonly ActionLastAccessed[];
}

export type UsedBesides = Grant & { readonly because: EvidenceReason };

/**
 * Actions that the window does not show and that are known to be used all the same: IAM saw them (a job that runs once a quarter), or
 * the log shows them later. On all resources of their types in the account, as nothing tells which; what the replaced policies
 * granted narrows them. IAM counts refused attempts too, so an action that was only refused is not one of them.
 */
export function usedBesides(
  activity: Activity,
  { lastAccessed = [], usedSince = [] }: OtherUse,
  facts: ScopeFacts,
  catalogue: ActionCatalogue,
): readonly UsedBesides[] {
  const shown = new Set(activity.entries.map(({ action }) => action));
  const refused = new Set(activity.denied.map(({ action }) => action));
  const isNews = ({ action }: ActionLastAccessed) => !shown.has(catalogue.find(action)?.action ?? action);
  // Where the report is the evidence itself, its own window says what is too long ago.
  const since = activity.source === "last-accessed" ? activity.window.from : "";
  const isReported = (used: ActionLastAccessed) => isNews(used) && !refused.has(used.action) && used.at >= since;
  const wanted = (used: ActionLastAccessed, because: EvidenceReason) => ({ ...grantOf(used, facts, catalogue), because });
  return [
    ...usedSince.filter(isNews).map((used) => wanted(used, { id: "used-since", on: dayOf(used) })),
    ...lastAccessed
      .flatMap(({ actions = [] }) => actions)
      .filter(isReported)
      .map((used) => wanted(used, { id: "last-used", on: dayOf(used) })),
  ];
}

/** An action that is newer than the catalogue is kept wherever it is granted: of what types its resources are is not known. */
function grantOf({ action, region }: ActionLastAccessed, facts: ScopeFacts, catalogue: ActionCatalogue) {
  const info = catalogue.find(action);
  if (info === undefined) return { action, resources: ["*"] };
  const regions = region === undefined ? [] : [...new Set([...facts.regions, region])].sort();
  return grantAnywhere(info.action, { ...facts, regions }, catalogue);
}

function dayOf({ at }: ActionLastAccessed): string {
  return at.slice(0, 10);
}
