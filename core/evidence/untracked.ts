import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { blindSpots } from "#core/services/index.ts";
import type { CandidateInput } from "./candidate-input.ts";
import type { LastAccessed } from "./last-accessed.ts";
import type { Candidate } from "./question.ts";
import { actionsOfSpot } from "./recorded.ts";

const SOURCE = "IAM User Guide: IAM action last accessed information services and actions";

/** A role's own calls to sts need no permission, or are seen where a role is assumed. */
const ALWAYS_EXPLAINED = "sts";

/** The actions of a used service that a last accessed report says nothing of. */
interface Untracked {
  /** IAM does not track them: data events, and all of a service that it tracks as a whole. */
  readonly hidden: readonly ActionInfo[];
  /** The report may leave them out because they were not used: it names used actions alone. */
  readonly unlisted: readonly ActionInfo[];
}

/**
 * IAM tracks management actions of many services, and of others only that they were used. A report that names unused actions too names
 * all that are tracked; of one that names used ones alone, only what no service tracks (data events, `iam:PassRole`) is surely untracked.
 */
export function untrackedOf({ service, actions = [], tracked }: LastAccessed, catalogue: ActionCatalogue): Untracked {
  const all = catalogue.actionsOf(service).filter(({ action }) => action !== "iam:PassRole");
  if (tracked !== undefined) {
    const named = new Set(tracked);
    return { hidden: all.filter(({ action }) => !named.has(action)), unlisted: [] };
  }
  if (actions.length === 0) return { hidden: all, unlisted: [] };
  const used = new Set(actions.map(({ action }) => action));
  const unseen = new Set(
    blindSpots.filter((spot) => spot.service === service).flatMap((spot) => actionsOfSpot(spot, catalogue).map(({ action }) => action)),
  );
  const left = all.filter(({ action }) => !used.has(action));
  return { hidden: left.filter(({ action }) => unseen.has(action)), unlisted: left.filter(({ action }) => !unseen.has(action)) };
}

/**
 * Of each service that IAM reports as used: what is not tracked stays unless the approver says otherwise, but for what manages
 * permissions; what the report does not name goes, and is asked about.
 */
export function untrackedCandidates({ activity, lastAccessed = [], implied, catalogue }: CandidateInput): readonly Candidate[] {
  const used = lastAccessed.filter(({ service, at }) => at >= activity.window.from && service !== ALWAYS_EXPLAINED);
  return used.flatMap((access) => {
    const { hidden, unlisted } = untrackedOf(access, catalogue);
    const candidate = (verdict: "keep" | "remove", infos: readonly ActionInfo[], weight: number): readonly Candidate[] => {
      const left = infos.filter(({ action }) => !implied.has(action));
      if (left.length === 0) return [];
      return [
        {
          service: access.service,
          resources: ["*"],
          grants: left.map(({ action }) => ({ action, resources: ["*"] })),
          because: { id: "untracked", source: SOURCE },
          speaksFor: [{ id: "last-accessed", at: access.at }],
          default: verdict,
          weight,
        },
      ];
    };
    const isGrave = ({ level }: ActionInfo) => level === "Permissions management";
    return [
      ...candidate(
        "keep",
        hidden.filter((info) => !isGrave(info)),
        80,
      ),
      ...candidate("remove", [...hidden.filter(isGrave), ...unlisted], 30),
    ];
  });
}
