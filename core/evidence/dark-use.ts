import type { ActionCatalogue, ActionInfo } from "#core/policy/catalogue.ts";
import { serviceOf } from "#core/policy/service-of.ts";
import { type BlindSpot, blindSpots, usuallyCalledBy } from "#core/services/index.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { Purpose } from "./purpose.ts";

/** When a role last used a service, or tried to, as IAM reports it (IAM API Reference, GetServiceLastAccessedDetails). */
export interface LastAccessed {
  /** Service prefix (`ServiceNamespace`). */
  readonly service: string;
  /** ISO 8601 (`LastAuthenticated`). */
  readonly at: string;
}

/** A service that may be used without leaving a trace, and what Whittle does about it. */
export interface BlindSpotQuestion {
  readonly service: string;
  /** Actions that no record of this log would show. */
  readonly actions: readonly string[];
  /** `keep`: they stay, unproven. `ask`: they go unless a tag keeps them. */
  readonly decision: "keep" | "ask";
  readonly because: string;
}

export interface BlindSpotInput {
  readonly activity: Activity;
  /** Actions that were seen or are implied: nothing to ask about. */
  readonly known: ReadonlySet<string>;
  readonly purpose: Purpose;
  /** Undefined where it is not known. */
  readonly lastAccessed: readonly LastAccessed[] | undefined;
  readonly catalogue: ActionCatalogue;
}

export interface BlindSpotJudgement {
  readonly kept: readonly { readonly action: string; readonly because: string }[];
  readonly questions: readonly BlindSpotQuestion[];
}

/**
 * What happens to the actions that management events never show. A service that IAM reports as used in the window, by none of the
 * calls that were seen, keeps them; one that has no such actions keeps all that it has.
 * A service that was seen, or that a seen call works on, is a question to the approver: IAM counts the seen calls themselves.
 * A service that IAM reports as unused, or that nothing speaks for, loses them without a question.
 */
export function judgeBlindSpots({ activity, known, purpose, lastAccessed, catalogue }: BlindSpotInput): BlindSpotJudgement {
  const seen = new Set(activity.entries.map((entry) => entry.action));
  const hidden = blindSpots.flatMap((spot) => {
    const actions = notRecorded(spot, seen, catalogue).filter((action) => !known.has(action));
    if (actions.length === 0) return [];
    const decision = decisionFor(spot, activity, purpose, lastAccessed && { services: lastAccessed, isImplied: isAnyOf(spot, known) });
    return decision === undefined ? [] : [{ service: spot.service, actions, ...decision }];
  });
  const questions = [...hidden, ...unexplainedServices(activity, lastAccessed ?? [], catalogue)];
  const keeps = questions.filter((question) => question.decision === "keep");
  return { kept: keeps.flatMap(({ actions, because }) => actions.map((action) => ({ action, because }))), questions };
}

/** A role's own calls to sts are recorded, but for GetCallerIdentity, which needs no permission and which nearly every program makes. */
const ALWAYS_EXPLAINED = "sts";

/** Services without actions of a blind spot that IAM reports as used, though no call that was seen explains it. */
function unexplainedServices(
  activity: Activity,
  lastAccessed: readonly LastAccessed[],
  catalogue: ActionCatalogue,
): readonly BlindSpotQuestion[] {
  const explained = new Set([...activity.entries.map(({ action }) => serviceOf(action)), ...activity.servicesOnly, ALWAYS_EXPLAINED]);
  for (const { service } of blindSpots) if (service !== "iam") explained.add(service);
  const refused = new Set(activity.denied.map(({ action }) => serviceOf(action)));
  return lastAccessed
    .filter(({ service, at }) => at >= activity.window.from && !explained.has(service))
    .map((access) => ({
      service: access.service,
      actions: catalogue.actionsOf(access.service).map((info) => info.action),
      ...(refused.has(access.service)
        ? { decision: "ask" as const, because: `${reported(access)}, which may have been a call that was refused` }
        : { decision: "keep" as const, because: `${reported(access)}, and no record shows by which action` }),
    }))
    .filter((question) => question.actions.length > 0);
}

