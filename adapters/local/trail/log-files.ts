import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, join, sep } from "node:path";
import type { NoLog, NoLogKind } from "#core/cloudtrail/log-fault.ts";
import { noLogText } from "#core/messages/log-fault.ts";
import { UnusableFileError } from "../errors.ts";
import { reasonOf } from "../read-file.ts";

/** A file that is passed over, and what it is. */
export interface PassedOverFile {
  readonly file: string;
  readonly is: NoLog;
}

/** What a trail's path leads to. */
export interface LogFiles {
  readonly files: readonly string[];
  /** What is no file, or no file that could be a log. */
  readonly passedOver: readonly PassedOverFile[];
}

/**
 * Names of files that people and tools leave beside logs, and that Athena and CloudTrail Lake write beside each result (Athena User Guide,
 * "Query output files"; CloudTrail User Guide, "Validate saved query results").
 */
const NO_LOGS =
  /^(~\$|thumbs\.db$|desktop\.ini$|result_sign\.json$)|\.csv\.metadata$|\.(md|markdown|pdf|png|jpe?g|gif|svg|webp|ico|py|sh|ts|js|mjs|tf|html?|lock|part|tmp|sqlite|db|md5|sha\d+|asc|sig|crc32c?)$/i;

/** What Finder, Git and NFS leave in any folder: nobody needs to be told. */
const LEFT_BESIDE = /^\.(_.*|ds_store|localized|gitignore|gitkeep|gitattributes|nfs[0-9a-f]+)$/i;

/** The files of a trail: each below a folder, whatever its name, that could be a log, sorted; or one file by itself. Throws UnusableFileError. */
export function logFiles(path: string): LogFiles {
  const found: Found = { files: [], passedOver: [], seen: new Set() };
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) collect(path, found);
    else if (stats.isFile()) found.files.push(path);
    else throw new UnusableFileError(path, `${noLogText({ id: kindOf(stats) })} Name a file or a folder.`);
  } catch (error) {
    throw error instanceof UnusableFileError ? error : new UnusableFileError(path, reasonOf(error));
  }
  if (found.files.length === 0) throw new UnusableFileError(path, `${noLogIn(found)} Supported formats: whittle help formats`);
  return { files: found.files.sort(), passedOver: found.passedOver };
}

function noLogIn({ passedOver: [first] }: Found): string {
  return first === undefined ? "it holds no log file." : `it holds no log file; ${basename(first.file)}: ${noLogText(first.is)}`;
}

interface Found {
  readonly files: string[];
  readonly passedOver: PassedOverFile[];
  /** Folders that were entered. */
  readonly seen: Set<string>;
}

/** A folder that links lead back to is entered once. One that cannot be read stands for its files: reading it says why not. */
function collect(folder: string, found: Found): void {
  found.seen.add(realpathSync(folder));
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    const stats = statsOf(file, entry);
    if (stats === "loop") found.passedOver.push({ file, is: { id: "link-in-a-circle" } });
    else if (stats === undefined || stats.isFile()) addFile(file, entry.name, found);
    else if (stats.isDirectory()) collectOrName(file, found);
    else found.passedOver.push({ file, is: { id: kindOf(stats) } });
  }
}

/**
 * Folders below `AWSLogs/` in which other services put their logs (AWS Config Developer Guide, VPC, Elastic Load Balancing, Route 53 Resolver,
 * AWS WAF, Network Firewall, GuardDuty and Amazon Redshift guides: the structure of their log files in a bucket).
 */
const OTHER_SERVICE =
  /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/(?:Config|vpcflowlogs|elasticloadbalancing|vpcdnsquerylogs|WAFLogs|network-firewall|GuardDuty|redshift)\/?$/;

/** What a folder of logs is, where another service writes them: one bucket often takes the logs of all. */
export function ofOtherService(folder: string): NoLog | undefined {
  return OTHER_SERVICE.test(folder) ? { id: "other-service" } : undefined;
}

/** Of a file whose name no tool gives to logs. */
export const NOT_NAMED_SO: NoLog = { id: "not-named-so" };

/** Can a file of this name be a log? */
export function mayBeLog(name: string): boolean {
  return !NO_LOGS.test(name) && !LEFT_BESIDE.test(name);
}

function addFile(file: string, name: string, found: Found): void {
  if (mayBeLog(name)) found.files.push(file);
  else if (!LEFT_BESIDE.test(name)) found.passedOver.push({ file, is: NOT_NAMED_SO });
}

function collectOrName(folder: string, found: Found): void {
  const other = ofOtherService(folder.replaceAll(sep, "/"));
  if (other) {
    found.passedOver.push({ file: folder, is: other });
    return;
  }
  try {
    if (found.seen.has(realpathSync(folder))) found.passedOver.push({ file: folder, is: { id: "link-to-known-folder" } });
    else collect(folder, found);
  } catch {
    found.files.push(folder);
  }
}

/** A link that leads nowhere counts as a file: reading it says what is wrong. */
function statsOf(path: string, entry: Dirent): Dirent | Stats | "loop" | undefined {
  if (!entry.isSymbolicLink()) return entry;
  try {
    return statSync(path);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ELOOP" ? "loop" : undefined;
  }
}

function kindOf(stats: Dirent | Stats): NoLogKind & ("named-pipe" | "socket" | "device" | "no-file") {
  if (stats.isFIFO()) return "named-pipe";
  if (stats.isSocket()) return "socket";
  return stats.isBlockDevice() || stats.isCharacterDevice() ? "device" : "no-file";
}
