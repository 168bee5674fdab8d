import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

/** Loaded before a function's code: what waits for IAM waits a tenth of its time. Time-outs are kept by other timers, and are whole. */
const SHARE = 0.1;
const pause = timers.setTimeout;
timers.setTimeout = (milliseconds, ...rest) => pause(milliseconds * SHARE, ...rest);
syncBuiltinESMExports();
