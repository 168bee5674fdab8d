import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { type JsonPolicy, policySize, toJson } from "#core/policy/json.ts";
import { joinStatements } from "#core/policy/minimise.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { fewestDocuments } from "#core/policy/split.ts";
import { refinedName } from "./change/plan/refined-policy.ts";
import { chosenDiff } from "./chosen-diff.ts";
import { RecordMismatchError } from "./errors.ts";
import type { Note } from "./model/note.ts";
import type { Choice, Choices, Evidence, Parts, PolicyRoom, Proposal, ProposedPolicy, ShorterActions } from "./model/proposal.ts";
import type { Answer, Review } from "./model/review.ts";
import { documentLimits } from "./policy-quota.ts";
import type { ReviewStore } from "./ports/review-store.ts";

/** The questions, by id, that are kept unless the approver says otherwise. */
export function keptByDefault({ questions }: Choices): ReadonlySet<string> {
  return new Set(questions.filter((each) => each.default === "keep").map(({ question }) => question));
}

/**
 * The refined policy where these questions are kept, and no other. Made of the proposal alone: equal choices give byte-equal
 * documents, whatever the catalogue says by then. Throws PolicyTooLargeError where the role has no room for them.
 */
export function documentsFor(
  { plain, shorter = [], shortened = plain, room }: Choices,
  kept: ReadonlySet<string>,
): readonly PolicyDocument[] {
  const shorten = () => joinStatements(statementsOf(shortened, kept, shorter));
  return fewestDocuments(joinStatements(statementsOf(plain, kept)), shorten, documentLimits(room));
}

/** The statements that always stay, and those of the questions that are kept. */
function statementsOf(
  { always, keeping }: Parts,
  kept: ReadonlySet<string>,
  shorter: readonly ShorterActions[] = [],
): readonly Statement[] {
  const added = keeping.map(({ question, document }) => (kept.has(question) ? readStatements(document) : []));
  const documents = [readStatements(always), ...added];
  const actions = new Map(shorter.map((each) => [`${each.document} ${each.statement}`, each.actions]));
  return documents.flatMap((statements, document) =>
    statements.map((statement, at) => {
      const patterns = actions.get(`${document} ${at}`);
      return patterns === undefined ? statement : { ...statement, actions: { kind: "only" as const, patterns } };
    }),
  );
}

/** A role that used nothing which only replaced policies grant keeps no statement whatever is answered, and a policy without one is none. */
function readStatements(document: JsonPolicy): readonly Statement[] {
  return document.Statement.length === 0 ? [] : parsePolicy(document, "the refined policy").statements;
}

/** Documents as policies of the role, named in their order: those for which no place is left are inline ones. */
export function proposedPolicies(
  roleName: string,
  documents: readonly PolicyDocument[],
  { managed }: Pick<PolicyRoom, "managed">,
): readonly ProposedPolicy[] {
  return documents.map((document, index) => ({
    name: refinedName(roleName, index + 1),
    document: toJson(document),
    size: policySize(document),
    ...(index < managed ? {} : { inline: true as const }),
  }));
}

/** What the approver is told of policies that become inline ones. */
export function inlineNotes(policies: readonly ProposedPolicy[]): readonly Note[] {
  const names = policies.filter(({ inline }) => inline).map(({ name }) => name);
  return names.length === 0 ? [] : [{ id: "no-place-left", names }];
}

/** One answer to each question of a proposal: what was said, and the default where nothing was. Undefined where it has none. */
export function answersTo({ choices }: Proposal, said: ReadonlyMap<string, Answer["verdict"]> = new Map()): readonly Answer[] | undefined {
  return choices?.questions.map(({ question, default: verdict }) => {
    const answer = said.get(question) ?? verdict;
    return { question, verdict: answer, by: answer === verdict ? "default" : "approver" };
  });
}

/**
 * The proposal as it stands after the answers: with their documents, and with what is kept and removed by them. It is the
 * proposal itself where all is left at its default. Replay, proof and the other checks are those of the proposal.
 * Throws RecordMismatchError where the answers are not one to each of its questions, and PolicyTooLargeError.
 */
