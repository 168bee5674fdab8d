import { Worker } from "node:worker_threads";
import type { Proposal } from "#core/review/model/proposal.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";

/** What the thread is told: it has a catalogue of its own. */
export type ToProposingThread = Omit<ProposeInput, "catalogue">;

/** What it answers, in the order in which it was told: the proposal as JSON, or that none could be made. */
export type FromProposingThread = { readonly proposal: string } | { readonly failed: true };

/** What it runs: bundled where this module is. */
const WORKER = new URL(import.meta.url.endsWith(".ts") ? "proposing-worker.ts" : "proposing-worker.cjs", import.meta.url);

/** Makes proposals beside the thread that writes them down. */
export interface ProposingThread {
  /**
   * `propose` of core, with the same results and errors. One review at a time goes on with its proposal, in the order in which they
   * were asked for: the next when the one before has `ended`.
   */
  propose(input: ProposeInput): Promise<Proposal>;
  /** Says that a review does nothing more for now. */
  ended(reviewId: string): void;
  close(): Promise<void>;
}

/** Starts the thread, which is to be closed. Where it cannot go on, proposals are made in this one: they are the same. */
export function openProposingThread(): ProposingThread {
  const worker = new Worker(WORKER);
  const waiting: ((answer: FromProposingThread) => void)[] = [];
  const ends = new Map<string, () => void>();
  let isGone = false;
  let before: Promise<void> = Promise.resolve();

  function giveUp(): void {
    isGone = true;
    for (const resolve of waiting.splice(0)) resolve({ failed: true });
  }

  function ask({ catalogue: _, ...told }: ProposeInput): Promise<FromProposingThread> {
    if (isGone) return Promise.resolve({ failed: true });
    const { promise, resolve } = Promise.withResolvers<FromProposingThread>();
    waiting.push(resolve);
    worker.postMessage(told satisfies ToProposingThread);
    return promise;
  }

  /** Resolves when the review that was here before has ended, which the next one waits for too. */
  function turnOf(reviewId: string): Promise<void> {
    const turn = before;
    const end = Promise.withResolvers<void>();
    ends.set(reviewId, end.resolve);
    before = end.promise;
    return turn;
  }

  worker.on("message", (answer: FromProposingThread) => waiting.shift()?.(answer));
  worker.once("error", giveUp);
  worker.once("exit", giveUp);
  return {
    async propose(input) {
      const turn = turnOf(input.review.id);
      const answer = await ask(input);
      await turn;
      // What cannot be made there cannot be made here, and the error is thrown where it is told of.
      if ("failed" in answer) return propose(input);
      const proposal: Proposal = JSON.parse(answer.proposal);
      return proposal;
    },
    ended(reviewId) {
      ends.get(reviewId)?.();
      ends.delete(reviewId);
    },
    async close() {
      await worker.terminate();
    },
  };
}
