import { isObject } from "#core/cloudtrail/record.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import type { Activity, Window } from "#core/usage/activity.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { sessionOf } from "./records.ts";

/** The activity of one role that made every call of these records, whoever really made it. */
export function asOneRole(records: readonly unknown[], roleArn: string, window: Window): Activity {
  const tally = createTally([roleArn], window);
  for (const value of records) tally.add(isObject(value) ? { ...value, userIdentity: sessionOf(roleArn, "all") } : value, catalogue);
  return activityOf(tally.snapshot(), roleArn, { window }, catalogue);
}
