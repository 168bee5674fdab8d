import type { Question } from "#core/evidence/question.ts";
import { checkText } from "#core/messages/check.ts";
import { reasonText } from "#core/messages/evidence.ts";
import { gapText } from "#core/messages/gap.ts";
import { outcomeText } from "#core/messages/outcome.ts";
import { riskLine } from "#core/messages/risk-line.ts";
import { suspiciousText } from "#core/messages/suspicious.ts";
import { fewestPatterns } from "#core/policy/action-patterns.ts";
import { actionSpace } from "#core/policy/action-space.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { namesOf } from "#core/policy/diff.ts";
import { isEnded } from "#core/review/approval/decided.ts";
import { decidedProposal } from "#core/review/chosen.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { riskOf } from "#core/review/risk.ts";
import type { Standing } from "#core/review/standing.ts";
import type { Activity, ActivityEntry } from "#core/usage/activity.ts";
import { printJson } from "../terminal/lines.ts";
import type { ReviewArguments } from "./arguments.ts";
import { fitJson } from "./fit-json.ts";
import { reportAtEnd } from "./report-at-end.ts";
import type { Report, ReviewRun } from "./run.ts";
import { standingOfReview } from "./standings.ts";
import { statusOf } from "./status.ts";

/**
 * One JSON object a role, one a line, in the order of the snapshot. Each is written as soon as its review and those before it have ended,
 * while its proposal need not be read anew; where people decide on a page, they may still take back what was applied, and all are written
 * at the end.
 */
export function jsonReport(run: ReviewRun): Report {
  const { given, roles, store } = run;
  let next = 0;
  let ids: ReadonlyMap<string, string> | undefined;
  const write = async (which: "ended" | "all") => {
    // The step that opens the reviews opens all of them.
    ids ??= new Map(run.reviews().map(({ roleName, id }) => [roleName, id]));
    for (let role = roles[next]; role !== undefined; role = roles[next]) {
      const id = ids.get(role.name);
      const review = id === undefined ? undefined : await store.get(id);
      if (which === "ended" && review !== undefined && !isEnded(review)) return;
      next += 1;
      if (review === undefined) continue;
      const outcome = await outcomeOf(run, review);
      printJson(given.full ? outcome : fitJson(outcome, asPatterns(run)));
    }
  };
  return {
    ...reportAtEnd(run, () => write("all")),
    async done(step) {
      if (given.decide !== "ask" && ENDING.includes(step)) await write("ended");
    },
  };
}

/** The steps after which a review is not changed any more. */
const ENDING = ["close-review", "report-failure"];

/** What of a run decides how much JSON holds. */
export interface JsonDetail {
  readonly catalogue: ActionCatalogue;
  readonly given: Pick<ReviewArguments, "full">;
}

/** One role's object: within 30 KB, or everything. */
export type RoleJson = FullJson | ReturnType<typeof fitJson<FullJson>>;
type FullJson = Awaited<ReturnType<typeof outcomeOf>>;

/** A role as JSON: test/cli/review-output.schema.json has its form. Counts and times that the source does not have are null. */
async function outcomeOf(run: ReviewRun, review: Review) {
  const proposal = await decidedProposal(run.store, review);
  const activity = proposal ? { ...proposal.activity, window: proposal.window } : await activityOf(run, review);
  return {
    role: { name: review.roleName, arn: review.roleArn },
    window: activity?.window ?? review.window,
    records: activity?.records ?? { read: 0, ofRole: 0, denied: 0, unreadable: 0 },
    activity: (activity?.entries ?? []).map(activityJson),
    outcome: review.outcome ?? "not-eligible",
    reason: review.failure?.message ?? (review.reason ? outcomeText(review.reason) : ""),
    because: review.failure ? null : (review.reason ?? null),
    ...proposalJson(proposal, run),
    ...standingJson(await standingOfReview(run, review)),
    status: statusOf(review),
  };
}

