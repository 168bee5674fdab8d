import * as v from "valibot";
import { type AccountAccess, accountAccess, ownAccount } from "#adapters/aws/account-access.ts";
import type { Environment } from "#adapters/aws/settings.ts";
import { accountOf } from "#core/aws/arn.ts";
import { inMember } from "#core/review/other-stack.ts";
import type { ReviewStore } from "#core/review/ports/review-store.ts";
import type { Settings } from "#core/review/settings.ts";
import { FromMachine, ReviewInput, readInput } from "#core/steps/input.ts";

/** Something made for each account once, when it is first asked for. */
export function perAccount<T>(environment: Environment, make: (access: AccountAccess) => T): (account: string) => T {
  const accessTo = accountAccess(environment);
  const made = new Map<string, T>();
  return (account) => {
    const known = made.get(account) ?? make(accessTo(account));
    made.set(account, known);
    return known;
  };
}

/**
 * A step's ports in the account that the role of its review is in, which the record says and no input. Throws AccountUnreachableError,
 * InvalidInputError and ReviewNotFoundError.
 */
export function inAccountOfReview<Needs>(
  environment: Environment,
  store: Pick<ReviewStore, "get">,
  portsOf: (access: AccountAccess) => Needs,
): (event: unknown) => Promise<Needs> {
  const ports = perAccount(environment, portsOf);
  return async (event) => {
    const { reviewId } = readInput(ReviewInput, v.is(FromMachine, event) ? event.input : event, "the event");
    const account = accountOf((await store.get(reviewId)).roleArn);
    // A permission set is of no account; it is looked at from the stack's own.
    return ports(account === "*" ? ownAccount(environment) : account);
  };
}

/** The stack's settings for an account: in a member, the stack is a hub, and nothing is rehearsed. Throws InvalidInputError. */
export function settingsIn({ account }: AccountAccess, settings: Settings, environment: Environment): Settings {
  const own = ownAccount(environment);
  return account === own ? settings : { ...inMember(settings, own), isOfMember: true };
}
