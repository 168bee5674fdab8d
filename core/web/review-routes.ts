import { bodyLimit } from "hono/body-limit";
import { Hono } from "hono/tiny";
import type { Question } from "#core/evidence/question.ts";
import type { Words } from "#core/messages/english/words.ts";
import { approvalsOf } from "#core/review/approval/approvers.ts";
import { type FormOf, formToken, isFormToken, type LinkClaims, openLink } from "#core/review/approval/links.ts";
import { requireSealedProposal } from "#core/review/approval/seal.ts";
import { describePerson, type Identity, signedInAs } from "#core/review/approval/sign-in/identity.ts";
import { type IsHolder, isHolderOf, whyNotApprove, whyNotDecide } from "#core/review/approval/sign-in/obstacle.ts";
import { signVote } from "#core/review/approval/vote.ts";
import { callBack } from "#core/review/call-back.ts";
import { handedTo } from "#core/review/change/code/code-owned.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { answersTo, keptBy } from "#core/review/chosen.ts";
import { type JournalEntry, sinceSetAside } from "#core/review/model/journal.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Answer, Decision, Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { type AnswerProblem, answersKeeping, fitting, isRoomForAll, keptAtFirst, problemWith, verdictsIn } from "./answers.ts";
import { end, type PageContext, type PageEnv, type PageNeeds } from "./context.ts";
import type { Wait } from "./decision-pages.ts";
import { type EndPage, endPages } from "./end-page.ts";
import { type DecisionForm, isSameOrigin, MOST_BODY_BYTES, readForm } from "./form.ts";
import { whyNotText } from "./obstacle-text.ts";
import { reviewPage } from "./review-page.ts";
import { askedToSignInAgain } from "./sign-in-routes.ts";
import { unnamed } from "./who.ts";

/** Loaded when it is needed: most who open a link only read, and the page starts cold. */
const decisionPages = () => import("./decision-pages.ts");

interface Opened {
  readonly claims: LinkClaims;
  readonly review: Review;
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly identity: Identity | undefined;
  readonly isHolder: IsHolder;
}

/** A review by its link: GET shows it, POST decides it. */
export function reviewRoutes(ports: PageNeeds): Hono<PageEnv> {
  const routes = new Hono<PageEnv>();
  routes.get("/:token", (context) => withReview(ports, context, (opened) => show(ports, context, opened)));
  routes.post("/:token", bodyLimit({ maxSize: MOST_BODY_BYTES, onError: (context) => end(context, endPages.tooLarge) }), (context) =>
    withReview(ports, context, (opened) => decide(ports, context, opened)),
  );
  routes.all("/:token", (context) => end(context, endPages.notAllowed));
  return routes;
}

async function withReview(ports: PageNeeds, context: PageContext, then: (opened: Opened) => Promise<Response>): Promise<Response> {
  const link = await openLink(ports.signer, ports.clock, context.req.param("token") ?? "");
  if (!link.ok) return end(context, endPages[link.because]);
  const { claims } = link;
  const review = await ports.store.get(claims.reviewId);
  if (review.proposalHash !== claims.proposalHash) return end(context, endPages.changed);
  if (review.decision) return showDecided(ports, context, review);
  if (review.status !== "waiting") return end(context, UNDECIDED[review.status] ?? endPages.notWaiting);
  const reviewed = await reviewedRole(ports.store, review);
  if (!reviewed) return end(context, endPages.unknown);
  await requireSealedProposal(ports.seals, review, reviewed.proposal);
  const identity = context.get("identity");
  return then({ claims, review, ...reviewed, identity, isHolder: await isHolderOf(ports.holders, reviewed.before, identity) });
}

/** Why a review that nobody decided does not wait for a decision: a drifted role is proposed about anew. */
const UNDECIDED: Partial<Record<Review["status"], EndPage>> = {
  drifted: endPages.changed,
  proposing: endPages.changed,
  failed: endPages.failed,
};

/** Should the workflow not have been told what was decided, it is told now: that decides nothing. */
async function showDecided(ports: PageNeeds, context: PageContext, review: Review): Promise<Response> {
  const isClick = context.req.method === "POST";
  if (review.decision && (review.status === "approved" || review.status === "rejected")) await tellDecision(ports, review, review.decision);
  const { decidedPage } = await decisionPages();
  return context.html(
    decidedPage(
      review,
      { questions: await questionsOf(ports, review), wait: await waitOf(ports, review), settings: ports.settings },
      context.get("words"),
    ),
    isClick ? 409 : 200,
  );
}

/** What was asked, for the answers of a decision. */
async function questionsOf({ store }: PageNeeds, { id, decision, approvals = [] }: Review): Promise<readonly Question[]> {
  const isAnswered = [decision, ...approvals].some((each) => (each?.answers ?? []).length > 0);
  return isAnswered ? ((await store.document(id, "proposal"))?.questions ?? []) : [];
}

/** What an approved change waits for. */
async function waitOf({ store, clock }: PageNeeds, { id, status }: Review): Promise<Wait | undefined> {
  if (status !== "approved") return undefined;
  const last = sinceSetAside(await store.journal(id)).findLast(isWait);
  if (last?.kind !== "change-postponed") return last;
  return last.until > clock.now() ? last : undefined;
}

function isWait(entry: JournalEntry): entry is Wait {
  return entry.kind === "change-postponed" || entry.kind === "canaries-awaited" || entry.kind === "code-requested";
}

