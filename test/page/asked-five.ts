import type { Settings } from "#core/review/settings.ts";
import { activityIn, FIVE } from "#test/core/review/propose/asking.ts";
import { type Asked, askedOf } from "./served.ts";

/** A review whose proposal leaves five questions to the approver. */
export function askedFive(settings: Partial<Settings> = {}, tags: Readonly<Record<string, string>> = {}): Promise<Asked> {
  const role = { name: "Worker", policies: FIVE.policies, tags: { "whittle:review": "on", ...tags } };
  const activity = activityIn(FIVE.calls, "arn:aws:iam::111122223333:role/Worker");
  return askedOf({ role, settings: { pageUrl: "https://page.example", ...settings }, evidence: { kind: "activity", activity } });
}
