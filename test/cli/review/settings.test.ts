import { expect, test } from "vitest";
import { localSettings } from "#cli/review/settings.ts";
import { readTemplate } from "#test/infra/aws-limits/render.ts";

const settings = localSettings({
  region: "eu-west-1",
  untaggedToo: false,
  pageUrl: "http://127.0.0.1",
  window: undefined,
  answers: { keep: [], remove: [] },
  answersMustMatch: false,
  replace: [],
  copyIn: undefined,
});

test.each([
  ["GraceDays", settings.graceDays],
  ["ApprovalDays", settings.approvalDays],
  ["RestoreLinkDays", settings.restoreLinkDays],
  ["TagKey", settings.tagKey],
  ["TagValue", settings.tagValue],
])("a run at a terminal judges as the stack does by default: %s", (parameter, value) => {
  expect(value).toBe(readTemplate("template.yaml").Parameters[parameter]?.Default);
});

test("a run at a terminal waits for nothing and asks whenever it is run", () => {
  const { reviewCycleDays, quietDays, watchHours, digestFrom, escalationHours } = settings;
  expect([reviewCycleDays, quietDays, watchHours, digestFrom, escalationHours]).toEqual([0, 0, 0, 0, 0]);
});

test("a run at a terminal reviews as many roles as it is asked for, none left out, and nobody signs in", () => {
  expect(settings).toMatchObject({
    generationsPerDay: Number.POSITIVE_INFINITY,
    reviewsPerCycle: Number.POSITIVE_INFINITY,
    excludedRoles: [],
    approverSignIn: "local",
  });
  // A generated policy may be of the last 90 days (IAM User Guide, "IAM Access Analyzer policy generation").
  expect(settings.lookBackDays).toBe(90);
  expect(settings).not.toHaveProperty("window");
  expect(settings).not.toHaveProperty("copyIn");
});
