/** What is loaded while the log files are being read already. */
export { writeOutput } from "./output.ts";
export { jsonReport } from "./report-json.ts";
export { textReport } from "./report-text.ts";
export { runReviews } from "./run.ts";
export { stopped } from "./stopped.ts";
export { tellStrayAnswers } from "./stray-answers.ts";
export { tellUnanswered } from "./unanswered.ts";
