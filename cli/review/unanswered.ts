import { isTagged } from "#core/review/eligibility.ts";
import { counted } from "#core/text.ts";
import { tellError } from "../terminal/lines.ts";
import type { ReviewRun } from "./run.ts";
import { TAG } from "./settings.ts";

/** Names, on standard error, each role that the run was to review and has no outcome for. Returns how many there are. */
export function tellUnanswered({ roles, named, untaggedToo, reviews }: ReviewRun): number {
  const answered = new Set(reviews().map(({ roleName }) => roleName));
  const wanted = roles.filter((role) => (named.length > 0 ? named.includes(role.name) : untaggedToo || isTagged(role, TAG)));
  const missing = wanted.filter(({ name }) => !answered.has(name)).map(({ name }) => name);
  if (missing.length > 0) tellError(`${counted(missing.length, "role")} without an outcome: ${missing.join(", ")}`);
  return missing.length;
}
