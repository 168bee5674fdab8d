import { type CommandName, HELPS } from "./helps.ts";

/** Runs a command with its arguments, and gives the exit code. */
type Run = (args: readonly string[]) => Promise<number>;

/** Every command; loaded when it is run. */
const RUNS: Readonly<Record<CommandName, () => Promise<Run>>> = {
  review: async () => (await import("./review/review.ts")).review,
  approve: async () => (await import("./approve/approve.ts")).approve,
  restore: async () => (await import("./restore/restore.ts")).restore,
  list: async () => (await import("./reviews/list.ts")).list,
  show: async () => (await import("./reviews/show.ts")).show,
  report: async () => (await import("./report/report.ts")).report,
  audit: async () => (await import("./audit/audit.ts")).audit,
  start: async () => (await import("./start/start.ts")).start,
  doctor: async () => (await import("./doctor/doctor.ts")).doctor,
  uninstall: async () => (await import("./uninstall/uninstall.ts")).uninstall,
  completion: async () => (await import("./completion/completion.ts")).completion,
};

export const COMMAND_NAMES: readonly string[] = Object.keys(HELPS);

/** What runs the command of this name; undefined where there is none. */
export function commandNamed(name: string | undefined): (() => Promise<Run>) | undefined {
  return Object.entries(RUNS).find(([each]) => each === name)?.[1];
}
