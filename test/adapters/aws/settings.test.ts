import { describe, expect, test } from "vitest";
import { required, settingsFromEnvironment } from "#adapters/aws/settings.ts";
import { InvalidInputError } from "#core/errors.ts";
import { SETTINGS } from "#test/adapters/aws/environment.ts";

const environment = {
  ...SETTINGS,
  EXCLUDED_ROLES: "Admin*, Break-Glass ,",
  PAGE_URL: "https://page.example/",
};

test("reads what the template passes on", () => {
  expect(settingsFromEnvironment(environment)).toEqual({
    tagKey: "whittle:review",
    tagValue: "on",
    lookBackDays: 90,
    reviewCycleDays: 30,
    approvalDays: 14,
    escalationHours: 0,
    quietDays: 90,
    digestFrom: 5,
    watchHours: 72,
    restoreLinkDays: 35,
    codeOwnedRoles: "patch",
    restoreOnDenied: false,
    messageLanguage: "en",
    rehearsalDays: 7,
    graceDays: 14,
    generationsPerDay: 50,
    reviewsPerCycle: 100,
    region: "eu-central-1",
    excludedRoles: ["Admin*", "Break-Glass"],
    untaggedToo: false,
    pageUrl: "https://page.example",
    approverSignIn: "link",
  });
});

describe("the window for changes", () => {
  const windowOf = (given: Record<string, string>) => settingsFromEnvironment({ ...environment, ...given }).changeWindow;

  test.each([
    [{ CHANGE_DAYS: "", CHANGE_HOURS: "", FREEZE_DAYS: "" }, undefined],
    [{ CHANGE_DAYS: "Mon,Thu" }, { days: [1, 4], hours: [0, 1440], freezes: [] }],
    [{ CHANGE_HOURS: "08:30-24:00" }, { days: [0, 1, 2, 3, 4, 5, 6], hours: [510, 1440], freezes: [] }],
    [
      { FREEZE_DAYS: "2026-12-20/2027-01-03,2027-05-01" },
      {
        days: [0, 1, 2, 3, 4, 5, 6],
        hours: [0, 1440],
        freezes: [
          ["2026-12-20", "2027-01-03"],
          ["2027-05-01", "2027-05-01"],
        ],
      },
    ],
  ])("%j", (given, expected) => {
    expect(windowOf(given)).toEqual(expected);
  });
});

describe("names each variable that is wrong", () => {
  test.each([
    [{ LOOK_BACK_DAYS: "91" }, "LOOK_BACK_DAYS is more than the 90 days"],
    [{ LOOK_BACK_DAYS: "1.5" }, "LOOK_BACK_DAYS is not a whole number"],
    [{ APPROVAL_DAYS: "soon" }, "APPROVAL_DAYS is not a number"],
    [{ ESCALATION_HOURS: "-1" }, "ESCALATION_HOURS is not a number"],
    [{ WATCH_HOURS: "0" }, "WATCH_HOURS must be more than 0"],
    [{ TAG_KEY: "" }, "TAG_KEY is empty"],
    [{ CHANGE_DAYS: "Mon,Someday" }, "CHANGE_DAYS is not a list of days"],
    [{ CHANGE_HOURS: "16:00-08:00" }, "CHANGE_HOURS must begin before it ends"],
    [{ CHANGE_HOURS: "8-16" }, "CHANGE_HOURS is not a time span"],
    [{ FREEZE_DAYS: "2027-01-03/2026-12-20" }, "FREEZE_DAYS is not a list of days"],
    [{ FREEZE_DAYS: "2026-12-20/2026-12-27/2027-01-03" }, "FREEZE_DAYS is not a list of days"],
    [{ FREEZE_DAYS: "2026-13-01" }, "FREEZE_DAYS is not a list of days"],
    [{ CODE_OWNED_ROLES: "ask" }, "CODE_OWNED_ROLES is none of patch, apply and pull-request"],
  ])("%o", (change, message) => {
    expect(() => settingsFromEnvironment({ ...environment, ...change })).toThrow(message);
  });

  test("all at once", () => {
    expect(() => settingsFromEnvironment({})).toThrow(/AWS_REGION.*TAG_KEY.*GENERATIONS_PER_DAY/);
  });
});

test.each([
  ["access-analyzer", 50],
  ["last-accessed", Number.POSITIVE_INFINITY],
  ["auto", Number.POSITIVE_INFINITY],
])("with %s as its evidence, a day has %d generations", (EVIDENCE, expected) => {
  expect(settingsFromEnvironment({ ...environment, EVIDENCE }).generationsPerDay).toBe(expected);
});

test("one required variable", () => {
  expect(required({ TABLE_NAME: "table" }, "TABLE_NAME")).toBe("table");
  expect(() => required({}, "TABLE_NAME")).toThrow(InvalidInputError);
  expect(() => required({}, "TABLE_NAME")).toThrow("TABLE_NAME");
});

test("an owner stands for a group of its name where none is given, and a group's name may have spaces", () => {
  const given = settingsFromEnvironment({ ...environment, APPROVERS_OF: "222233334444 prod  leads, payments,platform platform-leads" });
  expect(given.approversOf).toEqual([
    { of: "222233334444", group: "prod leads" },
    { of: "payments", group: "payments" },
    { of: "platform", group: "platform-leads" },
  ]);
  expect(settingsFromEnvironment(environment).approversOf).toBeUndefined();
});
