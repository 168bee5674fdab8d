/** Bytes of one role's JSON object where `--full` is not given. */
export const MOST_BYTES = 30_000;

/** What the names and numbers of what was left out take at most, in bytes. */
const OMITTED_BYTES = 250;

/** What the lists may have at least: where what always stays takes more, questions are told more shortly. */
const ROOM_FOR_LISTS = 15_000;

/** What they have in any case: where policies and questions take more, questions name fewer actions. */
const LEAST_FOR_LISTS = 3_000;

/** Resources named of one action, tried in this order until all actions fit. */
const MOST_RESOURCES = [20, 5, 1, 0];

/** What activity, evidence, removed and kept actions, later and replayed denied calls get of the room. `evidence` of seen actions repeats activity. */
const WEIGHTS = [3, 1, 2, 1, 2, 1];

interface SeenAction {
  readonly count: number | null;
  readonly resources: readonly string[];
  /** How many resources there are besides; absent where all are named. */
  readonly moreResources?: number;
}

interface Counted {
  readonly count: number;
}

interface Asked {
  readonly actions: readonly string[];
  readonly because: readonly { readonly id: string }[];
  readonly keeps: readonly string[];
}

/** The lists of a role's JSON that grow with what the role did and may do. */
export interface Lists {
  readonly questions: readonly Asked[];
  readonly activity: readonly SeenAction[];
  readonly evidence: readonly { readonly kind: string }[];
  readonly diff: { readonly kept: readonly string[]; readonly removed: readonly string[]; readonly removedCounts?: readonly number[] };
  readonly proof: { readonly kind: "tested"; readonly denied: readonly Counted[] } | { readonly kind: "not-tested" } | null;
  readonly backtest: { readonly wouldDeny: readonly Counted[] };
}

type AsPatterns = (actions: readonly string[]) => readonly string[];

/** How many items of each list were left out; of removed actions, how many actions; of questions, how many sources, and patterns of actions. */
type Omitted = Partial<Record<"sources" | "asked" | "activity" | "evidence" | "kept" | "removed" | "denied" | "wouldDeny", number>>;

/**
 * The report within MOST_BYTES, and `omitted`, which says how much of which list was left out. Cut are lists alone, what matters least
 * first; policies, questions, gaps, suspicious use, risk, checks and all counts always stay. Questions whose hundreds of actions would
 * leave no room for anything else name them by what `asPatterns` makes of them, and one source for each id in `because`; where even that is
 * too long, those with most patterns name fewer.
 */
export function fitJson<T extends Lists>(report: T, asPatterns: AsPatterns) {
  const { told, questions, room } = fitQuestions(report, asPatterns);
  const lists = listsOf(report);
  const shown = fitLists(lists, room);
  const omitted: Omitted = onlyAboveZero({
    sources: sourcesOf(report.questions) - sourcesOf(questions),
    asked: askedIn(told) - askedIn(questions),
    activity: lists.activity.length - shown.activity.length,
    evidence: lists.evidence.length - shown.evidence.length,
    removed: sumOf(lists.removed) - sumOf(shown.removed),
    kept: lists.kept.length - shown.kept.length,
    denied: lists.denied.length - shown.denied.length,
    wouldDeny: lists.wouldDeny.length - shown.wouldDeny.length,
  });
  const { diff, proof, backtest } = report;
  const removed = shown.removed.map(({ pattern }) => pattern);
  return {
    ...report,
    questions,
    activity: shown.activity,
    evidence: shown.evidence,
    diff: { ...diff, kept: shown.kept, removed, removedCounts: shown.removed.map(countOf) },
    proof: proof?.kind === "tested" ? { ...proof, denied: shown.denied } : proof,
    backtest: { ...backtest, wouldDeny: shown.wouldDeny },
    omitted,
  };
}

/** The questions as they are told, the same with fewer names where that is too long, and the bytes that they leave to the lists. */
function fitQuestions<T extends Lists>(report: T, asPatterns: AsPatterns) {
  const { diff, proof, backtest } = report;
  const rest = {
    ...report,
    activity: [],
    evidence: [],
    diff: { ...diff, kept: [], removed: [], removedCounts: [] },
    proof: { ...proof, denied: [] },
    backtest: { ...backtest, wouldDeny: [] },
  };
  const most = MOST_BYTES - OMITTED_BYTES;
  const isLong = bytesOf(rest) > most - ROOM_FOR_LISTS;
  const told: T["questions"] = isLong ? report.questions.map((question) => toldShortly(question, asPatterns)) : report.questions;
  const room = most - bytesOf({ ...rest, questions: told });
  if (room >= LEAST_FOR_LISTS) return { told, questions: told, room };
  const questions = namingFewer(told, LEAST_FOR_LISTS - room);
  return { told, questions, room: most - bytesOf({ ...rest, questions }) };
}

function toldShortly<Q extends Asked>(question: Q, asPatterns: AsPatterns): Q {
  const because = [...new Map(question.because.toReversed().map((each) => [each.id, each])).values()].toReversed();
  return { ...question, actions: asPatterns(question.actions), keeps: asPatterns(question.keeps), because };
}

