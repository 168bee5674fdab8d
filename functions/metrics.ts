import * as v from "valibot";

/** What the functions count, by name; docs/operators.md lists what each means. */
export const METRICS = {
  Proposals: "Count",
  Changes: "Count",
  Rejections: "Count",
  RehearsalsTakenBack: "Count",
  Restores: "Count",
  DeniedCalls: "Count",
  FailedSteps: "Count",
  OldestUndecidedHours: "None",
} as const;
export type Metric = keyof typeof METRICS;

export const NAMESPACE = "Whittle";
export const DIMENSION = "Stack";

const proposed = v.object({ outcome: v.literal("proposed") });
const applied = v.object({ next: v.literal("watch"), watchSeconds: v.pipe(v.number(), v.gtValue(0)) });
const takenBack = v.object({ next: v.literal("take-back") });
const restored = v.object({ status: v.literal("restored") });
const rejected = v.object({ status: v.literal("rejected") });
const missed = v.object({ missed: v.pipe(v.array(v.string()), v.minLength(1)) });
const undecided = v.object({ oldestUndecidedHours: v.number() });

/** The stack that a function belongs to, by the name that template.yaml gives its log group: Lambda tells that, and the environment is full. */
export function stackOf(logGroup: string | undefined): string | undefined {
  return /^\/whittle\/([^/]+)\/functions$/.exec(logGroup ?? "")?.[1];
}

/** What a step's result counts for, with how much. */
export function measured(step: string, result: unknown): Partial<Record<Metric, number>> {
  switch (step) {
    case "propose-policy":
      return v.is(proposed, result) ? { Proposals: 1 } : {};
    case "apply-policy":
    case "follow-pull-request":
      return v.is(applied, result) ? { Changes: 1 } : {};
    case "rehearse-change":
      return v.is(takenBack, result) ? { RehearsalsTakenBack: 1 } : {};
    case "restore-role":
      return v.is(restored, result) ? { Restores: 1 } : {};
    case "close-review":
      return v.is(rejected, result) ? { Rejections: 1 } : {};
    case "watch-role":
      return v.is(missed, result) ? { DeniedCalls: result.missed.length } : {};
    case "discover-roles":
      return v.is(undecided, result) ? { OldestUndecidedHours: result.oldestUndecidedHours } : {};
    default:
      return {};
  }
}

/**
 * One line that CloudWatch reads metrics from, without a call and without rights (CloudWatch User Guide, "Specification: Embedded metric
 * format"). Undefined where there is nothing to count, or no stack to count for.
 */
export function metricLine(values: Partial<Record<Metric, number>>, stack: string | undefined, now: number): string | undefined {
  const names = Object.keys(values).filter((name): name is Metric => name in METRICS);
  if (names.length === 0 || stack === undefined) return undefined;
  const Metrics = names.map((Name) => ({ Name, Unit: METRICS[Name] }));
  const CloudWatchMetrics = [{ Namespace: NAMESPACE, Dimensions: [[DIMENSION]], Metrics }];
  return JSON.stringify({ _aws: { Timestamp: now, CloudWatchMetrics }, [DIMENSION]: stack, ...values });
}