export function withAnswers(proposal: Proposal, answers: readonly Answer[] | undefined): Proposal {
  const { choices } = proposal;
  if (answers === undefined) return proposal;
  requireOneEach(proposal, answers);
  const now = keptBy(answers);
  if (choices === undefined || answers.every(({ question, verdict }) => (verdict === "keep") === keptByDefault(choices).has(question)))
    return proposal;
  const [had, has] = [losesUnlessKept(choices, keptByDefault(choices)), losesUnlessKept(choices, now)];
  const regained = [...had.values()].filter(({ action }) => !has.has(action));
  const lost = [...has.values()].filter(({ action }) => !had.has(action));
  const isRegained = new Set(regained.map(({ action }) => action));
  const policies = proposedPolicies(proposal.role.name, documentsFor(choices, now), choices.room);
  return {
    ...proposal,
    policies,
    notes: [...inlineNotes(policies), ...proposal.notes.filter(({ id }) => id !== "no-place-left")],
    questions: proposal.questions.map((each) => ({ ...each, keeps: keepsOf(each, choices, now) })),
    evidence: evidenceAfter(proposal, { choices, now, lost: new Set(lost.map(({ action }) => action)) }),
    diff: chosenDiff(proposal.diff, regained, lost),
    ...escalationsAfter(proposal, choices, now),
    unlogged: [...proposal.unlogged.filter((action) => !isRegained.has(action)), ...lost.map(({ action }) => action)].sort(),
  };
}

/** The proposal as it was approved; as it was made where it was not. */
export function asDecided(
  proposal: Proposal,
  { decision }: { readonly decision?: { readonly answers?: readonly Answer[] } | undefined },
): Proposal {
  return withAnswers(proposal, decision?.answers);
}

/** The review's proposal as it was decided; undefined where none was made. */
export async function decidedProposal(store: Pick<ReviewStore, "document">, review: Review): Promise<Proposal | undefined> {
  const made = await store.document(review.id, "proposal");
  return made && asDecided(made, review);
}

/** The questions, by id, that the answers keep. */
export function keptBy(answers: readonly Answer[]): ReadonlySet<string> {
  return new Set(answers.filter(({ verdict }) => verdict === "keep").map(({ question }) => question));
}

function requireOneEach({ reviewId, choices }: Proposal, answers: readonly Answer[]): void {
  const asked = (choices?.questions ?? []).map(({ question }) => question).sort();
  const answered = answers.map(({ question }) => question).sort();
  if (JSON.stringify(asked) !== JSON.stringify(answered))
    throw new RecordMismatchError(reviewId, "the answers are not to the questions of its proposal");
}

function losesUnlessKept({ questions }: Choices, kept: ReadonlySet<string>): ReadonlyMap<string, Choice["loses"][number]> {
  const stays = new Set(questions.filter(({ question }) => kept.has(question)).flatMap(({ loses }) => loses.map(({ action }) => action)));
  return new Map(questions.flatMap(({ loses }) => loses.filter(({ action }) => !stays.has(action)).map((each) => [each.action, each])));
}

function keepsOf({ id, actions, keeps }: Proposal["questions"][number], { questions }: Choices, kept: ReadonlySet<string>) {
  if (!questions.some(({ question }) => question === id)) return keeps;
  return kept.has(id) ? actions : [];
}

interface Chosen {
  readonly choices: Choices;
  readonly now: ReadonlySet<string>;
  readonly lost: ReadonlySet<string>;
}

/** The ways to gain rights that are open with these questions kept, and the check of them. */
function escalationsAfter(
  { checks }: Proposal,
  { ways }: Choices,
  kept: ReadonlySet<string>,
): Partial<Pick<Proposal, "escalations" | "checks">> {
  if (!ways) return {};
  const escalations = ways
    .filter(({ openWith }) => openWith.some((questions) => questions.every((question) => kept.has(question))))
    .map(({ actions, byRetained }) => ({ actions, byRetained }));
  const result = escalations.length === 0 ? ("pass" as const) : ("warn" as const);
  return { escalations, checks: checks.map((check) => (check.name === "privilege-escalation" ? { ...check, result } : check)) };
}

/** What is lost needs no evidence, and what an answer keeps has the answer. */
function evidenceAfter({ evidence, questions }: Proposal, { choices, now, lost }: Chosen): readonly Evidence[] {
  const left = evidence.filter(({ action }) => !lost.has(action));
  const known = new Set(left.map(({ action }) => action));
  const asked = new Set(choices.questions.map(({ question }) => question));
  const added = questions
    .filter(({ id }) => asked.has(id) && now.has(id))
    .flatMap(({ id, actions }) => actions.map((action) => [action, keptByAnswer(action, id)] as const))
    .filter(([action]) => !known.has(action));
  return [...left, ...new Map(added).values()].sort((a, b) => (a.action < b.action ? -1 : 1));
}

function keptByAnswer(action: string, question: string): Evidence {
  return { action, kind: "asked", because: { id: "answered", question }, proven: false };
}