interface Problem {
  readonly text: string;
  readonly comment: string;
  readonly kept?: ReadonlySet<string>;
}

async function show(ports: PageNeeds, context: PageContext, opened: Opened, problem?: Problem): Promise<Response> {
  const { claims, review, before, identity } = opened;
  const approvals = approvalsOf(review, claims.proposalHash);
  const kept = problem?.kept ?? keptAtFirst(opened.proposal, approvals);
  // The page shows what approving would do as it is ticked.
  const proposal = fitting(before, opened.proposal, answersKeeping(opened.proposal, kept)) ?? opened.proposal;
  const words = context.get("words");
  const obstacle = whyNotApprove({ ...opened, rules: ports.settings.approversOf });
  const owner = handedTo(ports.settings, proposal, before);
  const view = {
    proposal,
    before,
    plan: planChange(before, proposal),
    ...(owner
      ? {
          patch: { owner, text: await patchText(proposal, before, owner), asPullRequest: ports.settings.codeOwnedRoles === "pull-request" },
        }
      : {}),
    expiresAt: claims.expiresAt,
    formToken: await formToken(ports.signer, claims, formOf(opened)),
    approvals,
    kept,
    allFit: isRoomForAll(before, opened.proposal),
    settings: ports.settings,
    ...(identity ? { identity } : {}),
    ...(obstacle ? { obstacle: whyNotText(obstacle, words), isForOthers: obstacle.id === "not-responsible" } : {}),
    ...(problem ? { problem } : {}),
  };
  return context.html(reviewPage(view, words), problem ? 422 : 200);
}

/** Loaded when it is needed: most roles belong to no code, and the page starts cold. */
async function patchText(proposal: Proposal, before: RoleState, owner: CodeOwner): Promise<string> {
  const { codePatch } = await import("#core/review/change/code/code-patch.ts");
  return codePatch({ ...proposal, before, owner });
}

async function decide(ports: PageNeeds, context: PageContext, opened: Opened): Promise<Response> {
  const { claims, review } = opened;
  if (!isSameOrigin(context.req.raw.headers, ports.settings.pageUrl)) return end(context, endPages.foreign);
  const body = await context.req.text();
  const form = readForm(body);
  if (!form || !(await isFormToken(ports.signer, claims, formOf(opened), form.token))) return end(context, endPages.staleForm);
  const words = context.get("words");
  const rules = ports.settings.approversOf;
  const obstacle = form.verdict === "approve" ? whyNotApprove({ ...opened, rules }) : whyNotDecide(opened.before, opened.identity, rules);
  const { approvedOncePage, decidedPage, obstaclePage } = await decisionPages();
  if (obstacle) {
    const refused = { because: whyNotText(obstacle, words), isForOthers: obstacle.id === "not-responsible" };
    return context.html(obstaclePage(refused, opened.identity, ports.settings.pageUrl, words), 403);
  }
  const again = form.verdict === "approve" ? askedToSignInAgain(ports, context, body) : undefined;
  if (again) return again;
  const verdicts = verdictsIn(opened.proposal, form);
  if (!verdicts) return end(context, endPages.staleForm);
  const answers = answersTo(opened.proposal, verdicts);
  const problem = problemOf(opened, form, { answers, words });
  if (problem) return show(ports, context, opened, { ...problem, comment: form.comment });
  const { review: now, recorded } = await ports.store.decide(review.id, await decisionOf(ports, opened, form, answers));
  if (recorded === "decision" && now.decision) await tellDecision(ports, now, now.decision);
  if (!now.decision) return context.html(approvedOncePage(now, opened.proposal.questions, words), recorded === "approval" ? 200 : 409);
  return context.html(
    decidedPage(now, { questions: opened.proposal.questions, settings: ports.settings }, words),
    recorded === "decision" ? 200 : 409,
  );
}

/** What is wrong with a decision that its maker can put right on the page. */
function problemOf(
  { claims, review, proposal, before }: Opened,
  { verdict, comment }: DecisionForm,
  { answers, words }: { readonly answers: readonly Answer[] | undefined; readonly words: Words },
): AnswerProblem | undefined {
  if (verdict === "approve") return problemWith(answers, { proposal, before, approvals: approvalsOf(review, claims.proposalHash), words });
  if (comment !== "") return undefined;
  return { text: words.page.decide.commentNeeded, kept: keptBy(answers ?? []) };
}

/** A reminder between the showing and the click, or another person's approval, takes nothing from a form. */
function formOf({ review, identity }: Opened): FormOf {
  return {
    since: review.waiting?.since ?? "",
    person: identity ? `${identity.issuer} ${identity.subject}` : "",
  };
}

function decisionOf(
  { clock, settings, votes }: PageNeeds,
  { claims, proposal, identity }: Opened,
  { verdict, comment }: DecisionForm,
  answers: readonly Answer[] | undefined,
): Promise<Decision> {
  return signVote(votes, proposal, {
    verdict: verdict === "approve" ? "approved" : "rejected",
    at: clock.now(),
    by: identity ? describePerson(identity) : unnamed(settings),
    ...(identity ? { identity: signedInAs(identity) } : {}),
    proposalHash: claims.proposalHash,
    ...(verdict === "approve" && answers ? { answers } : {}),
    ...(comment === "" ? {} : { reason: comment }),
  });
}

/** The decision is recorded by now: should the workflow not be told, its next round of asking finds it. */
function tellDecision(ports: PageNeeds, review: Review, { verdict }: Decision): Promise<void> {
  return callBack(ports, review, { verdict });
}
