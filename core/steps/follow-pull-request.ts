import { seenJson } from "#core/json-text.ts";
import { codeRequestMessage, deployedMessage, notDeployedMessage } from "#core/messages/code-request.ts";
import { noticeWordsOf } from "#core/messages/notice-words.ts";
import { issueText, pullRequestText } from "#core/messages/pull-request.ts";
import { requireApproval } from "#core/review/approval/vote.ts";
import type { VoteVerifier } from "#core/review/approval/vote-text.ts";
import { handedTo } from "#core/review/change/code/code-owned.ts";
import { type CodePlace, codePlace } from "#core/review/change/code/code-place.ts";
import { isDeployed } from "#core/review/change/code/deployed.ts";
import { reviewedRole } from "#core/review/change/reviewed.ts";
import { CodeHostBusyError, CodePlaceError, NotApprovedError } from "#core/review/errors.ts";
import { type EntryOf, entriesOf, type JournalEntry, sinceSetAside } from "#core/review/model/journal.ts";
import type { ReasonOf } from "#core/review/model/outcome.ts";
import type { CodeOwner, Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { CodeRequest } from "#core/review/ports/code-host.ts";
import type { Ports } from "#core/review/ports.ts";
import { daysBetween, secondsOf } from "#core/review/time.ts";
import { handOver } from "./change/hand-over.ts";
import { withdraw } from "./change/withdraw.ts";
import { ReviewInput, readInput } from "./input.ts";
import { sendOnce } from "./send-once.ts";

type Needs = Pick<Ports, "roles" | "store" | "notifier" | "catalogue" | "clock" | "settings" | "codeHost" | "codeWaits"> & {
  readonly votes: VoteVerifier;
};

export interface FollowedPullRequest {
  readonly reviewId: string;
  readonly next: "wait" | "watch" | "end";
  /** How long to wait before looking again. */
  readonly waitSeconds: number;
  readonly watchSeconds: number;
}

type Next = Omit<FollowedPullRequest, "reviewId">;

const END: Next = { next: "end", waitSeconds: 0, watchSeconds: 0 };
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 21_600;
/** The longer it takes, the less often it is looked: a wait of 90 days takes some 450 looks. */
const OF_ELAPSED = 8;
const DAY_SECONDS = 86_400;

interface Approved {
  readonly review: Review;
  readonly proposal: Proposal;
  readonly before: RoleState;
  readonly owner: CodeOwner;
}

/**
 * One look at an approved change that code is to carry out: opens the pull request or the issue, then says whether to wait for its merge and
 * for the deployment, to watch the role because it has the approved policies, or to end because it was closed or took too long. Nothing in AWS is changed.
 * May be repeated at any point, to one effect. A host that is busy after the opening is asked again at the next look.
 * Throws NotApprovedError and VoteNotGenuineError where nobody approved this, RecordMismatchError, CodePlaceError, CodeHostRefusedError, and
 * CodeHostBusyError as long as nothing is opened.
 */
export async function followPullRequest(ports: Needs, input: unknown): Promise<FollowedPullRequest> {
  const { reviewId } = readInput(ReviewInput, input, "follow-pull-request");
  const review = await ports.store.get(reviewId);
  const isPast = review.status !== "approved" && review.status !== "applied";
  return { reviewId, ...(isPast ? END : await look(ports, await readApproved(ports, review))) };
}

async function readApproved({ store, votes, settings }: Needs, review: Review): Promise<Approved> {
  const reviewed = await reviewedRole(store, review);
  if (!reviewed) throw new NotApprovedError(review.id);
  const proposal = await requireApproval(votes, review, reviewed.proposal);
  const owner = handedTo(settings, proposal, reviewed.before);
  if (!owner) throw new NotApprovedError(review.id);
  return { review, proposal, before: reviewed.before, owner };
}

async function look(ports: Needs, approved: Approved): Promise<Next> {
  const journal = sinceSetAside(await ports.store.journal(approved.review.id));
  const request = entriesOf(journal, "code-requested").at(-1) ?? (await open(ports, approved));
  if (!request) return END;
  const message = codeRequestMessage({ ...approved, request }, await noticeWordsOf(ports.settings));
  await sendOnce(ports, approved.review.id, message, { message: "code-requested", about: request.url });
  if (approved.review.status === "applied") return await deployed(ports, approved, request);
  return await follow(ports, approved, request, entriesOf(journal, "code-merged").at(-1));
}

type Requested = EntryOf<"code-requested">;

/** Undefined where nothing says where the code is kept: then the change goes to the approvers as a patch. */
async function open(ports: Needs, approved: Approved): Promise<Requested | undefined> {
  const { review, before, owner } = approved;
  const place = codePlace(before, ports.codeWaits.places);
  if (!place) {
    await handOver(ports, approved, owner);
    return undefined;
  }
  if (place.host !== ports.codeHost.kind) throw new CodePlaceError(before.name, "whittle:repo", `${place.host}:${place.repository}`);
  const { form, repository, number, url } = await openAt(ports, approved, place);
  const entry: JournalEntry = { kind: "code-requested", at: ports.clock.now(), form, repository, number, url };
  await ports.store.append(review.id, entry);
  return entry;
}

/** A file holds one policy. Where there are more, none, or no file, or the file has it already, an issue asks for the rest. */
async function openAt(
  { codeHost, codeWaits }: Needs,
  { review, proposal, before, owner }: Approved,
  place: CodePlace,
): Promise<CodeRequest> {
  const { repository, file } = place;
  const change = { proposal, before, owner, by: review.decision?.by ?? "somebody", days: codeWaits.days };
  const [policy, ...others] = proposal.policies;
  if (file !== undefined && policy && others.length === 0) {
    const content = `${seenJson(JSON.stringify(policy.document, undefined, 2))}\n`;
    const wanted = { repository, branch: `whittle/${review.id}`, file, content, ...pullRequestText(change, file) };
    const opened = await codeHost.openPullRequest(wanted);
    if (opened) return opened;
  }
  return await codeHost.openIssue({ repository, ...issueText(change) });
}

async function follow(ports: Needs, approved: Approved, request: Requested, merged: EntryOf<"code-merged"> | undefined): Promise<Next> {
  const now = ports.clock.now();
  const state = merged ? "done" : await stateOf(ports, request);
  if (state === "closed") return await giveUp(ports, approved, request, "closed");
  if (state === "done" && !merged) await ports.store.append(approved.review.id, { kind: "code-merged", at: now });
  // An issue may stay open when its work is done.
  const mayBeDeployed = state === "done" || request.form === "issue";
  if (mayBeDeployed && (await hasDeployed(ports, approved))) return await deployed(ports, approved, request);
  const isOver = daysBetween(request.at, now) >= ports.codeWaits.days;
  if (isOver) return await giveUp(ports, approved, request, state === "done" ? "merged-only" : "not-merged");
  const since = merged?.at ?? (state === "done" ? now : request.at);
  return { ...END, next: "wait", waitSeconds: waitSeconds({ since, now, until: ports.codeWaits.days, from: request.at }, state) };
}

/** A pull request's state; of a host that is busy, how long it wants to be left alone. */
type Seen = "open" | "done" | "closed" | { readonly retrySeconds: number };

async function stateOf({ codeHost }: Needs, { form, repository, number, url }: Requested): Promise<Seen> {
  try {
    return await codeHost.stateOf({ form, repository, number, url });
  } catch (error) {
    if (error instanceof CodeHostBusyError) return { retrySeconds: error.retrySeconds };
    throw error;
  }
}

async function hasDeployed({ roles, catalogue }: Needs, { before, proposal }: Approved): Promise<boolean> {
  return isDeployed({ before, proposal, now: await roles.read(before.name) }, catalogue);
}

/** Whole seconds until the next look: not past the end, and not before a busy host wants to be asked. */
function waitSeconds(
  times: { readonly since: string; readonly now: string; readonly from: string; readonly until: number },
  state: Seen,
): number {
  const elapsed = daysBetween(times.since, times.now) * DAY_SECONDS;
  const usual = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, elapsed / OF_ELAPSED));
  const asked = typeof state === "object" ? Math.min(LONGEST_SECONDS, state.retrySeconds) : 0;
  const left = (times.until - daysBetween(times.from, times.now)) * DAY_SECONDS;
  return Math.max(1, Math.ceil(Math.min(left, Math.max(usual, asked))));
}

async function deployed(ports: Needs, { review, proposal }: Approved, { url }: Requested): Promise<Next> {
  const { id } = review;
  if (review.status === "approved") await ports.store.update(id, "deploy", { waiting: null, failure: null, updatedAt: ports.clock.now() });
  await sendOnce(ports, id, deployedMessage(review, proposal, url, await noticeWordsOf(ports.settings)), {
    message: "applied",
  });
  return { next: "watch", waitSeconds: 0, watchSeconds: secondsOf(ports.settings.watchHours) };
}

async function giveUp(ports: Needs, { review }: Approved, request: Requested, because: ReasonOf<"not-deployed">["because"]): Promise<Next> {
  const { form, url } = request;
  const reason = { id: "not-deployed", because, form, url, days: ports.codeWaits.days } as const;
  await withdraw(ports, review, reason, notDeployedMessage(review, reason, await noticeWordsOf(ports.settings)));
  return END;
}
