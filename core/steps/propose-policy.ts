import { roleKey } from "#core/cloudtrail/role-key.ts";
import { InvalidInputError } from "#core/errors.ts";
import { activityFromReport } from "#core/evidence/from-last-accessed.ts";
import { roleGaps } from "#core/evidence/role-gaps.ts";
import { checkText } from "#core/messages/check.ts";
import { type Answers, noAnswers, wordsWithoutQuestion } from "#core/review/answers.ts";
import { approversFor } from "#core/review/approval/approvers.ts";
import { responsibleNotes, routedOwner } from "#core/review/approval/responsible.ts";
import { roundsOf } from "#core/review/approval/rounds.ts";
import { requireSealedCaught, requireSealedEvidence, sealProposal } from "#core/review/approval/seal.ts";
import { briefOf } from "#core/review/brief.ts";
import { ownerOf } from "#core/review/change/code/owner-of.ts";
import { fingerprint, stateHash } from "#core/review/change/fingerprint.ts";
import { refuseTakenNames } from "#core/review/change/plan/taken-names.ts";
import { waveNotes } from "#core/review/change/schedule/canaries.ts";
import { moved } from "#core/review/changed.ts";
import { earlierAnswers } from "#core/review/earlier-answers.ts";
import { AnswerWithoutQuestionError, ProposalUnsoundError } from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import { withLastAccess } from "#core/review/last-access.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { GenerationResult } from "#core/review/ports/access-analyzer.ts";
import type { LastAccessReport } from "#core/review/ports/iam.ts";
import type { RoleHistory } from "#core/review/ports/review-store.ts";
import type { Ports } from "#core/review/ports.ts";
import { accessAnalyzerChecks } from "#core/review/propose/access-analyzer.ts";
import { unsoundChecks } from "#core/review/propose/checks.ts";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";
import { withCaught } from "#core/review/rehearsal/caught.ts";
import { type PlannedRehearsal, rehearsalFor } from "#core/review/rehearsal/days.ts";
import { historyOf } from "#core/review/role-history.ts";
import { grantedPolicies } from "#core/review/selection.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { ReviewInput, readInput } from "./input.ts";
import { isHeldForDigest, needsApproval } from "./needs-approval.ts";

type Needs = Pick<
  Ports,
  "roles" | "stacks" | "lastAccess" | "latestUse" | "store" | "checks" | "seals" | "catalogue" | "propose" | "clock" | "settings"
>;

export interface ProposedReview {
  readonly reviewId: string;
  readonly roleName: string;
  readonly outcome: Proposal["outcome"];
  /** `hold`: the end of the cycle is waited for, to tell many requests in one message. */
  readonly next: "ask" | "hold" | "end";
  readonly rounds: RoundSeconds;
}

/** How long each round of asking lasts, in seconds, and which is the last one: the workflow has a state for each. */
interface RoundSeconds {
  readonly first: number;
  readonly second: number;
  readonly third?: number;
  readonly last: "second" | "third";
}

/**
 * Makes the review's proposal from its evidence and the role as it is now, and keeps both in the record. What was rejected not long
 * ago, and is the same now, is not asked about.
 * Throws ReviewConflictError, with nothing written, where it was asked about already, and RecordMismatchError where the evidence is not genuine.
 * Throws ProposalUnsoundError where a check fails: such a proposal is kept for a look, but never asked about.
 * Throws NoFreeSlotError and PolicyNameTakenError where it could not be carried out: then too nobody is asked.
 */
