import type { AccessLevel } from "#core/policy/catalogue.ts";
import { broadLevels } from "#core/review/broad-role.ts";
import { untouchableBecause } from "#core/review/eligibility.ts";
import type { Standing } from "#core/review/standing.ts";
import { counted, someOf } from "#core/text.ts";
import { tellError } from "../terminal/lines.ts";
import type { FAIL_ON } from "./options.ts";
import type { ReviewRun } from "./run.ts";
import { standingsOf } from "./standings.ts";

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

/** What makes a run fail by its `--fail-on`, in lines that name the roles; empty where nothing does. */
export async function failingLines(run: ReviewRun): Promise<readonly string[]> {
  const { failOn } = run.given;
  return failOn === undefined ? [] : [...failingRoles(failOn, await standingsOf(run)), ...broadRoles(failOn, run)];
}

/** Says the same on standard error. Gives whether anything does. */
export async function tellFailing(run: ReviewRun): Promise<boolean> {
  const lines = await failingLines(run);
  for (const line of lines) tellError(line);
  return lines.length > 0;
}

/** The roles with unused actions. */
function failingRoles(failOn: FailOn, standings: readonly Standing[]): readonly string[] {
  const failing = standings.filter(({ unused }) => LEVELS[failOn].some((level) => unused[level] > 0));
  return lineAbout(
    failing.map(({ roleName }) => roleName),
    WORDS[failOn],
  );
}

function lineAbout(names: readonly string[], what: string): readonly string[] {
  return names.length === 0 ? [] : [`${counted(names.length, "role")} with ${what}: ${someOf(names, 10)}`];
}

/**
 * The roles with broad policies for which the run has no proposal: untagged, too new, without evidence. Roles that nobody can change, such
 * as service-linked ones, are left out.
 */
function broadRoles(failOn: FailOn, { roles, named, reviews, catalogue }: ReviewRun): readonly string[] {
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
  return lineAbout(
    broad.map(({ name }) => name),
    "broad policies and no proposal",
  );
}
