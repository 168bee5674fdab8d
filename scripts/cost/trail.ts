import { gigabyteSecondsOf, type Line, type Standing, TICKS_A_CYCLE } from "./model.ts";

/** A trail of one account, as `Evidence=cloudtrail` reads it. */
export interface TrailSize {
  readonly regions: number;
  /** Log files of a day, all regions. */
  readonly logsADay: number;
  /** Compressed megabytes of a day, all regions. */
  readonly megabytesADay: number;
}

/** A run a day. */
const DAYS = TICKS_A_CYCLE;
/** ListTrail, EachPart and the map's own; a part is a child execution that enters one state. */
const STATES_A_RUN = 3;
const STATES_A_PART = 2;
const READ_MS_A_MEGABYTE = 400;
const READ_MS_A_LOG = 30;
const PASS_OVER_MS = 60;
const LIST_MS_A_DAY_AND_REGION = 40;
const LISTED_A_CALL = 1000;

/**
 * What reading a trail adds to the bill of a cycle: every day a run lists the window's log files and reads those that are new, and each
 * role's proposal verifies and reads the summaries of all parts. The
 * milliseconds are upper estimates, from docs/performance.md and S3's usual delay.
 */
export function readingLines(size: TrailSize, roles: number, standing: Pick<Standing, "memory">): readonly Omit<Line, "usd">[] {
  const parts = size.regions * DAYS;
  const logs = size.logsADay * DAYS;
  const readMs = size.megabytesADay * DAYS * READ_MS_A_MEGABYTE + logs * READ_MS_A_LOG;
  return [
    { unit: "state-transition", count: DAYS * (STATES_A_RUN + parts * STATES_A_PART) },
    { unit: "lambda-request", count: DAYS * (1 + parts) },
    {
      unit: "lambda-gb-second",
      count:
        gigabyteSecondsOf(standing, "ReadPartFunction", readMs + DAYS * parts * PASS_OVER_MS) +
        gigabyteSecondsOf(standing, "ListTrailFunction", DAYS * parts * LIST_MS_A_DAY_AND_REGION),
    },
    { unit: "s3-write", count: DAYS * (parts * (1 + Math.ceil(size.logsADay / size.regions / LISTED_A_CALL)) + 1) + parts },
    { unit: "s3-read", count: logs + DAYS * parts * 2 + roles * parts },
    { unit: "kms-request", count: parts + roles * parts },
    { unit: "kms-key-month", count: 1 },
  ];
}
