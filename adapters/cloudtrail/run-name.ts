import { createHash } from "node:crypto";
import type { Window } from "#core/usage/activity.ts";

/** What separates the accounts of a run. */
const SEPARATOR = ",";

/** The accounts that a run reads, as its input says them. */
export function accountsIn(text: string): readonly string[] {
  return text.split(SEPARATOR);
}

/** Accounts as the input of a run. */
export function accountsText(accounts: readonly string[]): string {
  return accounts.join(SEPARATOR);
}

/**
 * The name of the run that reads the logs of an account, or of several, of a window. An execution's name takes no colons, dots and commas,
 * and its 80 characters hold no list of accounts.
 */
export function runName(account: string, { from, to }: Window): string {
  const many = account.includes(SEPARATOR);
  const of = many ? createHash("sha256").update(account).digest("hex").slice(0, 16) : account;
  return `${of}_${from}_${to}`.replace(/[:.]/g, "");
}
