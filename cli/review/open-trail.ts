import { parseBucketAddress } from "#adapters/bucket/address.ts";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { type OpenLogs, openLogs } from "#adapters/local/trail/open-logs.ts";
import type { ReviewArguments } from "./arguments.ts";

/** The logs that `--trail` names; undefined where it names none. Throws typed errors. */
export async function openTrail({ source, window, access }: ReviewArguments): Promise<OpenLogs | undefined> {
  if (source.kind !== "trail") return undefined;
  const address = parseBucketAddress(source.path);
  if (!address) return openLogs(logFiles(source.path));
  const { cacheFolder } = await import("#adapters/bucket/reading-cache.ts");
  const { openBucketLogs } = await import("#adapters/bucket/bucket-logs.ts");
  return openBucketLogs({ address, window, access, cache: cacheFolder(process.env) });
}
