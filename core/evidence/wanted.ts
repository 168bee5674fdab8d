import { parseArn } from "#core/aws/arn.ts";
import { type ActionName, serviceOf } from "#core/aws/names.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Grant } from "#core/policy/document.ts";
import { blindSpots } from "#core/services/index.ts";
import type { Activity, ActivityEntry } from "#core/usage/activity.ts";
import type { ScopeFacts } from "#core/usage/open-types.ts";
import { conditionsOf } from "#core/usage/receivers.ts";
import { candidatesOf } from "./candidates.ts";
import { handingConditions } from "./handed-on.ts";
import { impliedActions } from "./implied.ts";
import { impliedPassing, passingCandidates } from "./implied-passing.ts";
import { impliedTagging } from "./implied-tagging.ts";
import { type Asked, readTags } from "./keep-tag.ts";
import { purposeOf } from "./purpose.ts";
import type { Candidate } from "./question.ts";
import type { EvidenceReason } from "./reason.ts";
import { madeFamilies, type Scope, type Scoping, scopeNamed, scopeResources } from "./scope.ts";
import { nothingTaken, openTaken, type TakenFrom, takenFrom } from "./taken-from.ts";
import { untrackedCandidates } from "./untracked.ts";
import { type OtherUse, usedBesides } from "./used-besides.ts";
import type { Widened } from "./widening.ts";

/** Why an action is wanted, the strongest reason that there is. */
export interface WantedEvidence {
  readonly kind: "seen" | "implied" | "last-accessed" | "asked";
  readonly because: EvidenceReason;
  /** False for what no record proves: the approver sees these by name. */
  readonly proven: boolean;
  /** Patterns that allow more than the names that were seen, each with the reason and the count of names it stands for. */
  readonly widened?: readonly Widened[];
}

/** An action that the role is to keep, on what, and why. */
export type Wanted = Grant & { readonly evidence: WantedEvidence };

/** What is known of the role besides its activity. */
export interface WantedInput extends OtherUse {
  /** The trust policy, as JSON text. */
  readonly trust: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Where the tag `whittle:scope` says nothing; `prefix` unless told. */
  readonly scope?: Scope;
  /** As many names of one type are spelt out. */
  readonly mostNames?: number;
  /** Actions, or patterns of them, that were missed after an earlier review and given back. */
  readonly keep?: readonly string[];
  /** May the role do anything with a service today? What no log can tell of others need not be asked. */
  readonly mayUse?: (service: string) => boolean;
}

export interface WantedActions extends SettledActions {
  /** What no log can tell, before it is known what of it the role has. */
  readonly candidates: readonly Candidate[];
}

/** What is kept, without what could be asked about. */
export interface SettledActions {
  /** Sorted by action; an action may come more than once, with different reasons for different resources. */
  readonly wanted: readonly Wanted[];
  readonly scope: Scope;
  /** Words in the role's tags that mean nothing. */
  readonly misunderstood: Asked["misunderstood"];
}

/**
 * What a role is to keep, before it is cut down to what it has: seen, implied by what was seen or by what the role is for, used by
 * a service of which only the use is known, kept because of a gap in the evidence, asked for by tag.
 */
export function wantedActions(activity: Activity, input: WantedInput, catalogue: ActionCatalogue): WantedActions {
  const { facts, purpose, implied, ...kept } = judged(activity, input, catalogue);
  const { lastAccessed } = input;
  const known = new Set(implied.map(({ action }) => action));
  return {
    ...kept,
    candidates: [
      ...(activity.source === "last-accessed" ? untrackedCandidates : candidatesOf)({
        activity,
        implied: known,
        purpose,
        lastAccessed,
        facts,
        mayUse: input.mayUse,
        catalogue,
      }),
      ...passingCandidates(activity, facts),
    ],
  };
}

/** The same where nobody is asked. */
export function settledActions(activity: Activity, input: WantedInput, catalogue: ActionCatalogue): SettledActions {
  const { wanted, scope, misunderstood } = judged(activity, input, catalogue);
  return { wanted, scope, misunderstood };
}

