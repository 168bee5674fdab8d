import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { UnusableFileError } from "../errors.ts";
import { reasonOf } from "../read-file.ts";

/** Why a file is no log. */
export interface NoLog {
  /** In a sentence: `it is a named pipe.` */
  readonly because: string;
  /** What such files are, to count them by: `a named pipe`. */
  readonly what: string;
}

/** What keeps a file from being read, or from being read whole. */
export interface Fault {
  /** In a sentence, with what counts all the same. */
  readonly because: string;
  /** The fault alone, for a file of which nothing counts. */
  readonly fault: string;
}

/** A file, and what is to be said of it. */
export type TrailFile<T extends NoLog | Fault> = T & { readonly file: string };

/** What a file is instead of a log. */
function itIs(what: string): NoLog {
  return { because: `it is ${what}.`, what };
}

/** A fault; `counts` is what counts all the same, such as `what came before the cut`. */
export function faultOf(fault: string, counts?: string): Fault {
  return { because: counts === undefined ? `${fault}.` : `${fault}; ${counts} counts.`, fault: `${fault}.` };
}

/** What a trail's path leads to. */
export interface LogFiles {
  readonly files: readonly string[];
  /** What is no file, or no file that could be a log. */
  readonly passedOver: readonly TrailFile<NoLog>[];
}

/** Names of files that people and tools leave beside logs. */
const NO_LOGS =
  /^(\.|~\$|thumbs\.db$|desktop\.ini$)|\.(md|markdown|pdf|png|jpe?g|gif|svg|webp|ico|py|sh|ts|js|mjs|tf|html?|lock|part|tmp|sqlite|db)$/i;

/** The files of a trail: each below a folder, whatever its name, that could be a log, sorted; or one file by itself. Throws UnusableFileError. */
export function logFiles(path: string): LogFiles {
  const found: Found = { files: [], passedOver: [], seen: new Set() };
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) collect(path, found);
    else if (stats.isFile()) found.files.push(path);
    else throw new UnusableFileError(path, `it is ${kindOf(stats)}. Name a file or a folder.`);
  } catch (error) {
    throw error instanceof UnusableFileError ? error : new UnusableFileError(path, reasonOf(error));
  }
  if (found.files.length === 0) throw new UnusableFileError(path, `${noLogIn(found)} Supported formats: whittle help formats`);
  return { files: found.files.sort(), passedOver: found.passedOver };
}

function noLogIn({ passedOver: [first] }: Found): string {
  return first === undefined ? "it holds no log file." : `it holds no log file; ${basename(first.file)}: ${first.because}`;
}

interface Found {
  readonly files: string[];
  readonly passedOver: TrailFile<NoLog>[];
  /** Folders that were entered. */
  readonly seen: Set<string>;
}

/** A folder that links lead back to is entered once. One that cannot be read stands for its files: reading it says why not. */
function collect(folder: string, found: Found): void {
  found.seen.add(realpathSync(folder));
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = join(folder, entry.name);
    const stats = statsOf(file, entry);
    if (stats === "loop") found.passedOver.push({ file, ...itIs("a link that leads in a circle") });
    else if (stats === undefined || stats.isFile()) addFile(file, entry.name, found);
    else if (stats.isDirectory()) collectOrName(file, found);
    else found.passedOver.push({ file, ...itIs(kindOf(stats)) });
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
  return OTHER_SERVICE.test(folder) ? { because: "it holds logs of another service.", what: "logs of another service" } : undefined;
}

/** Of a file whose name no tool gives to logs. */
export const NOT_NAMED_SO: NoLog = { because: "its name is not a log's.", what: "its name is not a log's" };

/** Can a file of this name be a log? */
export function mayBeLog(name: string): boolean {
  return !NO_LOGS.test(name);
}

function addFile(file: string, name: string, found: Found): void {
  if (mayBeLog(name)) found.files.push(file);
  else if (!name.startsWith(".")) found.passedOver.push({ file, ...NOT_NAMED_SO });
}

function collectOrName(folder: string, found: Found): void {
  const other = ofOtherService(folder.replaceAll(sep, "/"));
  if (other) {
    found.passedOver.push({ file: folder, ...other });
    return;
  }
  try {
    if (found.seen.has(realpathSync(folder))) found.passedOver.push({ file: folder, ...itIs("a link to a folder that is read already") });
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

function kindOf(stats: Dirent | Stats): string {
  if (stats.isFIFO()) return "a named pipe";
  if (stats.isSocket()) return "a socket";
  return stats.isBlockDevice() || stats.isCharacterDevice() ? "a device" : "no file";
}
