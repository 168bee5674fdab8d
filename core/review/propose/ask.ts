import type { Candidate, Question } from "#core/evidence/question.ts";
import type { Wanted } from "#core/evidence/wanted.ts";
import { holds } from "#core/policy/action-set.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { coverTest } from "#core/policy/cover.ts";
import { grantedActions } from "#core/policy/diff.ts";
import type { Grant, PolicyDocument, Statement } from "#core/policy/document.ts";
import { matches } from "#core/policy/match.ts";
import { droppedGrants } from "#core/policy/refine.ts";
import { type Answers, noAnswers } from "../answers.ts";

/** No approver answers more: what is least likely is asked together. */
export const MOST_QUESTIONS = 5;

/** The role as far as it is decided already. */
export interface Decided {
  readonly replaced: readonly PolicyDocument[];
  readonly retained: readonly PolicyDocument[];
  /** What it keeps whatever the answers are. */
  readonly refined: readonly Statement[];
  readonly catalogue: ActionCatalogue;
}

export interface Asked {
  readonly questions: readonly Question[];
  /** What the answers, or the defaults, keep. */
  readonly kept: readonly Wanted[];
  /** Of that, what answers keep of a question in part: such a question is settled, and the approver is told. */
  readonly settled: readonly Wanted[];
  /** The questions that the approver answers, each as a whole. */
  readonly open: readonly OpenQuestion[];
}

export interface OpenQuestion {
  readonly question: Question;
  /** What keeping adds. */
  readonly grants: readonly Grant[];
}

/** Of what no log can tell: what the role has and would lose, as a few questions, and what stays by the answers. */
export function ask(candidates: readonly Candidate[], decided: Decided, answers: Answers = noAnswers): Asked {
  const open = stillOpen(candidates, decided).sort((a, b) => b.weight - a.weight);
  const topics = distinctIds(grouped(open));
  const asked = topics.map((topic) => answered(topic, answers, decided.catalogue));
  const all = asked.map((question, index) => ({ question, grants: topics[index]?.grants ?? [] }));
  return {
    questions: asked,
    kept: all.flatMap(keptOf),
    settled: all.filter((each) => !isOpen(each)).flatMap(keptOf),
    open: all.filter(isOpen),
  };
}

function isOpen({ question: { keeps, actions } }: OpenQuestion): boolean {
  return keeps.length === 0 || keeps.length === actions.length;
}

function keptOf({ question: { id, keeps, default: verdict }, grants }: OpenQuestion): readonly Wanted[] {
  return grants.filter(({ action }) => keeps.includes(action)).map((grant) => keptWant(grant, id, verdict === "keep"));
}

/** What is left of each candidate after what the role has not, what stays granted, and what is kept anyway. */
function stillOpen(candidates: readonly Candidate[], { replaced, retained, refined, catalogue }: Decided): Candidate[] {
  const dropped = droppedGrants({ wanted: candidates.flatMap(({ grants }) => grants), replaced, retained, catalogue });
  const gone = new Map<Grant, Set<string>>();
  for (const { grant, resource } of dropped) gone.set(grant, (gone.get(grant) ?? new Set()).add(resource));
  const staying: readonly PolicyDocument[] = [{ version: "2012-10-17", statements: refined }, ...retained];
  const isCovered = coverTest(staying, catalogue);
  const space = actionSpace(catalogue);
  const granted = grantedActions(staying, space);
  const isKeptAnyway = ({ action, resources, conditions }: Grant) => {
    const place = space.placeOf(action);
    if (place !== undefined && !holds(granted, place)) return false;
    return isCovered({ action, resources: { kind: "only", patterns: resources }, conditions });
  };
  return candidates.flatMap((candidate) => {
    const grants = candidate.grants
      .map((grant) => left(grant, gone.get(grant)))
      .filter((grant) => grant.resources.length > 0 && !isKeptAnyway(grant));
    return grants.length === 0 ? [] : [{ ...candidate, grants }];
  });
}

/** The grant itself where nothing of it is gone: grants of many roles share one list of resources, which is then known again. */
function left(grant: Grant, gone: ReadonlySet<string> | undefined): Grant {
  return gone === undefined ? grant : { ...grant, resources: grant.resources.filter((resource) => !gone.has(resource)) };
}

