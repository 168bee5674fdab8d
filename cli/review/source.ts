import { readGenerated } from "#adapters/local/generations/generated-file.ts";
import { trailGenerations } from "#adapters/local/generations/trail-generations.ts";
import type { OpenLogs } from "#adapters/local/trail/log-workers.ts";
import { readTrail, type TrailReading } from "#adapters/local/trail/read-trail.ts";
import { checkUsable } from "#adapters/local/trail/usable.ts";
import { InvalidInputError } from "#core/errors.ts";
import type { ActionCatalogue } from "#core/policy/catalogue.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import type { Window } from "#core/usage/activity.ts";
import { didYouMean } from "../nearest.ts";
import type { ReviewArguments } from "./arguments.ts";
import { showProgress } from "./progress.ts";

/** Where activity comes from, and which roles it is about. */
export interface Source {
  readonly generations: PolicyGenerations;
  /** Roles named by the operator; empty: the tagged ones, or all. */
  readonly roleNames: readonly string[];
  readonly window: Window | undefined;
  readonly region: string;
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
  for (const name of given.roles) {
    if (roles.some((role) => role.name === name)) continue;
    const meant = didYouMean(
      name,
      roles.map((role) => role.name),
    );
    throw new InvalidInputError(given.account, `no role is named ${name}.${meant}`);
  }
  return logs ? trailSource(given, logs, roles, catalogue) : generatedSource(given, roles);
}

function trailSource(given: ReviewArguments, logs: OpenLogs, roles: readonly RoleState[], catalogue: ActionCatalogue): Source {
  const { roles: names, source, window } = given;
  const byArn = new Map(roles.map((role) => [role.arn, role]));
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
    graceDays: 14,
    catalogue,
  });
  return { generations, roleNames: names, window: undefined, region: "*", read };
}

function generatedSource(given: ReviewArguments, roles: readonly RoleState[]): Source {
  const { roleArn, window, region, generations } = readGenerated(given.source.path);
  const role = roles.find(({ arn }) => arn === roleArn);
  if (!role) throw new InvalidInputError(given.source.path, `the policy was generated for ${roleArn}, which is not in ${given.account}.`);
  const [named = role.name] = given.roles;
  if (named !== role.name) throw new InvalidInputError(given.source.path, `the policy was generated for ${role.name}, not for ${named}.`);
  return {
    generations,
    roleNames: [role.name],
    window: window && { ...window, ...given.window },
    region: region ?? role.lastUsed?.region ?? "*",
    read: Promise.resolve(undefined),
  };
}
