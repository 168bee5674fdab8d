import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import * as v from "valibot";
import { actionOf } from "#core/aws/names.ts";
import type { LastAccessed } from "#core/evidence/last-accessed.ts";
import type { LastAccessReports } from "#core/review/ports/iam.ts";
import { UnusableFileError } from "./errors.ts";
import { faultInForm, readJson } from "./read-file.ts";

const Instant = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), "must be a time"),
  v.transform((text) => new Date(text).toISOString()),
);
/** A word without what would make a pattern of an action. */
const Word = v.pipe(v.string(), v.regex(/^[^:*?\s]+$/, "must be a name"));
const TrackedAction = v.looseObject({
  ActionName: Word,
  LastAccessedTime: v.nullish(Instant),
  LastAccessedEntity: v.nullish(v.string()),
  LastAccessedRegion: v.nullish(v.string()),
});
const Service = v.looseObject({
  ServiceNamespace: Word,
  LastAuthenticated: v.nullish(Instant),
  LastAuthenticatedEntity: v.nullish(v.string()),
  TrackedActionsLastAccessed: v.nullish(v.array(TrackedAction), () => []),
});
const Output = v.looseObject({
  JobStatus: v.string(),
  JobType: v.optional(v.string()),
  ServicesLastAccessed: v.optional(v.array(Service), () => []),
  JobCompletionDate: v.nullish(Instant),
  IsTruncated: v.optional(v.boolean(), false),
});
type Output = v.InferOutput<typeof Output>;

/** A role of the account. */
interface Known {
  readonly name: string;
  readonly arn: string;
}

export interface LastAccessFiles extends LastAccessReports {
  /** Names of the roles that the reports are about. */
  readonly roles: readonly string[];
  /** When IAM made the latest of them, where one says so (`JobCompletionDate`). */
  readonly completedAt: string | undefined;
}

/**
 * What `aws iam get-service-last-accessed-details` printed: one file, or a folder of them. Each report is of the role that it names as
 * the one that used the services; one of a role that used none is told by the file's name, ROLE.json, or is of the one role under
 * review (`only`). Throws UnusableFileError.
 */
export function readLastAccess(path: string, roles: readonly Known[], only: Known | undefined): LastAccessFiles {
  const reports = new Map<string, readonly LastAccessed[]>();
  const completed: string[] = [];
  for (const file of filesAt(path)) {
    const output = readOutput(file);
    const role = roleOf(output, { file, roles, only, isInFolder: file !== path });
    if (reports.has(role.arn)) throw new UnusableFileError(file, `another report is about the role ${role.name} too; keep the newer one.`);
    if (output.JobCompletionDate) completed.push(output.JobCompletionDate);
    reports.set(
      role.arn,
      output.ServicesLastAccessed.flatMap((service) => accessed(service, output.JobType)),
    );
  }
  return {
    roles: roles.filter(({ arn }) => reports.has(arn)).map(({ name }) => name),
    completedAt: completed.sort().at(-1),
    ofRole: async (arn) => {
      const services = reports.get(arn);
      return services === undefined ? undefined : { services };
    },
  };
}

function filesAt(path: string): readonly string[] {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
  const files = readdirSync(path)
    .filter((name) => name.endsWith(".json"))
    .sort();
  if (files.length === 0) throw new UnusableFileError(path, "it holds no .json file.");
  return files.map((name) => join(path, name));
}

function readOutput(file: string): Output {
  const read = v.safeParse(Output, readJson(file));
  if (!read.success)
    throw new UnusableFileError(file, `it is not the output of aws iam get-service-last-accessed-details: ${faultInForm(read.issues[0])}`);
  const { JobStatus, IsTruncated } = read.output;
  if (JobStatus !== "COMPLETED") throw new UnusableFileError(file, `its job is ${JobStatus}; get the details again when it has completed.`);
  if (IsTruncated) throw new UnusableFileError(file, "it is only the first page; get the details again with --max-items 1000.");
  return read.output;
}

interface Asked {
  readonly file: string;
  readonly roles: readonly Known[];
  /** The role that was named, where one was. */
  readonly only: Known | undefined;
  readonly isInFolder: boolean;
}

function roleOf(output: Output, { file, roles, only, isInFolder }: Asked): Known {
  const entities = output.ServicesLastAccessed.flatMap(({ LastAuthenticatedEntity, TrackedActionsLastAccessed }) => [
    LastAuthenticatedEntity ?? "",
    ...(TrackedActionsLastAccessed ?? []).map(({ LastAccessedEntity }) => LastAccessedEntity ?? ""),
  ]);
  const [arn, ...others] = new Set(entities.filter((entity) => entity !== ""));
  if (others.length > 0)
    throw new UnusableFileError(file, `it is about several entities (${arn}, ${others[0]}); get a report of one role.`);
  if (arn !== undefined) {
    const role = roles.find((known) => known.arn === arn);
    if (role !== undefined && only !== undefined && role !== only && !isInFolder)
      throw new UnusableFileError(file, `it is about ${role.name}, not about ${only.name}.`);
    if (role === undefined) throw new UnusableFileError(file, `it is about ${arn}, which is not a role of the account.`);
    return role;
  }
  const role = roles.find(({ name }) => name === basename(file, ".json")) ?? only;
  if (role === undefined)
    throw new UnusableFileError(file, "it does not say which role it is about. Name the file ROLE.json, or name the role with --role.");
  return role;
}

/** A report that names an action which was not used names all that IAM tracks. */
function trackedOf(service: string, actions: readonly v.InferOutput<typeof TrackedAction>[]): Pick<LastAccessed, "tracked"> {
  if (!actions.some(({ LastAccessedTime }) => LastAccessedTime === undefined || LastAccessedTime === null)) return {};
  return { tracked: actions.map(({ ActionName }) => `${service}:${ActionName}`) };
}

function accessed(
  { ServiceNamespace: service, LastAuthenticated: at, TrackedActionsLastAccessed }: v.InferOutput<typeof Service>,
  jobType: string | undefined,
): LastAccessed[] {
  if (at === undefined || at === null) return [];
  const actions = (TrackedActionsLastAccessed ?? []).flatMap(({ ActionName, LastAccessedTime, LastAccessedRegion }) =>
    LastAccessedTime === undefined || LastAccessedTime === null
      ? []
      : [{ action: actionOf(service, ActionName), at: LastAccessedTime, ...(LastAccessedRegion ? { region: LastAccessedRegion } : {}) }],
  );
  return [{ service, at, ...(jobType === "ACTION_LEVEL" ? { actions, ...trackedOf(service, TrackedActionsLastAccessed ?? []) } : {}) }];
}
