import * as v from "valibot";
import { accountOf } from "#core/aws/arn.ts";
import { setNameIn } from "#core/review/permission-sets/permission-set.ts";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import { systemClock } from "../machine.ts";
import { type AccountAccess, inAccount } from "./account-access.ts";
import { type Environment, Evidence, readEnvironment, required, wholeNumber } from "./settings.ts";

/** Makes an engine for each account: its clients are the account's. */
export type EngineOf = (access: AccountAccess) => PolicyGenerations;

/**
 * The engine that the parameter `Evidence` names, loaded alone: no function pays for a client that it does not use. `auto` is
 * `cloudtrail` where the stack reads the trail's bucket, and `last-accessed` where it has no trail. Throws InvalidInputError where the engine lacks its trail.
 */
export async function evidenceEngine(environment: Environment): Promise<EngineOf> {
  const { EVIDENCE } = readEnvironment(v.object({ EVIDENCE: Evidence }), environment);
  if (EVIDENCE === "access-analyzer") return await accessAnalyzer(environment);
  if (EVIDENCE === "cloudtrail" || (EVIDENCE === "auto" && environment.READ_TRAIL_ARN)) return await cloudTrail(environment);
  const { lastAccessedGenerations } = await import("./last-accessed-generations.ts");
  const { iamClient } = await import("./iam/client.ts");
  const lastAccessedOf: EngineOf = (access) => lastAccessedGenerations(iamClient(access));
  if (EVIDENCE === "last-accessed" || !environment.TRAIL_ARN) return lastAccessedOf;
  const { autoGenerations } = await import("./auto-generations.ts");
  const { GENERATIONS_PER_DAY: generationsPerDay } = readEnvironment(v.object({ GENERATIONS_PER_DAY: wholeNumber }), environment);
  const accessAnalyzerOf = await accessAnalyzer(environment);
  return (access) =>
    autoGenerations({
      accessAnalyzer: accessAnalyzerOf(access),
      lastAccessed: lastAccessedOf(access),
      generationsPerDay,
      clock: systemClock,
    });
}

/** The access role of a member has the name of the stack's own: infra/access-role.yaml gives it, in each account. */
async function accessAnalyzer(environment: Environment): Promise<EngineOf> {
  const [trailArn, accessRoleArn] = [required(environment, "TRAIL_ARN"), required(environment, "ACCESS_ROLE_ARN")];
  const { accessAnalyzerGenerations, accessAnalyzerClient } = await import("./access-analyzer/generations.ts");
  return (access) =>
    accessAnalyzerGenerations({ trailArn, accessRoleArn: inAccount(accessRoleArn, access.account) }, accessAnalyzerClient(access));
}

/** What makes the activity is loaded when a run has ended. */
async function cloudTrail(environment: Environment): Promise<EngineOf> {
  const machineArn = required(environment, "READ_TRAIL_ARN");
  const { cloudTrailGenerations } = await import("../cloudtrail/generations.ts");
  return (access) =>
    cloudTrailGenerations({
      machineArn,
      accountsOf: (roleArn) => accountsOf(environment, roleArn),
      activityOf: async (job) => (await import("../cloudtrail/stack-activity.ts")).stackActivity(environment, access, job),
    });
}

async function accountsOf(environment: Environment, roleArn: string): Promise<readonly string[]> {
  const setName = setNameIn(roleArn);
  if (setName === undefined) return [accountOf(roleArn)];
  const { setsFromEnvironment } = await import("./identity-center/sets-from-environment.ts");
  const { permissionSet } = await setsFromEnvironment(environment).read(setName);
  return permissionSet?.accounts ?? [];
}
