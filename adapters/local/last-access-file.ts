import * as v from "valibot";
import type { LastAccessReports } from "#core/review/ports/iam.ts";
import { UnusableFileError } from "./errors.ts";
import { faultInForm, readJson } from "./read-file.ts";

const Instant = v.pipe(
  v.string(),
  v.check((text) => !Number.isNaN(Date.parse(text)), "must be a time"),
  v.transform((text) => new Date(text).toISOString()),
);
const Output = v.looseObject({
  JobStatus: v.string(),
  ServicesLastAccessed: v.optional(
    v.array(v.looseObject({ ServiceNamespace: v.string(), LastAuthenticated: v.optional(Instant) })),
    () => [],
  ),
  IsTruncated: v.optional(v.boolean(), false),
});

/** What `aws iam get-service-last-accessed-details` printed of the one role that is reviewed. Throws UnusableFileError. */
export function readLastAccess(file: string): LastAccessReports {
  const read = v.safeParse(Output, readJson(file));
  if (!read.success)
    throw new UnusableFileError(file, `it is not the output of aws iam get-service-last-accessed-details: ${faultInForm(read.issues[0])}`);
  const { JobStatus, ServicesLastAccessed, IsTruncated } = read.output;
  if (JobStatus !== "COMPLETED") throw new UnusableFileError(file, `its job is ${JobStatus}; get the details again when it has completed.`);
  if (IsTruncated) throw new UnusableFileError(file, "it is only the first page; get the details again with --max-items 1000.");
  const services = ServicesLastAccessed.flatMap(({ ServiceNamespace, LastAuthenticated }) =>
    LastAuthenticated === undefined ? [] : [{ service: ServiceNamespace, at: LastAuthenticated }],
  );
  return { ofRole: async () => ({ services }) };
}