/** The lists that may be cut. */
function listsOf({ activity, evidence, diff: { kept, removed, removedCounts = [] }, proof, backtest }: Lists) {
  return {
    activity,
    evidence,
    removed: removed.map((pattern, at) => ({ pattern, count: removedCounts[at] ?? 1 })),
    kept,
    denied: proof?.kind === "tested" ? proof.denied : [],
    wouldDeny: backtest.wouldDeny,
  };
}

/** What of each list is shown in so many bytes. */
function fitLists({ activity, evidence, removed, kept, denied, wouldDeny }: ReturnType<typeof listsOf>, room: number) {
  const needs = [activity, evidence, removed.flatMap(({ pattern, count }) => [pattern, String(count)]), kept, denied, wouldDeny];
  const shares = sharesOf(
    needs.map((items, at) => ({ need: bytesOf(items), weight: WEIGHTS[at] ?? 1 })),
    room,
  );
  const [forActivity = 0, forEvidence = 0, forRemoved = 0, forKept = 0, forDenied = 0, forReplay = 0] = shares;
  return {
    activity: withinActivity(activity, forActivity),
    evidence: cut(evidence, forEvidence, ({ kind }) => (kind === "seen" ? 0 : 1)),
    removed: cut(removed, forRemoved, countOf, ({ pattern, count }) => bytesOf(pattern) + String(count).length + 2),
    kept: cut(kept, forKept, () => 0),
    denied: cut(denied, forDenied, countOf),
    wouldDeny: cut(wouldDeny, forReplay, countOf),
  };
}

/** The questions without so many bytes of actions, taken from the ends of those that name most; one of each stays. */
function namingFewer<Q extends Asked>(questions: readonly Q[], bytes: number): readonly Q[] {
  const named = new Map(questions.map((question) => [question, [...question.actions]]));
  let left = bytes;
  for (const actions of [...named.values()].sort((a, b) => b.length - a.length)) {
    while (left > 0 && actions.length > 1) left -= bytesOf(actions.pop()) + 1;
  }
  return questions.map((question) => ({ ...question, actions: named.get(question) ?? question.actions }));
}

function askedIn(questions: readonly Asked[]): number {
  return questions.reduce((sum, { actions }) => sum + actions.length, 0);
}

function sourcesOf(questions: readonly Asked[]): number {
  return questions.reduce((sum, { because }) => sum + because.length, 0);
}

/** What a list takes as a whole, and what part of the room it may have where not all fit. */
interface Claim {
  readonly need: number;
  readonly weight: number;
}

/** All that a list needs where that is no more than its part; what is left over goes to those that need more. */
export function sharesOf(claims: readonly Claim[], room: number): readonly number[] {
  const left = Math.max(0, room);
  const weights = claims.reduce((sum, { weight }) => sum + weight, 0);
  const part = ({ weight }: Claim) => (left * weight) / weights;
  const content = claims.filter((claim) => claim.need <= part(claim));
  if (content.length === 0 || content.length === claims.length) return claims.map((claim) => Math.min(claim.need, part(claim)));
  const others = claims.filter((claim) => !content.includes(claim));
  const rest = sharesOf(others, left - content.reduce((sum, { need }) => sum + need, 0)).values();
  return claims.map((claim) => (content.includes(claim) ? claim.need : (rest.next().value ?? 0)));
}

/** As many items as fit into so many bytes, the most important first, in the order in which they came. */
function cut<T>(items: readonly T[], room: number, importance: (item: T) => number, size: (item: T) => number = bytesOf): readonly T[] {
  const importances = items.map(importance);
  const order = [...items.keys()].sort((a, b) => (importances[b] ?? 0) - (importances[a] ?? 0) || a - b);
  const shown = new Set<number>();
  let left = room - 2;
  for (const at of order) {
    left -= sizeAt(at) + 1;
    if (left < -1) break;
    shown.add(at);
  }
  return shown.size === items.length ? items : items.filter((_, at) => shown.has(at));

  function sizeAt(at: number): number {
    const item = items[at];
    return item === undefined ? 0 : size(item);
  }
}

/** Every action with as many resources as fit for all of them; where not even that fits, the most used actions. */
function withinActivity(activity: readonly SeenAction[], room: number): readonly SeenAction[] {
  if (bytesOf(activity) <= room) return activity;
  const shortened = MOST_RESOURCES.map((most) => activity.map((entry) => withResources(entry, most)));
  return shortened.find((entries) => bytesOf(entries) <= room) ?? cut(shortened.at(-1) ?? [], room, ({ count }) => count ?? 0);
}

function withResources(entry: SeenAction, most: number): SeenAction {
  const more = entry.resources.length - most;
  return more <= 0 ? entry : { ...entry, resources: entry.resources.slice(0, most), moreResources: more };
}

function countOf({ count }: Counted): number {
  return count;
}

function sumOf(items: readonly Counted[]): number {
  return items.reduce((sum, { count }) => sum + count, 0);
}

function onlyAboveZero(counts: Readonly<Record<string, number>>): Omitted {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** What JSON writes as it is, in one byte a letter: nearly all names and patterns are of that kind, and each is measured several times. */
const PLAIN = /^[ !#-[\]-~]*$/;

function bytesOf(value: unknown): number {
  if (typeof value === "string" && PLAIN.test(value)) return value.length + 2;
  if (Array.isArray(value) && typeof value[0] === "string") return value.reduce<number>((sum, item) => sum + bytesOf(item) + 1, 1);
  return Buffer.byteLength(JSON.stringify(value));
}
