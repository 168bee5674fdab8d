import type { CommandHelp } from "./options.ts";

/** The help of every command, in the order of the overview; loaded when it is needed. */
export const HELPS = {
  review: async (): Promise<CommandHelp> => (await import("./review/options.ts")).REVIEW,
  approve: async (): Promise<CommandHelp> => (await import("./approve/options.ts")).APPROVE,
  restore: async (): Promise<CommandHelp> => (await import("./restore/options.ts")).RESTORE,
  list: async (): Promise<CommandHelp> => (await import("./reviews/options.ts")).LIST,
  show: async (): Promise<CommandHelp> => (await import("./reviews/options.ts")).SHOW,
  report: async (): Promise<CommandHelp> => (await import("./report/options.ts")).REPORT,
  audit: async (): Promise<CommandHelp> => (await import("./audit/options.ts")).AUDIT,
  start: async (): Promise<CommandHelp> => (await import("./start/options.ts")).START,
  doctor: async (): Promise<CommandHelp> => (await import("./doctor/options.ts")).DOCTOR,
  uninstall: async (): Promise<CommandHelp> => (await import("./uninstall/options.ts")).UNINSTALL,
  completion: async (): Promise<CommandHelp> => (await import("./completion/options.ts")).COMPLETION,
};

export type CommandName = keyof typeof HELPS;

/** The help of all commands. */
export async function allHelps(): Promise<readonly CommandHelp[]> {
  const helps: CommandHelp[] = [];
  for (const help of Object.values(HELPS)) helps.push(await help());
  return helps;
}
