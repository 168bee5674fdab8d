import { availableParallelism } from "node:os";
import { inStep } from "#adapters/local/account/in-step.ts";
import { type Snapshot, writeSnapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { localLatestUse } from "#adapters/local/generations/latest-use.ts";
import type { ServedPage } from "#adapters/local/page/serve.ts";
import {
  noCodeHost,
  noPauses,
  noPolicyChecks,
  noRehearsals,
  noStacks,
  ownSeals,
  ownVotes,
  processSigner,
} from "#adapters/local/small-ports.ts";
import type { LocalReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { type LocalCallbacks, localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { embeddedWorkflow } from "#adapters/local/workflow/embedded.ts";
import { localRestores } from "#adapters/local/workflow/restores.ts";
import { randomIds, systemClock } from "#adapters/machine.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { signVote } from "#core/review/approval/vote.ts";
import type { RoleChange } from "#core/review/change/emit/change.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { LastAccessReports } from "#core/review/ports/iam.ts";
import type { Notifier } from "#core/review/ports/notifier.ts";
import type { Restores } from "#core/review/ports/workflow.ts";
import type { Ports } from "#core/review/ports.ts";
import { steps } from "#core/steps/index.ts";
import { snapshotIn } from "../output-folder.ts";
import { tellError } from "../terminal/lines.ts";
import type { ReviewArguments } from "./arguments.ts";
import { localSettings } from "./settings.ts";
import type { Source } from "./source.ts";

/** One run of `whittle review`. */
export interface ReviewRun {
  readonly given: ReviewArguments;
  readonly snapshot: Snapshot;
  readonly roles: readonly RoleState[];
  /** The account's own managed policies before the run. */
  readonly ownPolicies: RoleChange["ownPolicies"];
  readonly catalogue: ActionCatalogue;
  readonly source: Source;
  readonly lastAccess: LastAccessReports;
  readonly named: readonly string[];
  readonly untaggedToo: boolean;
  /** Is it about one role alone? */
  readonly isOfOneRole: boolean;
  /** Is it about so many roles that a second thread is worth its start? */
  readonly isOfMany: boolean;
  readonly store: LocalReviewStore;
  /** The reviews of this run; the record may hold those of earlier ones. */
  readonly reviews: () => readonly Review[];
}

/** Who tells the operator what happens. */
export interface Report {
  done(step: string, payload: unknown, result: unknown): Promise<void>;
  /** Somebody is to decide, on a page of this machine. */
  asked(review: Review, link: string): Promise<void>;
  end(): Promise<void>;
}

/** Takes the roles through the same workflow and the same steps as the deployed stack, once all is read, and gives back when all have ended. */
export async function runReviews(run: ReviewRun, report: Report): Promise<void> {
  const callbacks = localCallbacks();
  const page = run.given.decide === "ask" ? await (await import("#adapters/local/page/serve.ts")).openPage() : undefined;
  const thread = isWorthThread(run) ? (await import("#adapters/local/proposing/proposing-thread.ts")).openProposingThread() : undefined;
  try {
    await run.source.read;
    const ports = {
      ...portsOf(run, callbacks, page?.url),
      ...(thread ? { propose: thread.propose } : {}),
      notifier: page ? askingNotifier(run, report, page) : decidingNotifier(run, callbacks),
    };
    const invoke = async (name: string, payload: unknown) => {
      const result = await stepOf(name)(ports, payload);
      await report.done(name, payload, result);
      return result;
    };
    const beside = thread ? { atOnce: AT_ONCE, onIdle: thread.ended } : {};
    const workflow = embeddedWorkflow({ invoke, callbacks, clock: systemClock, ...beside });
    if (page) await serve(page, ports, localRestores(workflow, run.given.out));
    const { named, given } = run;
    const input = { ...(named.length > 0 ? { roleNames: named } : {}), ...(given.decide === "none" ? { dryRun: true } : {}) };
    await workflow.run("review-cycle", input);
  } finally {
    page?.close();
    await thread?.close();
  }
}

/** One review is written down, while the thread is told of the next ones. */
const AT_ONCE = 3;

/** Only reviews that change nothing may run side by side: what one changes, another may go by. */
function isWorthThread({ given, isOfMany }: ReviewRun): boolean {
  return isOfMany && given.decide === "none" && availableParallelism() > 1;
}

function portsOf(run: ReviewRun, callbacks: LocalCallbacks, pageUrl = "http://127.0.0.1"): Omit<Ports, "notifier"> {
  const { source, lastAccess, untaggedToo, snapshot, given } = run;
  const kept = { store: run.store, changes: snapshotChanges(snapshot, systemClock) };
  const { out } = given;
  return {
    ...(out === undefined ? kept : inStep(kept, () => writeSnapshot(snapshotIn(out), snapshot))),
    roles: snapshotRoles(snapshot),
    generations: source.generations,
    lastAccess,
    latestUse: localLatestUse(lastAccess, source.read),
    rehearsals: noRehearsals,
    codeHost: noCodeHost,
    codeWaits: { places: [], days: 0 },
    stacks: noStacks,
    checks: noPolicyChecks,
    callbacks,
    signer: processSigner(),
    votes: ownVotes,
    seals: ownSeals,
    catalogue: run.catalogue,
    clock: systemClock,
    pauses: noPauses,
    ids: randomIds,
    settings: localSettings({
      region: source.region,
      untaggedToo,
      pageUrl,
      window: source.window,
      replace: given.replace,
      copyIn: given.out,
      answers: given.answers,
      answersMustMatch: run.isOfOneRole,
    }),
  };
}

/** Of all that a deployed stack tells, a run at a terminal tells one thing: where to decide. */
function askingNotifier({ store }: ReviewRun, report: Report, page: ServedPage): Notifier {
  return {
    hearsNoEnd: true,
    async publish({ kind, link, reviewId }) {
      if ((kind !== "approval-request" && kind !== "reminder") || reviewId === undefined) return;
      if (link !== undefined) await report.asked(await store.get(reviewId), page.shorten(link));
    },
  };
}

/** `--decide approve` and `reject` answer in the place of a person, at the moment in which one would be asked. */
function decidingNotifier({ given, store }: ReviewRun, callbacks: LocalCallbacks): Notifier {
  const verdict = given.decide === "approve" ? "approved" : "rejected";
  return {
    hearsNoEnd: true,
    async publish({ kind, reviewId }) {
      if (kind !== "approval-request" || reviewId === undefined) return;
      const { proposalHash = "", waiting } = await store.get(reviewId);
      const proposal = await store.document(reviewId, "proposal");
      if (!proposal) return;
      const vote = { verdict, at: systemClock.now(), by: `the operator, with --decide ${given.decide}`, proposalHash } as const;
      await store.decide(reviewId, await signVote(ownVotes, proposal, vote));
      if (waiting) await callbacks.succeed(waiting.taskToken, { verdict });
    },
  };
}

/** The page is loaded only where somebody is asked. */
async function serve(
  page: ServedPage & { answerWith(fetch: (request: Request) => Response | Promise<Response>): void },
  ports: Ports,
  restores: Restores,
): Promise<void> {
  const { approvalApp } = await import("#core/web/app.ts");
  const { roles, catalogue } = ports;
  const restoring = async () => ({ rolesIn: () => roles, catalogue, restores });
  const app = approvalApp({ ...ports, restoring }, (fault) => tellError(`the approval page failed: ${String(fault)}`));
  page.answerWith(page.onlyOwn((request) => app.fetch(request)));
}

function stepOf(name: string) {
  const step = Object.entries(steps).find(([known]) => known === name)?.[1];
  if (!step) throw new Error(`There is no step ${name}.`);
  return step;
}