function judged(activity: Activity, input: WantedInput, catalogue: ActionCatalogue) {
  const asked = readTags(input.tags, catalogue);
  const scope = asked.scope ?? input.scope ?? "prefix";
  const facts = { ...factsOf(activity), ...(input.mostNames === undefined ? {} : { mostNames: input.mostNames }) };
  const families = madeFamilies(activity.entries, catalogue, facts.mostNames);
  const scoping = { scope, facts, catalogue, families };
  const taken = scope === "prefix" ? takenFrom(activity.entries, catalogue) : nothingTaken;
  const purpose = purposeOf(input.trust);
  const implied = [
    ...impliedActions(activity, purpose, scoping),
    ...impliedPassing(activity, facts),
    ...impliedTagging(activity, facts, catalogue),
  ];
  const traced = tracedWants(activity, scope, facts, catalogue);
  const wanted: Wanted[] = [
    ...activity.entries.map((entry) =>
      activity.source === "last-accessed" ? reportedWanted(entry) : seenWanted(entry, activity, scoping, taken),
    ),
    ...implied.map(({ because, ...grant }) => ({ ...grant, evidence: { kind: "implied" as const, because, proven: false } })),
    ...traced,
    ...keptByGaps(activity, catalogue),
    ...usedBesides(activity, input, facts, catalogue).map(({ because, ...grant }) => ({
      ...grant,
      evidence: { kind: "last-accessed" as const, because, proven: true },
    })),
    ...[...asked.actions].map(([action, word]) => askedWanted(action, { id: "keep-tag", word }, facts, catalogue)),
    ...(input.keep ?? []).flatMap((pattern) =>
      catalogue.expand(pattern).map((action) => askedWanted(action, { id: "given-back" }, facts, catalogue)),
    ),
  ];
  return { wanted: sortedDistinct(wanted), scope, misunderstood: asked.misunderstood, facts, purpose, implied };
}

function factsOf(activity: Activity): ScopeFacts {
  const { partition = "aws", account = "" } = parseArn(activity.roleArn) ?? {};
  const { accounts = account === "" ? [] : [account] } = activity;
  const regions = [...new Set(activity.entries.flatMap((entry) => entry.regions))].filter((region) => region !== "*").sort();
  return { partition, accounts, regions };
}

/**
 * IAM saw the action, though it names no resource: types that a call need not name and things that belong to AWS, such as its
 * Systems Manager documents, are possible too, so it is kept wherever it was granted.
 */
function reportedWanted({ action, lastSeen = "" }: ActivityEntry): Wanted {
  const because: EvidenceReason = { id: "reported", on: lastSeen.slice(0, 10) };
  return { action, resources: ["*"], evidence: { kind: "last-accessed", because, proven: true } };
}

function seenWanted(entry: ActivityEntry, activity: Activity, scoping: Scoping, taken: TakenFrom): Wanted {
  const { catalogue } = scoping;
  const opened = openTaken(entry, taken, catalogue);
  const { resources, widened } =
    opened.length > 0 ? { resources: opened.map(({ pattern }) => pattern), widened: opened } : scopeNamed(entry, scoping);
  const wider = widened.length > 0 ? { widened } : {};
  if (entry.impliedBy !== undefined) {
    const because = impliedReason(entry, entry.impliedBy, catalogue);
    return { action: entry.action, resources, ...conditionsOf(entry), evidence: { kind: "implied", because, proven: false, ...wider } };
  }
  const doubt = activity.suspicious.findIndex((use) => use.actions.includes(entry.action));
  const because = seenReason(entry, doubt < 0 ? undefined : doubt);
  const conditions = handingConditions(entry, activity.heldOut === undefined ? [] : activity.heldOut.later, scoping);
  return { action: entry.action, resources, ...conditions, evidence: { kind: "seen", because, proven: doubt < 0, ...wider } };
}

