import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect garbage sooner from now on, in this thread and in those that start later, for a long run that leaves much of it: where a
 * machine has memory, V8 would rather take hundreds of MB. These options decide about the time of a collection alone, are read whenever
 * one has ended, and are no options of the command line, because code that was compiled without them would not be taken then.
 */
export function keepHeapSmall(): void {
  // Room for new objects grows no more; a thread starts with as much as it is to have.
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString("--min-semi-space-size=8");
  // Old objects are collected when there are 40 % more than were left.
  setFlagsFromString("--heap-growing-percent=40");
  // The start of the command line put it off for runs that end before it pays.
  setFlagsFromString("--incremental-marking");
  // Threads that collect beside would take their time from the two that work.
  setFlagsFromString("--single-threaded-gc");
}
