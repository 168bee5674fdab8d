import { codeAndMessage, isTransient } from "#core/errors.ts";
import type { Organization, OrganizationAccount } from "../ports/organization.ts";

/** What stands below units of AWS Organizations. */
export interface BelowUnits {
  /** Accounts that can be used, each once, by their ids. */
  readonly accounts: readonly string[];
  /** Accounts that cannot. */
  readonly leftOut: readonly OrganizationAccount[];
  /** Units whose accounts are not known, with the reason. */
  readonly unlisted: readonly { readonly unit: string; readonly error: string }[];
  /** Of the organizations that the accounts are in: one, or none where there is no account. */
  readonly organizations: readonly string[];
}

/**
 * All accounts below some units, however deep. A unit that cannot be listed is named and the others are listed all the same. Throws
 * ThrottledError and ServiceFaultError, which may pass: to leave accounts out because of them would end their reviews.
 */
export async function belowUnits(organization: Organization, units: readonly string[]): Promise<BelowUnits> {
  const found = new Map<string, OrganizationAccount>();
  const unlisted: { unit: string; error: string }[] = [];
  const waiting = [...units];
  const seen = new Set<string>();
  for (let unit = waiting.shift(); unit !== undefined; unit = waiting.shift()) {
    if (seen.has(unit)) continue;
    seen.add(unit);
    try {
      for (const account of await organization.accountsIn(unit)) found.set(account.id, account);
      waiting.push(...(await organization.unitsIn(unit)));
    } catch (error) {
      if (isTransient(error)) throw error;
      unlisted.push({ unit, error: codeAndMessage(error).message });
    }
  }
  const all = [...found.values()];
  return {
    accounts: all.filter(isActive).map(({ id }) => id),
    leftOut: all.filter((account) => !isActive(account)),
    unlisted,
    organizations: [...new Set(all.map((account) => account.organization))],
  };
}

function isActive({ state }: OrganizationAccount): boolean {
  return state === "ACTIVE";
}
