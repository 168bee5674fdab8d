import { type ListObjectsV2CommandOutput, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import * as v from "valibot";
import { InvalidInputError } from "#core/errors.ts";
import { instant } from "#core/schema.ts";
import { readInput } from "#core/steps/input.ts";
import { call } from "../aws/errors.ts";
import { limited } from "../bucket/limited.ts";
import { listObjects } from "../bucket/list.ts";
import { partsOf } from "./parts.ts";
import { accountsIn, runName } from "./run-name.ts";
import { runKey, type Summaries } from "./summaries.ts";

/** Where a trail writes to. */
export interface Trail {
  readonly client: S3Client;
  readonly bucket: string;
  /** The trail's own prefix, without slashes at its ends; empty where it has none. */
  readonly prefix: string;
}

const StepInput = v.object({ run: v.string(), account: v.string(), from: instant, to: instant });
/**
 * Parts that one run reads. The result of each is `{}`, and those of all of them are the output of the map, of at most 256 KiB (AWS Step
 * Functions Developer Guide, "Service quotas").
 */
export const MOST_PARTS = 80_000;
/** Lists of objects that are written at a time. */
const AT_A_TIME = 16;

export interface ListTrailNeeds {
  readonly trail: Trail;
  readonly summaries: Summaries;
  readonly mostParts?: number;
}

export interface ListedTrail {
  /** The key of the list of parts. */
  readonly parts: string;
  readonly partCount: number;
  readonly objectCount: number;
}

/**
 * Lists the log objects of an account, or of several, of a window, all regions, and writes which of them are read together.
 * Throws InvalidInputError where there is none, or more than one run reads, and where the run is not named after the account and the
 * window: whoever may start the state machine must not have one list read as another's.
 */
export async function listTrail(ports: ListTrailNeeds, input: unknown): Promise<ListedTrail> {
  const { run, account, from, to } = readInput(StepInput, input, "list-trail");
  const accounts = accountsIn(account);
  if (run !== runName(account, { from, to })) throw new InvalidInputError("run", "is not the name of the run that reads this window.");
  const { trail, summaries, mostParts = MOST_PARTS } = ports;
  const roots = (await call("s3:ListBucket", () => Promise.all(accounts.map((each) => accountFolders(trail, each))))).flat();
  const listings = await call("s3:ListBucket", () =>
    Promise.all(roots.map((prefix) => listObjects(trail.client, { bucket: trail.bucket, prefix }, { from, to }))),
  );
  const objects = listings.flatMap((listing) => listing.objects);
  if (objects.length === 0) throw noLogs(trail, account);
  const parts = partsOf(objects);
  if (parts.length > mostParts) throw tooMany(parts.length, mostParts);
  const write = limited(AT_A_TIME);
  await Promise.all(parts.map((part) => write(() => summaries.putPart(part))));
  await summaries.putRun(
    run,
    parts.map(({ id }) => id),
  );
  return { parts: runKey(run), partCount: parts.length, objectCount: objects.length };
}

function noLogs({ bucket, prefix }: Trail, account: string): InvalidInputError {
  const place = `s3://${bucket}/${logsUnder(prefix)}`;
  return new InvalidInputError(
    place,
    `no log of ${account.includes(",") ? "the accounts" : "account"} ${account} was found there. Check the parameters TrailBucket and TrailPrefix.`,
  );
}

function tooMany(parts: number, most: number): InvalidInputError {
  return new InvalidInputError("the window", `holds ${parts} parts of logs, and one run reads at most ${most}. Lower LookBackDays.`);
}

function logsUnder(prefix: string): string {
  return `${prefix === "" ? "" : `${prefix}/`}AWSLogs/`;
}

/** The folders of an account's logs: a trail of its own, and its organization's (CloudTrail User Guide, "Finding your CloudTrail log files"). */
export async function accountFolders({ client, bucket, prefix }: Trail, account: string): Promise<readonly string[]> {
  const logs = logsUnder(prefix);
  const pages: ListObjectsV2CommandOutput[] = [];
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: logs, Delimiter: "/" })) pages.push(page);
  const organizations = pages
    .flatMap(({ CommonPrefixes = [] }) => CommonPrefixes.map(({ Prefix = "" }) => Prefix))
    .filter((folder) => /^o-[a-z0-9]+\/$/.test(folder.slice(logs.length)));
  return [logs, ...organizations].map((folder) => `${folder}${account}/CloudTrail/`);
}
