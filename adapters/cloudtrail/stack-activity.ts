import { setNameIn } from "#core/review/permission-sets/permission-set.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { AccountAccess } from "../aws/account-access.ts";
import { iamClient } from "../aws/iam/client.ts";
import { rolesOfProfiles } from "../aws/iam/profiles.ts";
import { iamRoles } from "../aws/iam/roles.ts";
import { kmsSigner } from "../aws/kms/signer.ts";
import { type Environment, required, settingsFromEnvironment } from "../aws/settings.ts";
import { loadCatalogue } from "../catalogue.ts";
import type { TrailJob } from "./generations.ts";
import { mergedActivity } from "./merged-activity.ts";
import { s3Summaries } from "./summaries.ts";

/** What a role did, out of the stack's summaries and its account's IAM as it is now. Throws InvalidInputError where the environment lacks something. */
export async function stackActivity(environment: Environment, access: AccountAccess, job: TrailJob): Promise<Activity> {
  const client = iamClient(access);
  const isSet = setNameIn(job.roleArn) !== undefined;
  const ports = {
    summaries: s3Summaries(required(environment, "SUMMARY_BUCKET"), kmsSigner({ evidence: required(environment, "EVIDENCE_KEY_ID") })),
    roles: isSet ? (await import("../aws/identity-center/sets-from-environment.ts")).setsFromEnvironment(environment) : iamRoles(client),
    // People hold a set, and no instance does.
    rolesOfProfiles: isSet ? async () => new Map<string, string>() : () => rolesOfProfiles(client),
    graceDays: settingsFromEnvironment(environment).graceDays,
    catalogue: loadCatalogue(),
  };
  return await mergedActivity(ports, job);
}
