import type { AccessLevel } from "#core/policy/catalogue.ts";
import { broadLevels } from "#core/review/broad-role.ts";
import { untouchableBecause } from "#core/review/eligibility.ts";
import type { Standing } from "#core/review/standing.ts";
import { counted, someOf } from "#core/text.ts";
import { tellError } from "../terminal/lines.ts";
import type { FAIL_ON } from "./options.ts";
import type { ReviewRun } from "./run.ts";

type FailOn = (typeof FAIL_ON)[number];

const LEVELS: Readonly<Record<FailOn, readonly AccessLevel[]>> = {
  permissions: ["Permissions management"],
  write: ["Permissions management", "Write", "Tagging"],
  any: ["Permissions management", "Write", "Tagging", "Read", "List"],
};

const WORDS = {
  permissions: "unused permissions management actions",
  write: "unused write or graver actions",
  any: "unused actions",
} as const;

/** Names, on standard error, the roles with unused actions that `--fail-on` is about. Returns how many there are. */
export function tellFailing(failOn: FailOn, standings: readonly Standing[]): number {
  const failing = standings.filter(({ unused }) => LEVELS[failOn].some((level) => unused[level] > 0));
  const names = someOf(
    failing.map(({ roleName }) => roleName),
    10,
  );
  if (failing.length > 0) tellError(`${counted(failing.length, "role")} with ${WORDS[failOn]}: ${names}`);
  return failing.length;
}

/**
 * Names, on standard error, the roles with broad policies for which the run has no proposal: untagged, too new, without evidence. Roles
 * that nobody can change, such as service-linked ones, are left out. Returns how many there are.
 */
export function tellBroad(failOn: FailOn, { roles, named, reviews, catalogue }: ReviewRun): number {
  const judged = new Set(
    reviews().flatMap(({ outcome, roleName }) => (outcome === "proposed" || outcome === "no-activity" ? [roleName] : [])),
  );
  const broad = roles
    .filter(({ name }) => !judged.has(name) && (named.length === 0 || named.includes(name)))
    .filter((role) => untouchableBecause(role, { excludedRoles: [] }) === undefined)
    .filter((role) => {
      const levels = broadLevels(role, catalogue);
      return LEVELS[failOn].some((level) => levels.has(level));
    });
  const names = someOf(
    broad.map(({ name }) => name),
    10,
  );
  if (broad.length > 0) tellError(`${counted(broad.length, "role")} with broad policies and no proposal: ${names}`);
  return broad.length;
}
