import { accountOf } from "#core/aws/arn.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { counted, someOf } from "#core/text.ts";
import { tellError } from "../terminal/lines.ts";
import type { ReviewRun } from "./run.ts";
import { tellStrayAnswers } from "./stray-answers.ts";
import { tellUnanswered, wantedRoles } from "./unanswered.ts";

const MOST_NAMES = 10;

/** Says, on standard error, where the trail knows none of the roles: it may be another account's. */
export async function tellStranger({ source, roles, reviews }: ReviewRun): Promise<void> {
  const reading = await source.read;
  if (!reading || reading.tally.roles.size > 0 || reviews().every(({ outcome }) => outcome === "not-eligible")) return;
  const account = accountOf(roles[0]?.arn ?? "");
  tellError(`No record is of a reviewed role: none of them made a call, or this is not the trail of account ${account}.`);
}

/** Names, on standard error, whatever the run was asked for and could not do. Returns how much there is. */
export async function tellUndone(run: ReviewRun): Promise<number> {
  return tellUnanswered(run) + tellUnreadable(run) + tellUnreplaced(run) + (await tellStrayAnswers(run));
}

/**
 * Names, on standard error, the roles whose policies could not be read, tagged or not: a run that is to fail on broad policies cannot say
 * that they have none. Returns how many there are.
 */
function tellUnreadable({ given, roles, named }: ReviewRun): number {
  if (given.failOn === undefined) return 0;
  const unread = roles.filter(({ unreadable, name }) => unreadable !== undefined && (named.length === 0 || named.includes(name)));
  const names = someOf(
    unread.map(({ name }) => name),
    MOST_NAMES,
  );
  if (unread.length > 0)
    tellError(`${counted(unread.length, "role")} that cannot be judged: ${names}. ${unread[0]?.unreadable ?? ""}`.trimEnd());
  return unread.length;
}

/** Names, on standard error, each `--replace NAME` that no reviewed role has. Returns how many there are. */
function tellUnreplaced(run: ReviewRun): number {
  const there = new Set(["inline", "all", ...wantedRoles(run).flatMap(policyNames)]);
  const missing = run.given.replace.filter((name) => !there.has(name));
  if (missing.length > 0) tellError(`No reviewed role has a policy of this name, as --replace asks: ${missing.join(", ")}`);
  return missing.length;
}

function policyNames({ attached, inline }: RoleState): readonly string[] {
  return [...attached, ...inline].map(({ name }) => name);
}
