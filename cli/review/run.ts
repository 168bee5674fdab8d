import type { Snapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotChanges } from "#adapters/local/account/snapshot-changes.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import type { ServedPage } from "#adapters/local/page/serve.ts";
import { noPauses, noPolicyChecks, noStacks, processSigner, randomIds, systemClock } from "#adapters/local/small-ports.ts";
import type { LocalReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { type LocalCallbacks, localCallbacks } from "#adapters/local/workflow/callbacks.ts";
import { embeddedWorkflow } from "#adapters/local/workflow/embedded.ts";
import { localRestores } from "#adapters/local/workflow/restores.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { Message, Notifier, Ports, Restores } from "#core/review/ports.ts";
import type { Review } from "#core/review/record.ts";
import type { RoleState } from "#core/review/role-state.ts";
import { steps } from "#core/review/steps/index.ts";
import type { ReviewArguments } from "./arguments.ts";
import { localSettings } from "./settings.ts";
import type { Source } from "./source.ts";

/** One run of `whittle review`. */
export interface ReviewRun {
  readonly given: ReviewArguments;
  readonly snapshot: Snapshot;
  readonly roles: readonly RoleState[];
  readonly catalogue: ActionCatalogue;
  readonly source: Source;
  readonly named: readonly string[];
  readonly untaggedToo: boolean;
  readonly store: LocalReviewStore;
  /** The reviews of this run; the record may hold those of earlier ones. */
  readonly reviews: () => readonly Review[];
}

/** Who tells the operator what happens. */
export interface Report {
  started(step: string, payload: unknown): Promise<void>;
  done(step: string, payload: unknown, result: unknown): Promise<void>;
  told(message: Message): Promise<void>;
  end(): Promise<void>;
}

/** Takes the roles through the same workflow and the same steps as the deployed stack, and gives back when all have ended. */
export async function runReviews(run: ReviewRun, report: Report): Promise<void> {
  const callbacks = localCallbacks();
  const page = run.given.decide === "ask" ? await (await import("#adapters/local/page/serve.ts")).openPage() : undefined;
  try {
    const ports = portsOf(run, report, callbacks, page?.url ?? "http://127.0.0.1");
    const invoke = async (name: string, payload: unknown) => {
      await report.started(name, payload);
      const result = await stepOf(name)(ports, payload);
      await report.done(name, payload, result);
      return result;
    };
    const workflow = embeddedWorkflow({ invoke, callbacks, clock: systemClock });
    if (page) await serve(page, ports, localRestores(workflow, run.given.out));
    const { named, given } = run;
    const input = { ...(named.length > 0 ? { roleNames: named } : {}), ...(given.decide === "none" ? { dryRun: true } : {}) };
    await workflow.run("review-cycle", input);
  } finally {
    page?.close();
  }
}

function portsOf(run: ReviewRun, report: Report, callbacks: LocalCallbacks, pageUrl: string): Ports {
  const { source, untaggedToo, store } = run;
  return {
    roles: snapshotRoles(run.snapshot),
    changes: snapshotChanges(run.snapshot, systemClock),
    generations: source.generations,
    stacks: noStacks,
    checks: noPolicyChecks,
    store,
    notifier: notifierOf(run, report, callbacks),
    callbacks,
    signer: processSigner(),
    catalogue: run.catalogue,
    clock: systemClock,
    pauses: noPauses,
    ids: randomIds,
    settings: localSettings({ region: source.region, untaggedToo, pageUrl, window: source.window }),
  };
}

/** `--decide approve` and `reject` answer in the place of a person, at the moment in which one would be asked. */
function notifierOf({ given, store }: ReviewRun, report: Report, callbacks: LocalCallbacks): Notifier {
  const verdict = given.decide === "approve" ? "approved" : given.decide === "reject" ? "rejected" : undefined;
  return {
    async publish(message) {
      await report.told(message);
      if (message.kind !== "approval-request" || verdict === undefined || message.reviewId === undefined) return;
      const { proposalHash = "", waiting } = await store.get(message.reviewId);
      const by = `the operator, with --decide ${given.decide}`;
      await store.decide(message.reviewId, { verdict, at: systemClock.now(), by, proposalHash });
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
  const { approvalApp } = await import("#core/review/page/app.ts");
  const { roles, catalogue } = ports;
  const restoring = async () => ({ roles, catalogue, restores });
  const app = approvalApp({ ...ports, restoring }, (fault) => process.stderr.write(`whittle: the page failed: ${String(fault)}\n`));
  page.answerWith((request) => app.fetch(request));
}

function stepOf(name: string) {
  const step = Object.entries(steps).find(([known]) => known === name)?.[1];
  if (!step) throw new Error(`There is no step ${name}.`);
  return step;
}