function impliedReason({ action, receivers, resources }: ActivityEntry, by: readonly string[], catalogue: ActionCatalogue): EvidenceReason {
  if (action === "iam:PassRole")
    return { id: "passed-role", by, ...(receivers === undefined ? {} : { receivers }), isNamed: resources.length > 0 };
  return { id: catalogue.find(action)?.level === "Tagging" ? "tagged" : "needed", by };
}

/**
 * What calls show to have been used without an event of its own. A resource that was used without being named is one of those that
 * other calls show to be used; where none is named, it may be any of the account's. Of a service whose own events are recorded,
 * though a trail may leave them out, nothing need be concluded.
 */
function tracedWants(activity: Activity, scope: Scope, facts: ScopeFacts, catalogue: ActionCatalogue): readonly Wanted[] {
  const recorded = new Set(activity.entries.filter(({ impliedBy }) => impliedBy === undefined).map(({ action }) => serviceOf(action)));
  const used = (activity.traces?.used ?? []).filter(({ action }) => !(isExcludable(action) && recorded.has(serviceOf(action))));
  return used.map((entry) => {
    const others = used.filter(({ action }) => serviceOf(action) === serviceOf(entry.action)).flatMap(({ resources }) => resources);
    const isNameless = isExcludable(entry.action) && entry.withoutResource > 0 && others.length > 0;
    const named = isNameless ? { ...entry, resources: others, withoutResource: 0 } : entry;
    const because = { id: "shown" as const, by: entry.impliedBy ?? [] };
    return {
      action: entry.action,
      resources: scopeResources(named, scope, facts, catalogue),
      evidence: { kind: "implied" as const, because, proven: true },
    };
  });
}

/** May a trail leave out the action's events, though they are management events? */
function isExcludable(action: string): boolean {
  return blindSpots.some(({ service, kind }) => kind === "excludable" && service === serviceOf(action));
}

/** `doubt`: the place of what makes the calls suspicious. */
function seenReason({ count, firstSeen = "", lastSeen = "", via }: ActivityEntry, doubt: number | undefined): EvidenceReason {
  const doubtful = doubt === undefined ? {} : { doubt };
  if (count === undefined) return { id: "generated", ...doubtful };
  return { id: "called", calls: count, first: firstSeen.slice(0, 10), last: lastSeen.slice(0, 10), via, ...doubtful };
}

/** What cannot be judged stays as it is: every action of the service, wherever it is granted now. */
function keptByGaps(activity: Activity, catalogue: ActionCatalogue): readonly Wanted[] {
  const ofServices = activity.servicesOnly.flatMap((service) =>
    catalogue.actionsOf(service).map(({ action }) => keptWanted(action, { id: "service-used", service })),
  );
  const ofGaps = activity.gaps.flatMap((gap) =>
    (gap.kind === "unresolved-events" ? (gap.keeps ?? []) : []).flatMap((pattern) =>
      catalogue.expand(pattern).map((action) => keptWanted(action, { id: "gap", gap: gap.kind })),
    ),
  );
  return [...ofServices, ...ofGaps];
}

function keptWanted(action: ActionName, because: EvidenceReason): Wanted {
  return { action, resources: ["*"], evidence: { kind: "last-accessed", because, proven: false } };
}

function askedWanted(action: ActionName, because: EvidenceReason, facts: ScopeFacts, catalogue: ActionCatalogue): Wanted {
  const resources = scopeResources(unseen(action), "account", { ...facts, regions: [] }, catalogue);
  return { action, resources, evidence: { kind: "asked", because, proven: false } };
}

function unseen(action: ActionName): ActivityEntry {
  return { action, resources: [], withoutResource: 1, regions: [], accounts: [], via: [] };
}

/** Of equal wants the first one stays: the list begins with the strongest reasons. */
function sortedDistinct(wanted: readonly Wanted[]): readonly Wanted[] {
  const distinct = new Map<string, Wanted>();
  for (const want of wanted) {
    const key = `${want.action} ${want.resources.join(" ")} ${JSON.stringify(want.conditions ?? {})}`;
    if (!distinct.has(key)) distinct.set(key, want);
  }
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, want]) => want);
}