/** Candidates that one question is about. */
interface Topic {
  readonly id: string;
  readonly candidates: readonly Candidate[];
  readonly grants: readonly Grant[];
}

/** One topic a candidate where they are few; what is least likely in one topic for what stays, and one for what goes. */
function grouped(open: readonly Candidate[]): readonly Topic[] {
  if (open.length <= MOST_QUESTIONS) return open.map((candidate) => topic(idOf(candidate), [candidate]));
  const kept = open.filter((candidate) => candidate.default === "keep");
  const removed = open.filter((candidate) => candidate.default === "remove");
  const roomForKept = removed.length > 0 ? MOST_QUESTIONS - 1 : MOST_QUESTIONS;
  const keptTopics = upTo(roomForKept, kept, "other-kept");
  return [...keptTopics, ...upTo(MOST_QUESTIONS - keptTopics.length, removed, "other")];
}

function upTo(most: number, candidates: readonly Candidate[], id: string): readonly Topic[] {
  const alone = candidates.length <= most ? candidates : candidates.slice(0, most - 1);
  const together = candidates.slice(alone.length);
  return [...alone.map((candidate) => topic(idOf(candidate), [candidate])), ...(together.length > 0 ? [topic(id, together)] : [])];
}

function topic(id: string, candidates: readonly Candidate[]): Topic {
  return { id, candidates, grants: candidates.flatMap(({ grants }) => grants) };
}

/** `s3/reports`, `s3/reports+2`, `s3/any` where nothing narrows it, and `s3/seldom` for what few roles use. */
function idOf({ service, resources, isSeldom }: Candidate): string {
  if (isSeldom) return `${service}/seldom`;
  const [first = "*"] = resources;
  const name = /[^:/*]+$/.exec(first)?.[0];
  return `${service}/${name ?? "any"}${resources.length > 1 ? `+${resources.length - 1}` : ""}`;
}

function distinctIds(topics: readonly Topic[]): readonly Topic[] {
  const counts = new Map<string, number>();
  return topics.map((each) => {
    const count = (counts.get(each.id) ?? 0) + 1;
    counts.set(each.id, count);
    return count === 1 ? each : { ...each, id: `${each.id}-${count}` };
  });
}

function answered({ id, candidates, grants }: Topic, answers: Answers, catalogue: ActionCatalogue): Question {
  const actions = [...new Set(grants.map(({ action }) => action))].sort();
  const [first] = candidates;
  const verdict = first?.default ?? "remove";
  const services = new Set(candidates.map(({ service }) => service));
  return {
    id,
    service: services.size === 1 ? (first?.service ?? "other") : "other",
    resources: [...new Set(candidates.flatMap(({ resources }) => resources))].sort(),
    actions,
    because: distinct(candidates.map(({ because }) => because)),
    speaksFor: distinct(candidates.flatMap(({ speaksFor }) => speaksFor)),
    adds: levelsOf(actions, catalogue),
    default: verdict,
    keeps: actions.filter((action) => stays(action, id, verdict, answers)),
  };
}

/** An answer about the action goes before one about the whole question, and that before the default. */
function stays(action: string, id: string, verdict: "keep" | "remove", { keep, remove }: Answers): boolean {
  const names = (words: readonly string[]) => words.some((word) => word.includes(":") && matches(word.toLowerCase(), action.toLowerCase()));
  if (names(remove)) return false;
  if (names(keep)) return true;
  if (remove.includes(id)) return false;
  return keep.includes(id) || verdict === "keep";
}

function levelsOf(actions: readonly string[], catalogue: ActionCatalogue): Question["adds"] {
  const infos = actions.flatMap((action) => catalogue.find(action) ?? []);
  return [...Map.groupBy(infos, ({ level }) => level)].map(([level, alike]) => ({ level, count: alike.length }));
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function keptWant(grant: Grant, id: string, isDefault: boolean): Wanted {
  return {
    ...grant,
    evidence: {
      kind: isDefault ? "last-accessed" : "asked",
      because: { id: isDefault ? "question-default" : "answered", question: id },
      proven: false,
    },
  };
}
