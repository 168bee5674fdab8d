import { DEFAULT_GRACE_DAYS } from "#core/evidence/role-gaps.ts";
import type { Answers } from "#core/review/answers.ts";
import type { Settings } from "#core/review/settings.ts";
import type { Window } from "#core/usage/activity.ts";

export const TAG = { tagKey: "whittle:review", tagValue: "on" } as const;

/**
 * The embedded run's settings: the template's defaults, without quotas, and every role due whenever it is asked for. Where the evidence does
 * not say its window, it may be of as many days as Access Analyzer looks back at most (IAM User Guide, "IAM Access Analyzer policy generation").
 */
export function localSettings(run: {
  readonly region: string;
  readonly untaggedToo: boolean;
  readonly pageUrl: string;
  readonly window: Window | undefined;
  readonly answers: Answers;
  readonly answersMustMatch: boolean;
  readonly replace: readonly string[];
  readonly copyIn: string | undefined;
}): Settings {
  const { window, copyIn, ...rest } = run;
  return {
    ...TAG,
    ...rest,
    lookBackDays: 90,
    reviewCycleDays: 0,
    approvalDays: 14,
    escalationHours: 0,
    quietDays: 0,
    digestFrom: 0,
    watchHours: 0,
    restoreLinkDays: 35,
    graceDays: DEFAULT_GRACE_DAYS,
    generationsPerDay: Number.POSITIVE_INFINITY,
    reviewsPerCycle: Number.POSITIVE_INFINITY,
    excludedRoles: [],
    approverSignIn: "local",
    ...(window ? { window } : {}),
    ...(copyIn === undefined ? {} : { copyIn }),
  };
}
