import { readGenerated } from "#adapters/local/generations/generated-file.ts";
import { lastAccessedGenerations } from "#adapters/local/generations/last-accessed-generations.ts";
import { trailGenerations } from "#adapters/local/generations/trail-generations.ts";
import { readLastAccess } from "#adapters/local/last-access-file.ts";
import type { OpenLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail, type TrailReading } from "#adapters/local/trail/read-trail.ts";
import { checkUsable } from "#adapters/local/trail/usable.ts";
import { systemClock } from "#adapters/machine.ts";
import { InvalidInputError } from "#core/errors.ts";
import { DEFAULT_GRACE_DAYS } from "#core/evidence/role-gaps.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import { isTagged } from "#core/review/eligibility.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import { IAM_DAYS_BACK, type LastAccessReports } from "#core/review/ports/iam.ts";
import { daysBefore } from "#core/review/time.ts";
import type { Window } from "#core/usage/activity.ts";
import type { ReviewArguments } from "./arguments.ts";
import { showProgress } from "./progress.ts";
import { selectRoles } from "./roles.ts";
import { TAG } from "./settings.ts";

/** Where activity comes from, and which roles it is about. */
export interface Source {
  readonly generations: PolicyGenerations;
  /** Roles named by the operator; empty: the tagged ones, or all. */
  readonly roleNames: readonly string[];
  readonly window: Window | undefined;
  readonly region: string;
  /** Where the reports are the evidence themselves. */
  readonly lastAccess?: LastAccessReports;
  /** Until then, nothing is known of the activity. Rejects with UnusableFileError where there is nothing to go by. */
  readonly read: Promise<TrailReading | undefined>;
}

/** Opens what `--generated` names, or begins to read the `logs` of a trail. Throws typed errors where it is none, or a named role is not there. */
export function openSource(
  given: ReviewArguments,
  logs: OpenLogs | undefined,
  roles: readonly RoleState[],
  catalogue: ActionCatalogue,
): Source {
  const named = { ...given, roles: selectRoles(given.roles, roles, given.account) };
  if (given.source.kind === "last-accessed") return reportSource(named, roles);
  return logs ? trailSource(named, logs, roles, catalogue) : generatedSource(named, roles);
}

function trailSource(given: ReviewArguments, logs: OpenLogs, roles: readonly RoleState[], catalogue: ActionCatalogue): Source {
  const { roles: names, source, window } = given;
  const byArn: ReadonlyMap<string, RoleState> = new Map(roles.map((role) => [role.arn, role]));
  const wanted = names.length === 0 ? roles : roles.filter(({ name }) => names.includes(name));
  const reading = readTrail({ logs, roleArns: wanted.map(({ arn }) => arn), catalogue, window, ...showProgress() });
  const read = reading.then((done) => checkUsable(source.path, done, window));
  // A fault is raised where the reading is waited for, which may be later than the fault.
  read.catch(() => undefined);
  const generations = trailGenerations({
    reading: read,
    window,
    roleOf: (arn) => byArn.get(arn),
    rolesOfProfiles: new Map(roles.flatMap(({ arn, instanceProfiles }) => instanceProfiles.map((name) => [name, arn]))),
    graceDays: DEFAULT_GRACE_DAYS,
    catalogue,
  });
  return { generations, roleNames: names, window: undefined, region: "*", read };
}

/** IAM's reports alone: of the roles named, else of those that they are about. */
function reportSource({ source: { path }, roles: names, window }: ReviewArguments, roles: readonly RoleState[]): Source {
  const [first, ...more] = names;
  const only = roles.length === 1 ? roles[0] : roles.find(({ name }) => name === first && more.length === 0);
  const reports = readLastAccess(path, roles, only);
  const missing = names.find((name) => !reports.roles.includes(name));
  if (missing !== undefined) throw new InvalidInputError(path, `no report is about the role ${missing}.`);
  const tagged: ReadonlySet<string> = new Set(roles.filter((role) => isTagged(role, TAG)).map(({ name }) => name));
  const reported = reports.roles.filter((name) => tagged.size === 0 || tagged.has(name));
  if (names.length + reported.length === 0)
    throw new InvalidInputError(path, "no report is about a role tagged whittle:review=on; name roles with --role.");
  const { to = reports.completedAt ?? systemClock.now() } = window;
  return {
    generations: lastAccessedGenerations(reports),
    lastAccess: reports,
    roleNames: names.length > 0 ? names : reported,
    window: { from: daysBefore(to, IAM_DAYS_BACK), to, ...window },
    region: "*",
    read: Promise.resolve(undefined),
  };
}

function generatedSource(given: ReviewArguments, roles: readonly RoleState[]): Source {
  const { roleArn, window, region, generations } = readGenerated(given.source.path);
  const role = roles.find(({ arn }) => arn === roleArn);
  if (!role) throw new InvalidInputError(given.source.path, `the policy was generated for ${roleArn}, which is not in ${given.account}.`);
  const other = given.roles.find((name) => name !== role.name);
  if (other !== undefined) throw new InvalidInputError(given.source.path, `the policy was generated for ${role.name}, not for ${other}.`);
  return {
    generations,
    roleNames: [role.name],
    window: window && { ...window, ...given.window },
    region: region ?? role.lastUsed?.region ?? "*",
    read: Promise.resolve(undefined),
  };
}
