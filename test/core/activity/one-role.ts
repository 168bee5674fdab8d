import type { Activity, Window } from "#core/activity/activity.ts";
import { activityOf } from "#core/activity/from-tally.ts";
import { isObject } from "#core/activity/record.ts";
import { createTally } from "#core/activity/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { sessionOf } from "./records.ts";

/** The activity of one role that made every call of these records, whoever really made it. */
export function asOneRole(records: readonly unknown[], roleArn: string, window: Window): Activity {
  const tally = createTally([roleArn], window);
  for (const value of records) tally.add(isObject(value) ? { ...value, userIdentity: sessionOf(roleArn, "all") } : value, catalogue);
  return activityOf(tally.snapshot(), roleArn, { window }, catalogue);
}
