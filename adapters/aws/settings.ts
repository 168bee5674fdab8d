import * as v from "valibot";
import { InvalidInputError } from "#core/errors.ts";
import type { ApproverRule } from "#core/review/approval/approver-rule.ts";
import { MOST_REHEARSAL_DAYS } from "#core/review/rehearsal/days.ts";
import type { MessageSettings, Settings } from "#core/review/settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

export const text = v.pipe(v.string("is not set"), v.nonEmpty("is empty"));
const positive = v.pipe(text, v.regex(/^\d+(\.\d+)?$/, "is not a number"), v.transform(Number), v.gtValue(0, "must be more than 0"));
const orNone = v.pipe(text, v.regex(/^\d+(\.\d+)?$/, "is not a number"), v.transform(Number));
export const wholeNumber = v.pipe(positive, v.integer("is not a whole number"));
export const list = v.pipe(
  v.optional(v.string(), ""),
  v.transform((value) => value.split(",").flatMap((item) => item.trim() || [])),
);

/** A value as `read` makes it; an issue with this message where `read` makes none. */
export function readBy<I, O>(read: (value: I) => O | undefined, message: string) {
  return v.rawTransform<I, O>(({ dataset, addIssue, NEVER }) => {
    const made = read(dataset.value);
    if (made !== undefined) return made;
    addIssue({ message });
    return NEVER;
  });
}

/**
 * A cycle at its time limit in which every task is throttled once takes about 24,000 events for so many roles, and an execution holds
 * 25,000 (infra/aws-limits.json); test/infra/aws-limits counts them.
 */
export const REVIEWS_PER_CYCLE = 100;

const WEEK = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
const changeDays = v.pipe(
  list,
  v.check((days) => days.every((day) => isDay(day)), "is not a list of days such as Mon,Tue,Wed"),
  v.transform((days) => WEEK.flatMap((name, day) => (days.length === 0 || days.some((each) => each.toLowerCase() === name) ? [day] : []))),
);
const changeHours = v.pipe(
  v.optional(v.string(), ""),
  v.regex(/^(([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00))?$/, "is not a time span such as 08:00-16:00"),
  v.transform((text): readonly [number, number] => (text === "" ? [0, 24 * 60] : [minuteOf(text.slice(0, 5)), minuteOf(text.slice(6))])),
  v.check(([from, to]) => from < to, "must begin before it ends"),
);
const freezeDays = v.pipe(
  list,
  v.check((spans) => spans.every((span) => isSpan(span)), "is not a list of days or spans such as 2026-12-20/2027-01-03"),
  v.transform((spans) => spans.map((span): readonly [string, string] => [span.slice(0, 10), span.slice(-10)])),
);

/** `payments payments-leads`: an account or an owner, then its group; the owner alone stands for a group of its name. */
const approversOf = v.pipe(
  list,
  v.transform((entries) =>
    entries.map((entry): ApproverRule => {
      const [of = "", ...group] = entry.split(/ +/);
      return { of, group: group.join(" ") || of };
    }),
  ),
);

function isDay(text: string): boolean {
  return WEEK.some((day) => day === text.toLowerCase());
}

function minuteOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
}

function isSpan(text: string): boolean {
  const days = text.split("/");
  const [first = "", last = first] = days;
  return days.length <= 2 && days.every((day) => v.is(v.pipe(v.string(), v.isoDate()), day)) && first <= last;
}

/** Where evidence comes from: the parameter `Evidence`. */
export const Evidence = v.optional(
  v.picklist(["access-analyzer", "cloudtrail", "last-accessed", "auto"], "is none of access-analyzer, cloudtrail, last-accessed and auto"),
  "access-analyzer",
);

const SettingsEnvironment = v.object({
  AWS_REGION: text,
  STACK: v.optional(text),
  TAG_KEY: text,
  TAG_VALUE: text,
  LOOK_BACK_DAYS: v.pipe(wholeNumber, v.maxValue(90, "is more than the 90 days that Access Analyzer looks back")),
  REVIEW_CYCLE_DAYS: positive,
  APPROVAL_DAYS: positive,
  ESCALATION_HOURS: orNone,
  QUIET_DAYS: orNone,
  DIGEST_FROM: orNone,
  CHANGE_DAYS: changeDays,
  CHANGE_HOURS: changeHours,
  FREEZE_DAYS: freezeDays,
  WATCH_HOURS: positive,
  RESTORE_LINK_DAYS: positive,
  REHEARSAL_DAYS: v.pipe(orNone, v.maxValue(MOST_REHEARSAL_DAYS, "is more than 14")),
  MESSAGE_LANGUAGE: v.optional(v.picklist(["en", "ja"], "is neither en nor ja"), "en"),
  GRACE_DAYS: positive,
  EVIDENCE: Evidence,
  GENERATIONS_PER_DAY: wholeNumber,
  CODE_OWNED_ROLES: v.optional(v.picklist(["patch", "apply", "pull-request"], "is none of patch, apply and pull-request"), "patch"),
  RESTORE_ON_DENIED: v.pipe(
    v.optional(v.picklist(["true", "false"], "is neither true nor false"), "false"),
    v.transform((value) => value === "true"),
  ),
  EXCLUDED_ROLES: list,
  APPROVERS_OF: approversOf,
  APPROVER_SIGN_IN: v.optional(v.picklist(["link", "oidc"], "is neither link nor oidc"), "link"),
  PAGE_URL: v.optional(v.string(), ""),
});