/** What was proposed, as JSON has it. */
export function proposalJson(proposal: Proposal | undefined, run: JsonDetail) {
  const { kept = [], removed = [], removedCount = 0 } = proposal?.diff ?? {};
  const isProposed = proposal?.outcome === "proposed";
  return {
    replaces: [...(proposal?.replaces ?? []).map(({ arn }) => arn), ...(proposal?.replacesInline ?? []).map((name) => `inline:${name}`)],
    replacesInline: proposal?.replacesInline ?? [],
    unused: proposal?.unused ?? null,
    retains: (proposal?.retains ?? []).map(({ arn }) => arn),
    policies: (proposal?.policies ?? []).map(({ name, document, size, inline = false }) => ({ name, document, size, inline })),
    evidence: proposal ? evidenceJson(proposal) : [],
    questions: (proposal?.questions ?? []).map(questionJson),
    diff: { kept, ...removedJson(removed, run), removedCount },
    ...findingsJson(proposal),
    risk: isProposed ? { summary: riskLine(proposal), ...riskOf(proposal) } : null,
    proof: isProposed ? proposal.proof : null,
    backtest: proposal?.replay ?? { calls: 0, allowed: 0, wouldDeny: [] },
  };
}

/** Actions as few patterns that stand for these alone, to be told in little room. */
export function asPatterns({ catalogue }: Pick<JsonDetail, "catalogue">): (actions: readonly string[]) => readonly string[] {
  return (actions) => fewestPatterns(actions, catalogue).map(({ pattern }) => pattern);
}

/** With `--full` each action by name, else as few patterns, and how many actions each stands for. */
function removedJson(patterns: readonly string[], { catalogue, given }: JsonDetail) {
  if (given.full) {
    const space = actionSpace(catalogue);
    return { removed: namesOf(space.ofPatterns({ kind: "only", patterns }), space) };
  }
  const found = fewestPatterns(patterns, catalogue);
  return { removed: found.map(({ pattern }) => pattern), removedCounts: found.map(({ count }) => count) };
}

function evidenceJson(proposal: Proposal) {
  return proposal.evidence.map((item) => ({ action: item.action, kind: item.kind, because: reasonText(item, proposal) }));
}

/** What was found, as data, each with its text in `detail`. */
function findingsJson(proposal: Proposal | undefined) {
  if (proposal === undefined) return { checks: [], gaps: [], suspicious: [] };
  return {
    checks: proposal.checks.map((check) => ({ ...check, detail: checkText(check, proposal) })),
    gaps: proposal.gaps.map((gap) => ({ ...gap, detail: gapText(gap) })),
    suspicious: proposal.suspicious.map((use) => ({ ...use, detail: suspiciousText(use) })),
  };
}

/** Null where the snapshot does not hold the role any more; unused actions also where they are not known. */
export function standingJson(standing: Standing | undefined) {
  const { isCompared = false, unused = null, escalations = null, unusedDays = null } = standing ?? {};
  return { unusedActions: isCompared ? unused : null, escalations, unusedDays };
}

/** `because` and `speaksFor` carry ids and data; `keeps` names the actions that stay by the answers or the default. */
function questionJson({ id, service, resources, actions, because, speaksFor, adds, default: verdict, keeps }: Question) {
  return { id, service, resource: resources, actions, because, speaksFor, adds, default: verdict, keeps };
}

/** A review that ended before its proposal: what is known of the role all the same. */
async function activityOf(run: ReviewRun, review: Review): Promise<Activity | undefined> {
  const job = await run.source.generations.check(review.roleArn);
  return job.status === "SUCCEEDED" && job.result.kind === "activity" ? job.result.activity : undefined;
}

/** One action that was used. */
export function activityJson({ action, count, firstSeen, lastSeen, resources }: ActivityEntry) {
  return {
    action,
    count: count ?? null,
    firstSeen: firstSeen ?? null,
    lastSeen: lastSeen ?? null,
    resources: resources.map(({ arn }) => arn),
  };
}
