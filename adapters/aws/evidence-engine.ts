import * as v from "valibot";
import type { PolicyGenerations } from "#core/review/ports/access-analyzer.ts";
import { systemClock } from "../machine.ts";
import { type Environment, Evidence, readEnvironment, required, wholeNumber } from "./settings.ts";

/**
 * The engine that the parameter `Evidence` names, loaded alone: no function pays for a client that it does not use. `auto` is
 * `cloudtrail` where the stack reads the trail's bucket, and `last-accessed` where it has no trail. Throws InvalidInputError where the engine lacks its trail.
 */
export async function evidenceEngine(environment: Environment): Promise<PolicyGenerations> {
  const { EVIDENCE } = readEnvironment(v.object({ EVIDENCE: Evidence }), environment);
  if (EVIDENCE === "access-analyzer") return await accessAnalyzer(environment);
  if (EVIDENCE === "cloudtrail" || (EVIDENCE === "auto" && environment.READ_TRAIL_ARN)) return await cloudTrail(environment);
  const { lastAccessedGenerations } = await import("./last-accessed-generations.ts");
  const lastAccessed = lastAccessedGenerations();
  if (EVIDENCE === "last-accessed" || !environment.TRAIL_ARN) return lastAccessed;
  const { autoGenerations } = await import("./auto-generations.ts");
  const { GENERATIONS_PER_DAY } = readEnvironment(v.object({ GENERATIONS_PER_DAY: wholeNumber }), environment);
  return autoGenerations({
    accessAnalyzer: await accessAnalyzer(environment),
    lastAccessed,
    generationsPerDay: GENERATIONS_PER_DAY,
    clock: systemClock,
  });
}

async function accessAnalyzer(environment: Environment): Promise<PolicyGenerations> {
  const trail = { trailArn: required(environment, "TRAIL_ARN"), accessRoleArn: required(environment, "ACCESS_ROLE_ARN") };
  const { accessAnalyzerGenerations } = await import("./access-analyzer-generations.ts");
  return accessAnalyzerGenerations(trail);
}

/** What makes the activity is loaded when a run has ended. */
async function cloudTrail(environment: Environment): Promise<PolicyGenerations> {
  const machineArn = required(environment, "READ_TRAIL_ARN");
  const { cloudTrailGenerations } = await import("../cloudtrail/generations.ts");
  return cloudTrailGenerations({
    machineArn,
    activityOf: async (job) => (await import("../cloudtrail/stack-activity.ts")).stackActivity(environment, job),
  });
}
