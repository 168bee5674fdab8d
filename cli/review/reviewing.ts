/** What is loaded while the log files are being read already. */
export { tellStranger, tellUndone } from "./doubts.ts";
export { tellFailing } from "./fail-on.ts";
export { writeOutput } from "./output.ts";
export { reportOf } from "./report.ts";
export { runReviews } from "./run.ts";
export { stopped } from "./stopped.ts";