export async function proposePolicy(ports: Needs, input: unknown): Promise<ProposedReview> {
  const { reviewId } = readInput(ReviewInput, input, "propose-policy");
  const review = await ports.store.get(reviewId);
  // Refuses before any work is done; the update below checks again.
  moved(review, "propose");
  const evidence = await ports.store.document(reviewId, "evidence");
  if (!evidence) throw new InvalidInputError(reviewId, "has no evidence yet: its generation has not ended.");
  await requireSealedEvidence(ports.seals, review, evidence);
  const role = await ports.roles.read(review.roleName);
  const deciders = decidersOf(role, ports.settings);
  const { owner, gaps } = role.permissionSet ? NO_OWNER : await ownerOf(ports.stacks, role);
  const made = await makeProposal(ports, review, role, { evidence, gaps });
  const asking = await needsApproval(ports, review, made);
  const rehearsal = owner === undefined || ports.settings.codeOwnedRoles === "apply" ? rehearsalOf(ports, role, made) : NOT_REHEARSED;
  const proposal = {
    ...made,
    ...asking.told,
    roleStateHash: stateHash(role),
    notes: [...made.notes, ...deciders.notes, ...rehearsal.notes, ...(made.outcome === "proposed" ? waveNotes(role) : [])],
    ...(rehearsal.days > 0 ? { rehearsalDays: rehearsal.days } : {}),
    ...(owner ? { owner } : {}),
    ...deciders.told,
  };
  const hash = proposalHash(proposal);
  await ports.store.putDocument(reviewId, "before", role);
  await ports.store.putDocument(reviewId, "proposal", proposal);
  await ports.store.update(reviewId, "propose", {
    outcome: proposal.outcome,
    reason: proposal.reason,
    ...asking.quiet,
    proposalHash: hash,
    proposalSeal: await sealProposal(ports.seals, proposal, hash),
    brief: proposal.outcome === "proposed" ? briefOf(proposal) : null,
    ...deciders.written,
    updatedAt: ports.clock.now(),
  });
  const unsound = unsoundChecks(proposal.checks);
  if (unsound.length > 0) throw unsoundError(proposal, unsound);
  if (asking.isAsked) await refuseTakenNames(ports.roles, role, proposal);
  const next = asking.isAsked ? ((await isHeldForDigest(ports, review)) ? "hold" : "ask") : "end";
  return { reviewId, roleName: review.roleName, outcome: proposal.outcome, next, rounds: roundSeconds(ports.settings) };
}

/** How many must decide, and whose approvers: what the proposal says of it, and the review. */
function decidersOf(role: RoleState, settings: Needs["settings"]) {
  const { needed, notes } = approversFor(role.tags, settings);
  const roleOwner = routedOwner(role, settings);
  const approversNeeded = needed === 2 ? needed : undefined;
  return {
    notes: [...notes, ...responsibleNotes(role, settings)],
    told: { ...(approversNeeded ? { approversNeeded } : {}), ...(roleOwner === undefined ? {} : { roleOwner }) },
    written: { approversNeeded: approversNeeded ?? null, roleOwner: roleOwner ?? null },
  };
}

function unsoundError(proposal: Proposal, unsound: Proposal["checks"]): ProposalUnsoundError {
  return new ProposalUnsoundError(
    proposal.role.name,
    unsound.map((check) => `${check.name}: ${checkText(check, proposal)}`),
  );
}

/** Code that owns a set is handed its change by the command line alone. */
const NO_OWNER: Awaited<ReturnType<typeof ownerOf>> = { owner: undefined, gaps: [] };
const NOT_REHEARSED: PlannedRehearsal = { days: 0, notes: [] };

/** Only a change can be rehearsed, and of a set's roles no account but one's own hands live calls over. */
function rehearsalOf({ settings }: Needs, role: RoleState, proposal: Proposal): PlannedRehearsal {
  return proposal.outcome === "proposed" && !role.permissionSet ? rehearsalFor(role, proposal, settings) : NOT_REHEARSED;
}

function roundSeconds(settings: Needs["settings"]): RoundSeconds {
  const [first = 0, second = 0, third] = roundsOf(settings).map(({ seconds }) => seconds);
  return third === undefined ? { first, second, last: "second" } : { first, second, third, last: "third" };
}

interface Known {
  readonly evidence: GenerationResult;
  readonly gaps: readonly EvidenceGap[];
}

