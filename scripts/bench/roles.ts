import { MEASURES_PROCESSES, run } from "./measure.ts";
import { verdict } from "./report.ts";
import { whittleReview } from "./tools.ts";
import { trailData } from "./trail-data.ts";

const ROLES = 1000;

/** A run over 1,000 roles with AdministratorAccess, each with calls in 23 MB of logs: the whole of it, from start to end. */
export async function benchRoles(): Promise<void> {
  const roles = Array.from({ length: ROLES }, (_, at) => `Role${String(at).padStart(4, "0")}`);
  const trail = await trailData({ form: "delivered", files: 6, fileMegabytes: 3.85, roles });
  const { wall, peak, output } = run(whittleReview(trail).command);
  const answers = output.trim().split("\n");
  console.log(`\n${ROLES} roles with AdministratorAccess, ${trail.records} records: ${wall.toFixed(2)} s`);
  verdict("answers", answers.length, "at least", ROLES);
  verdict("milliseconds a role, all in", (wall * 1000) / ROLES, "at most", 12);
  verdict("KB of --format json, the longest", Math.max(...answers.map((line) => line.length)) / 1000, "at most", 30);
  if (MEASURES_PROCESSES) verdict("peak memory in MB", peak, "at most", 300);
}
