import type { AccessLevel } from "#core/policy/catalogue.ts";
import type { Standing } from "#core/review/standing.ts";
import { counted, someOf } from "#core/text.ts";
import type { FAIL_ON } from "./options.ts";

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
  if (failing.length > 0) process.stderr.write(`whittle: ${counted(failing.length, "role")} with ${WORDS[failOn]}: ${names}\n`);
  return failing.length;
}