/**
 * What the log would not show. One that shows some of a service's data events shows them all, as far as its trail was told to: those
 * that read, those that write, or both (CloudTrail User Guide, "Logging data events").
 */
export function notRecorded(spot: BlindSpot, seen: ReadonlySet<string>, catalogue: ActionCatalogue): readonly string[] {
  const all = spot.actions.flatMap((name) => catalogue.find(`${spot.service}:${name}`) ?? []);
  if (spot.kind === "not-logged") return all.map(({ action }) => action);
  const also = new Set(spot.alsoShown?.map((name) => `${spot.service}:${name}`));
  const shown = all.filter(({ action }) => seen.has(action) && !also.has(action));
  const recorded = new Set(shown.map(isReading));
  return all.filter((info) => !recorded.has(isReading(info))).map(({ action }) => action);
}

function isReading({ level }: ActionInfo): boolean {
  return level === "Read" || level === "List";
}

function isAnyOf({ service, actions }: BlindSpot, known: ReadonlySet<string>): boolean {
  return actions.some((name) => known.has(`${service}:${name}`));
}

/** What IAM reports, and whether another action of the same blind spot, which is implied and stays anyway, may be the use. */
interface Reported {
  readonly services: readonly LastAccessed[];
  readonly isImplied: boolean;
}

function decisionFor(
  spot: BlindSpot,
  activity: Activity,
  purpose: Purpose,
  report: Reported | undefined,
): Pick<BlindSpotQuestion, "decision" | "because"> | undefined {
  if (spot.service === "iam") return undefined;
  const hidden = `management events never show these actions (${spot.source})`;
  const used = report?.services.find((access) => access.service === spot.service && access.at >= activity.window.from);
  if (used !== undefined && !report?.isImplied && !isExplained(used, activity))
    return { decision: "keep", because: `${reported(used)}; ${hidden}` };
  const companions = activity.entries.filter((entry) => serviceOf(entry.action) === spot.service).map((entry) => entry.action);
  if (companions.length > 0) return { decision: "ask", because: `${wereSeen(companions)}, and ${hidden}` };
  const callers = activity.entries.map((entry) => entry.action).filter((action) => spot.reachedBy?.actions.includes(action));
  if (callers.length > 0)
    return {
      decision: "ask",
      because: `${callers.slice(0, 3).join(", ")} may work on ${spot.service} with the role's own rights, and ${hidden}`,
    };
  if (used !== undefined) return { decision: "ask", because: `${reported(used)}, by which action it does not tell; ${hidden}` };
  if (report === undefined && usualFor(purpose, spot.service))
    return { decision: "ask", because: `a role that ${purpose.services.join(", ")} assumes often uses ${spot.service}, and ${hidden}` };
  return undefined;
}

/**
 * Does the log show a call that may be the use that IAM reports? One of the same day or later does; so does any at all where the log
 * ends before the use, or tells no times.
 */
function isExplained({ service, at }: LastAccessed, { entries, denied, window }: Activity): boolean {
  if (denied.some(({ action }) => serviceOf(action) === service)) return true;
  const ofService = entries.filter(({ action }) => serviceOf(action) === service);
  const isOver = at >= window.to;
  return ofService.some(({ lastSeen }) => isOver || lastSeen === undefined || lastSeen.slice(0, 10) >= at.slice(0, 10));
}

function reported({ service, at }: LastAccessed): string {
  return `IAM reports that ${service} was used on ${at.slice(0, 10)}`;
}

/** At most three of them, said to have been seen. */
export function wereSeen(actions: readonly string[]): string {
  return `${actions.slice(0, 3).join(", ")} ${actions.length === 1 ? "was" : "were"} seen`;
}

function usualFor(purpose: Purpose, service: string): boolean {
  return purpose.services.some((assumer) => usuallyCalledBy(assumer).includes(service));
}