async function makeProposal(ports: Needs, review: Review, role: RoleState, { evidence, gaps }: Known): Promise<Proposal> {
  const journal = await ports.store.journal(review.id);
  await requireSealedCaught(ports.seals, review, journal);
  const activity = withCaught(await activityOf(ports, review, role, evidence), journal);
  // What the role did since its last proposal is what a new one is made for.
  const use = review.status === "drifted" ? await ports.latestUse.ofRole(role.arn) : { report: await reportOf(ports, role, evidence) };
  const known = withLastAccess({ ...activity, gaps: [...activity.gaps, ...gaps] }, use);
  const history = await historyOf(ports.store, roleKey(role.arn));
  const proposal = await proposalFrom(ports, {
    review,
    role,
    roleFingerprint: fingerprint(role),
    ...known,
    keep: history?.keep ?? [],
    answers: await answersFor(ports, history),
    ...(ports.settings.replace ? { replace: ports.settings.replace } : {}),
    proposedAt: ports.clock.now(),
    catalogue: ports.catalogue,
  });
  if (proposal.outcome !== "proposed") return proposal;
  refuseStrayAnswers(ports.settings, proposal);
  return { ...proposal, checks: [...proposal.checks, ...(await accessAnalyzerChecks(ports.checks, proposal.policies, role))] };
}

/** What is known of AWS's services is loaded here, not when the function starts: a review that is not to be proposed needs none of it. */
async function proposalFrom({ propose }: Needs, input: ProposeInput): Promise<Proposal> {
  const { permissionSet } = input.role;
  if (permissionSet) return (await import("#core/review/permission-sets/deployed-set.ts")).proposeForSet(input, permissionSet);
  if (propose) return await propose(input);
  return (await import("#core/review/propose/propose.ts")).propose(input);
}

/** Where the evidence is IAM's report already, IAM is not asked for another one. */
async function reportOf({ lastAccess }: Needs, { arn }: RoleState, evidence: GenerationResult): Promise<LastAccessReport | undefined> {
  return evidence.kind === "last-accessed" ? { services: evidence.services } : await lastAccess.ofRole(arn);
}

/** What the operator answers beforehand, and what was answered on the last proposal that a person decided. */
async function answersFor({ store, settings: { answers = noAnswers } }: Needs, history: RoleHistory | undefined): Promise<Answers> {
  const id = history?.decidedReviewId;
  const decision = id === undefined ? undefined : (await store.get(id)).decision;
  const proposal = id === undefined || !decision?.answers ? undefined : await store.document(id, "proposal");
  const earlier = proposal && decision ? earlierAnswers(proposal, decision) : noAnswers;
  return { keep: [...answers.keep, ...earlier.keep], remove: answers.remove };
}

/** An answer that is about no question may be a typing error, and then what it should keep would go. */
function refuseStrayAnswers({ answers, answersMustMatch }: Needs["settings"], { role, questions }: Proposal): void {
  if (!answers || !answersMustMatch) return;
  const stray = wordsWithoutQuestion(answers, questions);
  if (stray.length > 0)
    throw new AnswerWithoutQuestionError(
      role.name,
      stray,
      questions.map(({ id }) => id),
    );
}

/** A generated policy knows nothing of the age of the role and of its policies; activity from a trail was judged with both. */
async function activityOf(
  { settings, catalogue }: Needs,
  { window }: Review,
  role: RoleState,
  evidence: GenerationResult,
): Promise<Activity> {
  if (evidence.kind === "activity") return evidence.activity;
  const ofRole = roleGaps({ window, roleCreatedAt: role.createdAt, attached: grantedPolicies(role), graceDays: settings.graceDays });
  if (evidence.kind === "last-accessed")
    return activityFromReport({ services: evidence.services, roleArn: role.arn, window, gaps: ofRole });
  const { activityFromDocuments } = await import("#core/usage/generated.ts");
  const activity = activityFromDocuments({
    documents: evidence.documents,
    isComplete: evidence.isComplete,
    roleArn: role.arn,
    window,
    partition: role.partition,
    account: role.accountId,
    region: regionOf(role, settings),
    catalogue,
  });
  return { ...activity, gaps: [...activity.gaps, ...ofRole] };
}

/**
 * Where a role works, as far as a generated policy leaves it open: the stack's own region, or everywhere (empty) where IAM
 * saw the role last somewhere else, or its tag `whittle:regions` says `all`.
 */
function regionOf({ tags, lastUsed }: RoleState, { region }: Ports["settings"]): string {
  const isElsewhere = lastUsed !== undefined && lastUsed.region !== "" && lastUsed.region !== region;
  return isElsewhere || tags["whittle:regions"] === "all" ? "" : region;
}
