import * as v from "valibot";
import { accountOf } from "#core/aws/arn.ts";
import { callBack } from "#core/review/call-back.ts";
import { ReviewConflictError } from "#core/review/errors.ts";
import { type BelowUnits, belowUnits } from "#core/review/fleet/units.ts";
import type { Review } from "#core/review/model/review.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { Organization } from "#core/review/ports/organization.ts";
import type { Ports } from "#core/review/ports.ts";
import { readInput } from "./input.ts";

type Needs = Pick<Ports, "store" | "callbacks" | "clock"> & { readonly organization: Organization };

const StepInput = v.looseObject({
  /** The stack's own and those that its parameter lists. */
  accounts: v.array(v.pipe(v.string(), v.regex(/^\d{12}$/, "is no account id of twelve digits"))),
  /** Separated by commas. */
  units: v.pipe(v.string(), v.nonEmpty()),
});

/**
 * So many accounts have their cycles within the history of one execution (25,000 events), each with every try that it may need;
 * test/infra/aws-limits counts them.
 */
export const MOST_ACCOUNTS = 1000;

export interface ListedAccounts {
  /** Those of the parameter first; each once. */
  readonly accounts: readonly string[];
  readonly leftOut: readonly { readonly account: string; readonly state: string }[];
  /** Units that could not be listed, each with the reason. */
  readonly unlisted: readonly string[];
  /** Reviews that ended because their account left. */
  readonly ended: number;
}

/**
 * The accounts that a hub reviews: its own, those listed, and all below its units that can be used. Open reviews of other accounts end without
 * a change; where a unit could not be listed none does, since their accounts may be there. Running it again changes nothing more.
 * Throws InvalidInputError, and ThrottledError and ServiceFaultError, which may pass.
 */
export async function listAccounts(ports: Needs, input: unknown): Promise<ListedAccounts> {
  const { accounts: listed, units } = readInput(StepInput, input, "list-accounts");
  const below = await belowUnits(ports.organization, units.split(","));
  const all = [...new Set([...listed, ...below.accounts])];
  const unlisted = [
    ...below.unlisted.map(({ unit, error }) => `${unit}: ${error}`),
    ...(all.length > MOST_ACCOUNTS
      ? [`${all.length - MOST_ACCOUNTS} accounts over ${MOST_ACCOUNTS}: give a second stack some of the units`]
      : []),
  ];
  return {
    accounts: all.slice(0, MOST_ACCOUNTS),
    leftOut: below.leftOut.filter(({ id }) => !listed.includes(id)).map(({ id, state }) => ({ account: id, state })),
    unlisted,
    ended: below.unlisted.length > 0 ? 0 : await endReviews(ports, new Set(all), below),
  };
}

/** Nothing is under way in these: they wait for people, or for the time of their change. Every other review is over within hours. */
const WAITING: ReadonlySet<ReviewStatus> = new Set(["waiting", "approved"]);

async function endReviews(ports: Needs, members: ReadonlySet<string>, below: BelowUnits): Promise<number> {
  let ended = 0;
  for (const review of await ports.store.open()) {
    const account = accountOf(review.roleArn);
    // A permission set is of no account.
    if (account === "*" || members.has(account) || !WAITING.has(review.status)) continue;
    const state = below.leftOut.find(({ id }) => id === account)?.state;
    if (await endReview(ports, review, { id: "account-left", account, ...(state === undefined ? {} : { state }) })) ended += 1;
  }
  return ended;
}

/** Its workflow closes it and tells its approvers. False where the review has moved on meanwhile. */
async function endReview({ store, callbacks, clock }: Needs, review: Review, reason: NonNullable<Review["reason"]>): Promise<boolean> {
  try {
    await store.update(review.id, "remove", { seen: review.status, updatedAt: clock.now(), reason });
  } catch (conflict) {
    if (conflict instanceof ReviewConflictError) return false;
    throw conflict;
  }
  await callBack({ callbacks }, review, { verdict: "ended" });
  return true;
}
