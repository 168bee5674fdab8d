import * as v from "valibot";
import { parseArn } from "#core/aws/arn.ts";
import { WhittleError } from "#core/errors.ts";
import type { GenerationStatus, PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import type { Window } from "#core/usage/activity.ts";
import { statementsOf } from "#core/usage/generated.ts";
import { UnusableFileError } from "../errors.ts";
import { faultInForm, readJson } from "../read-file.ts";

const Instant = v.pipe(
  v.union([v.string(), v.number()]),
  v.transform((value) => new Date(typeof value === "number" ? value * 1000 : value)),
  v.check((date) => !Number.isNaN(date.getTime()), "must be a time"),
  v.transform((date) => date.toISOString()),
);
const Output = v.looseObject({
  jobDetails: v.looseObject({ status: v.string(), jobError: v.optional(v.looseObject({ code: v.string(), message: v.string() })) }),
  generatedPolicyResult: v.looseObject({
    properties: v.looseObject({
      principalArn: v.string(),
      isComplete: v.optional(v.boolean(), false),
      cloudTrailProperties: v.optional(
        v.looseObject({
          startTime: Instant,
          endTime: Instant,
          trailProperties: v.optional(v.array(v.looseObject({ cloudTrailArn: v.string() })), () => []),
        }),
      ),
    }),
    generatedPolicies: v.optional(v.array(v.looseObject({ policy: v.string() })), () => []),
  }),
});

export interface GeneratedFile {
  readonly roleArn: string;
  readonly window: Window | undefined;
  /** Where the trail is, which is where Whittle would run; undefined where the file does not say. */
  readonly region: string | undefined;
  readonly generations: PolicyGenerations;
}

/** What `aws accessanalyzer get-generated-policy` printed, in the place of Access Analyzer. Throws UnusableFileError. */
export function readGenerated(file: string): GeneratedFile {
  const read = v.safeParse(Output, readJson(file));
  if (!read.success)
    throw new UnusableFileError(file, `it is not the output of aws accessanalyzer get-generated-policy: ${faultInForm(read.issues[0])}`);
  const { jobDetails, generatedPolicyResult } = read.output;
  const { principalArn, isComplete, cloudTrailProperties } = generatedPolicyResult.properties;
  if (jobDetails.status !== "SUCCEEDED") throw new UnusableFileError(file, unfinished(jobDetails));
  const documents = generatedPolicyResult.generatedPolicies.map(({ policy }) => policy);
  checkDocuments(documents, file);
  const status: GenerationStatus = { status: "SUCCEEDED", result: { kind: "documents", documents, isComplete } };
  return {
    roleArn: principalArn,
    window: cloudTrailProperties && { from: cloudTrailProperties.startTime, to: cloudTrailProperties.endTime },
    region: parseArn(cloudTrailProperties?.trailProperties[0]?.cloudTrailArn ?? "")?.region,
    generations: {
      start: async () => ({ jobId: principalArn }),
      check: async () => status,
      cancel: async () => {},
      startedSince: async () => 0,
    },
  };
}

function checkDocuments(documents: readonly string[], file: string): void {
  try {
    for (const [index, document] of documents.entries()) statementsOf(document, index + 1);
  } catch (error) {
    throw error instanceof WhittleError ? new UnusableFileError(file, error.message) : error;
  }
}

function unfinished({ status, jobError }: v.InferOutput<typeof Output>["jobDetails"]): string {
  const why = jobError ? `: ${jobError.code}: ${jobError.message}` : "";
  return status === "IN_PROGRESS"
    ? "its job was still in progress; get the generated policy again when it has ended."
    : `its job is ${status}${why}.`;
}
