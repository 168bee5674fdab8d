import { isTagged } from "#core/review/eligibility.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { counted } from "#core/text.ts";
import { tellError } from "../terminal/lines.ts";
import type { ReviewRun } from "./run.ts";
import { TAG } from "./settings.ts";

/** Names, on standard error, each role that the run was to review and has no outcome for. Returns how many there are. */
export function tellUnanswered(run: ReviewRun): number {
  const answered = new Set(run.reviews().map(({ roleName }) => roleName));
  const missing = wantedRoles(run)
    .filter(({ name }) => !answered.has(name))
    .map(({ name }) => name);
  if (missing.length > 0) tellError(`${counted(missing.length, "role")} without an outcome: ${missing.join(", ")}`);
  return missing.length;
}

/** The roles that the run was to review: those that were named, or else the tagged ones, or all. */
export function wantedRoles({ roles, named, untaggedToo }: ReviewRun): readonly RoleState[] {
  return roles.filter((role) => (named.length > 0 ? named.includes(role.name) : untaggedToo || isTagged(role, TAG)));
}
