import * as v from "valibot";
import { secondsAfter } from "../../time.ts";
import type { Challenge } from "./provider.ts";
import { type Sealing, seal, unseal } from "./sealed.ts";

/** How long a person may take at the provider. */
export const SIGN_IN_SECONDS = 600;

const Transaction = v.strictObject({
  challenge: v.strictObject({ state: v.string(), nonce: v.string(), verifier: v.string() }),
  goTo: v.string(),
});

/** A sign-in under way, kept by the browser that began it: another browser's answer fits nothing here. */
export interface Transaction {
  readonly challenge: Challenge;
  /** A path of this page. */
  readonly goTo: string;
}

export function sealTransaction(sealing: Sealing, transaction: Transaction): Promise<string> {
  return seal(sealing, "sign-in", secondsAfter(sealing.clock.now(), SIGN_IN_SECONDS), transaction);
}

/** The sign-in that this answer belongs to, or undefined. */
export async function openTransaction(sealing: Sealing, sealed: string, state: string): Promise<Transaction | undefined> {
  const read = v.safeParse(Transaction, await unseal(sealing, "sign-in", sealed));
  return read.success && read.output.challenge.state === state ? read.output : undefined;
}

const MOST_PATH = 1_100;

/** A path of this page to go back to after signing in, or the list of reviews. Nothing that could lead to another site is one. */
export function pathOfPage(path: string | undefined): string {
  return path !== undefined && path.length <= MOST_PATH && /^(\/[\w-][\w.-]*)+$/.test(path) ? path : "/reviews";
}