/** What template.yaml passes on from the stack's parameters. Throws InvalidInputError that names each variable that is wrong. */
export function settingsFromEnvironment(environment: Environment): Settings {
  const values = readEnvironment(SettingsEnvironment, environment);
  return {
    ...(values.STACK === undefined ? {} : { stack: values.STACK }),
    tagKey: values.TAG_KEY,
    tagValue: values.TAG_VALUE,
    lookBackDays: values.LOOK_BACK_DAYS,
    reviewCycleDays: values.REVIEW_CYCLE_DAYS,
    approvalDays: values.APPROVAL_DAYS,
    escalationHours: values.ESCALATION_HOURS,
    quietDays: values.QUIET_DAYS,
    digestFrom: values.DIGEST_FROM,
    ...changeWindowOf(values),
    watchHours: values.WATCH_HOURS,
    restoreLinkDays: values.RESTORE_LINK_DAYS,
    messageLanguage: values.MESSAGE_LANGUAGE,
    rehearsalDays: values.REHEARSAL_DAYS,
    graceDays: values.GRACE_DAYS,
    // Only Access Analyzer alone has a quota that a cycle must fit into; `auto` goes on with IAM's reports.
    generationsPerDay: values.EVIDENCE === "access-analyzer" ? values.GENERATIONS_PER_DAY : Number.POSITIVE_INFINITY,
    reviewsPerCycle: REVIEWS_PER_CYCLE,
    codeOwnedRoles: values.CODE_OWNED_ROLES,
    restoreOnDenied: values.RESTORE_ON_DENIED,
    region: values.AWS_REGION,
    excludedRoles: values.EXCLUDED_ROLES,
    untaggedToo: false,
    approverSignIn: values.APPROVER_SIGN_IN,
    ...(values.APPROVERS_OF.length === 0 ? {} : { approversOf: values.APPROVERS_OF }),
    pageUrl: values.PAGE_URL.replace(/\/+$/, ""),
  };
}

/** The language of messages alone, for functions that need no other setting. Throws InvalidInputError where it is wrong. */
export function messageSettings(environment: Environment): MessageSettings {
  const { MESSAGE_LANGUAGE } = readEnvironment(v.pick(SettingsEnvironment, ["MESSAGE_LANGUAGE"]), environment);
  return { messageLanguage: MESSAGE_LANGUAGE };
}

function changeWindowOf(values: v.InferOutput<typeof SettingsEnvironment>): Pick<Settings, "changeWindow"> {
  const changeWindow = { days: values.CHANGE_DAYS, hours: values.CHANGE_HOURS, freezes: values.FREEZE_DAYS };
  const [from, to] = changeWindow.hours;
  const isAlways = changeWindow.days.length === WEEK.length && to - from === 24 * 60 && changeWindow.freezes.length === 0;
  return isAlways ? {} : { changeWindow };
}

/** How many roles are changed a day at most; 0 for any number. Throws InvalidInputError. */
export function mostChangesPerDay(environment: Environment): number {
  const most = v.optional(v.pipe(orNone, v.integer("is not a whole number")), "0");
  return readEnvironment(v.object({ MAX_CHANGES_PER_DAY: most }), environment).MAX_CHANGES_PER_DAY;
}

/** One variable that a function cannot do without. */
export function required(environment: Environment, name: string): string {
  return readEnvironment(v.object({ [name]: text }), environment)[name] ?? "";
}

/** Throws InvalidInputError that names each variable that is wrong. */
export function readEnvironment<S extends v.GenericSchema>(schema: S, environment: Environment): v.InferOutput<S> {
  const result = v.safeParse(schema, environment);
  if (result.success) return result.output;
  const issues = result.issues.map((issue) => `${v.getDotPath(issue) ?? ""} ${issue.message}`);
  throw new InvalidInputError("the function's environment", `${issues.join("; ")}.`);
}
