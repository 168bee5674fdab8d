import { ahead } from "../../ahead.ts";
import { begun } from "./begun.ts";
import { contentOf } from "./content.ts";
import type { LogFiles, PassedOverFile } from "./log-files.ts";
import { type LogReading, readLog } from "./read-log.ts";
import { namesOf, type WantedRoles } from "./role-names.ts";

/** Log files that are to be read. */
export interface OpenLogs {
  readonly files: readonly string[];
  readonly passedOver: readonly PassedOverFile[];
  /**
   * Reads the files, once, and hands each reading to `take`, in their order; a file that holds much of what is wanted comes in several.
   * A few logs are unpacked ahead of what was taken and no more, so that memory does not grow with the trail.
   */
  read(roleNames: WantedRoles, take: Take): Promise<void>;
}

export type Take = (reading: LogReading) => Promise<void>;

/** Logs that are unpacked beside the one that is looked at: there is always one that is ready, and memory for no more of them. */
export const UNPACKED_AHEAD = 3;

/** Begins to unpack the first logs while it is still being found out what to read them for. */
export function openLogs({ files, passedOver }: LogFiles): OpenLogs {
  const logs = ahead(files, UNPACKED_AHEAD, async (file) => ({ file, content: begun(contentOf(file)) }));
  return {
    files,
    passedOver,
    async read(wanted, take) {
      const roleNames = namesOf(wanted);
      for await (const { file, content } of logs) for await (const reading of readLog(file, roleNames, content)) await take(reading);
    },
  };
}
