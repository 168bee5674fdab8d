import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { listTrail } from "#adapters/cloudtrail/list-trail.ts";
import { mergedActivity } from "#adapters/cloudtrail/merged-activity.ts";
import { readPart } from "#adapters/cloudtrail/read-part.ts";
import { runName } from "#adapters/cloudtrail/run-name.ts";
import { s3Summaries } from "#adapters/cloudtrail/summaries.ts";
import { parseSnapshot } from "#adapters/local/account/snapshot.ts";
import { snapshotRoles } from "#adapters/local/account/snapshot-roles.ts";
import { processSigner } from "#adapters/local/small-ports.ts";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { InvalidInputError, ThrottledError } from "#core/errors.ts";
import { trailActivity } from "#core/review/trail-activity.ts";
import { SummaryNotGenuineError } from "#core/usage/errors.ts";
import { rawRecord, sessionOf } from "#test/core/usage/records.ts";
import { isDeep, sample } from "#test/runs.ts";
import { fakeS3, s3Error } from "./fake-s3.ts";

const catalogue = loadCatalogue();
const ACCOUNT = "111122223333";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/PatchManagerInstanceRole`;
const TRAIL = "trail-bucket";
const SUMMARIES = "summary-bucket";
const PREFIX = "org-trail";
const seal = processSigner();
const window = { from: "2026-10-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" };
const run = runName(ACCOUNT, window);
const roles = snapshotRoles(parseSnapshot(JSON.parse(readFileSync("sample/account.json", "utf8")), "account.json"));

/** A log's key in a trail of its own, and in an organization's. */
const keyOf = (day: string, name: string, organization = "") =>
  `${PREFIX}/AWSLogs/${organization}${ACCOUNT}/CloudTrail/eu-central-1/${day.replaceAll("-", "/")}/${ACCOUNT}_CloudTrail_eu-central-1_${name}.json.gz`;
const logOf = (...records: readonly unknown[]) => gzipSync(JSON.stringify({ Records: records }));
const callAt = (eventTime: string, more = {}) =>
  rawRecord({ eventTime, eventID: `${eventTime}-${JSON.stringify(more)}`, userIdentity: sessionOf(ROLE), ...more });

let s3 = fakeS3();
let folder = "";
beforeEach(() => {
  s3 = fakeS3();
  folder = mkdtempSync(join(tmpdir(), "engine-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a log into the trail, and beside it into a folder. */
function put(key: string, bytes: Buffer): void {
  s3.put(TRAIL, key, bytes);
  mkdirSync(dirname(join(folder, key)), { recursive: true });
  writeFileSync(join(folder, key), bytes);
}

function putSample(): void {
  const names = readdirSync("sample/trail", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".gz"));
  for (const name of names) put(`${PREFIX}/${name}`, readFileSync(join("sample/trail", name)));
}

const ports = () => ({
  trail: { client: s3.client, bucket: TRAIL, prefix: PREFIX },
  summaries: s3Summaries(SUMMARIES, seal, s3.client),
  catalogue,
  madeBy: "this code",
});

async function listed(): Promise<readonly string[]> {
  await listTrail(ports(), { run, account: ACCOUNT, ...window });
  return ports().summaries.run(run);
}

/** What the state machine does: lists, then reads every part. */
async function ran(more: { readonly madeBy?: string } = {}): Promise<void> {
  for (const part of await listed()) await readPart({ ...ports(), ...more }, { part });
}

const merged = () =>
  mergedActivity(
    { summaries: ports().summaries, roles, rolesOfProfiles: async () => new Map(), graceDays: 14, catalogue },
    { run, roleArn: ROLE, window },
  );

/** What an embedded run makes of the same files. */
async function embedded() {
  const { tally, files, problems } = await readTrail({ logs: openLogs(logFiles(folder)), roleArns: [ROLE], window, catalogue });
  const logs = { tally, files, unreadable: problems };
  const role = await roles.read("PatchManagerInstanceRole");
  return trailActivity({ logs, window, roleArn: ROLE, role, rolesOfProfiles: new Map(), graceDays: 14 }, catalogue);
}

describe("the engine cloudtrail", () => {
  test("gives the activity of an embedded run on the same files, byte for byte", async () => {
    putSample();
    await ran();
    const activity = await merged();
    expect(activity.records.ofRole).toBeGreaterThan(100);
    expect(JSON.stringify(activity)).toBe(JSON.stringify(await embedded()));
  });

  test("reads an organization's trail too, and leaves other accounts, digests and days outside of the window alone", async () => {
    put(keyOf("2026-11-02", "a"), logOf(callAt("2026-11-02T10:00:00Z")));
    put(keyOf("2026-11-02", "b", "o-abcdefghij/"), logOf(callAt("2026-11-02T11:00:00Z")));
    s3.put(TRAIL, keyOf("2026-11-02", "c").replaceAll(ACCOUNT, "999988887777"), logOf());
    s3.put(TRAIL, keyOf("2026-11-02", "d").replace("/CloudTrail/", "/CloudTrail-Digest/"), logOf());
    s3.put(TRAIL, keyOf("2026-08-02", "e"), logOf(callAt("2026-08-02T10:00:00Z")));
    await ran();
    expect(s3.fetchedOf(TRAIL)).toEqual([keyOf("2026-11-02", "a"), keyOf("2026-11-02", "b", "o-abcdefghij/")]);
    expect((await merged()).records).toMatchObject({ read: 2, ofRole: 2 });
  });

  test("leaves out what the first day's logs hold of the day before", async () => {
    put(keyOf("2026-10-01", "a"), logOf(callAt("2026-09-30T23:59:59Z"), callAt("2026-10-01T00:00:00Z")));
    await ran();
    expect((await merged()).records.ofRole).toBe(1);
    expect(JSON.stringify(await merged())).toBe(JSON.stringify(await embedded()));
  });

  test("counts an event that was delivered twice once within a region's day", async () => {
    const call = callAt("2026-11-02T10:00:00Z");
    put(keyOf("2026-11-02", "a"), logOf(call));
    put(keyOf("2026-11-02", "b"), logOf(call));
    await ran();
    expect((await merged()).records.ofRole).toBe(1);
  });

  test("refuses a place without the account's logs, naming it", async () => {
    await expect(listed()).rejects.toThrow(InvalidInputError);
    await expect(listed()).rejects.toThrow("s3://trail-bucket/org-trail/AWSLogs/");
  });
});

describe("a later cycle", () => {
  test("reads only the objects that are new", async () => {
    putSample();
    await ran();
    s3.fetchedOf(TRAIL);
    put(keyOf("2026-11-30", "new"), logOf(callAt("2026-11-30T10:00:00Z")));
    await ran();
    expect(s3.fetchedOf(TRAIL)).toEqual([keyOf("2026-11-30", "new")]);
    expect(JSON.stringify(await merged())).toBe(JSON.stringify(await embedded()));
  });

  test("with other code reads everything again", async () => {
    put(keyOf("2026-11-02", "a"), logOf(callAt("2026-11-02T10:00:00Z")));
    await ran();
    await ran();
    expect(s3.fetchedOf(TRAIL)).toHaveLength(1);
    await ran({ madeBy: "other code" });
    expect(s3.fetchedOf(TRAIL)).toHaveLength(1);
  });

  test("takes an object that was written over in the place of what it was", async () => {
    put(keyOf("2026-11-02", "a"), logOf(callAt("2026-11-02T10:00:00Z")));
    await ran();
    put(keyOf("2026-11-02", "a"), logOf(callAt("2026-11-02T10:00:00Z"), callAt("2026-11-02T12:00:00Z")));
    await ran();
    expect((await merged()).records.ofRole).toBe(2);
  });
});

describe("a run that is killed in the middle and redriven", () => {
  test.each([1, 3, 7])("after %i parts, counts the same", async (done) => {
    putSample();
    const parts = await listed();
    for (const part of parts.slice(0, done)) await readPart(ports(), { part });
    // The last of them had written, and Step Functions did not hear of it.
    for (const part of [...parts.slice(done - 1), ...parts.slice(0, 1)]) await readPart(ports(), { part });
    expect(JSON.stringify(await merged())).toBe(JSON.stringify(await embedded()));
  });

  /** As the map does: some parts at a time. Gives the parts that are told as read, also while others still run. */
  function reading(parts: readonly string[]) {
    const done = new Set<string>();
    const left = [...parts];
    const worker = async () => {
      for (let part = left.shift(); part !== undefined; part = left.shift()) {
        await readPart(ports(), { part });
        done.add(part);
      }
    };
    return { done, all: Promise.all(Array.from({ length: 4 }, worker)) };
  }

  /**
   * A run that dies at each of these calls in turn, counted anew from each redrive on, and is redriven until it ends. Step Functions redrives what did not succeed: the list, or the
   * parts that it did not hear of. Gives what still waits in the dead processes.
   */
  async function killedAndRedriven(deaths: readonly number[]) {
    const waiting: Promise<unknown>[] = [];
    let left: readonly string[] | undefined;
    for (const at of deaths) {
      const death = s3.die(at);
      const listing: Promise<readonly string[]> = left ? Promise.resolve(left) : listed();
      const parts: readonly string[] | undefined = await Promise.race([listing, death.then(() => undefined)]);
      const run = parts ? reading(parts) : undefined;
      await Promise.race([run?.all, death]);
      s3.restart();
      waiting.push(listing, run?.all ?? Promise.resolve());
      left = parts && run ? parts.filter((part) => !run.done.has(part)) : undefined;
    }
    await reading(left ?? (await listed())).all;
    return { late: Promise.all(waiting) };
  }

  test.each([
    [1, 1],
    [2, 30],
    [20, 3],
    [25, 25],
    [40, 10],
  ])(
    "at call %i, and at call %i of what is redriven, counts the same, and reads no object of a part that had ended",
    async (first, second) => {
      putSample();
      const inOne = JSON.stringify(await embedded());
      await killedAndRedriven([first, second]);
      expect(JSON.stringify(await merged())).toBe(inOne);
      s3.fetchedOf(TRAIL);
      await reading(await ports().summaries.run(run)).all;
      expect(s3.fetchedOf(TRAIL)).toEqual([]);
    },
  );

  test("does not take what was delivered meanwhile for a part of its list: the next run reads that", async () => {
    const [one, two] = [keyOf("2026-11-02", "a"), keyOf("2026-11-02", "b")];
    put(one, logOf(callAt("2026-11-02T10:00:00Z")));
    const parts = await listed();
    put(two, logOf(callAt("2026-11-02T11:00:00Z")));
    await reading(parts).all;
    expect((await merged()).records.ofRole).toBe(1);
    await ran();
    expect((await merged()).records.ofRole).toBe(2);
  });

  test("at any call, and by functions that go on all the same, counts the same", async () => {
    putSample();
    const inOne = JSON.stringify(await embedded());
    void s3.die(Number.POSITIVE_INFINITY);
    await reading(await listed()).all;
    const total = s3.callCount();
    expect(total).toBeGreaterThan(50);
    const tried = sample(Array.from({ length: total }, (_, index) => index + 1)).filter((_, index) => isDeep || index % 3 === 0);
    for (const at of tried) {
      s3 = fakeS3();
      putSample();
      const { late } = await killedAndRedriven([at]);
      expect(JSON.stringify(await merged()), `killed at call ${at}`).toBe(inOne);
      s3.revive();
      await late;
      expect(JSON.stringify(await merged()), `killed at call ${at}, and written late`).toBe(inOne);
    }
  }, 300_000);

  test("by throttling, leaves no summary of the part, and reads all of it again", async () => {
    const [one, two] = [keyOf("2026-11-02", "a"), keyOf("2026-11-02", "b")];
    put(one, logOf(callAt("2026-11-02T10:00:00Z")));
    put(two, logOf(callAt("2026-11-02T11:00:00Z")));
    s3.fail(two, s3Error("SlowDown", 503));
    await expect(ran()).rejects.toThrow(ThrottledError);
    expect(s3.keys(SUMMARIES).filter((key) => key.startsWith("summaries/"))).toEqual([]);
    s3.fail(two);
    await ran();
    expect((await merged()).records.ofRole).toBe(2);
  });
});

describe("an object that cannot be read", () => {
  const [good, bad] = [keyOf("2026-11-02", "a"), keyOf("2026-11-02", "b")];
  const gapOf = async () => (await merged()).gaps.find(({ kind }) => kind === "unreadable-files");
  beforeEach(() => {
    put(good, logOf(callAt("2026-11-02T10:00:00Z")));
    put(bad, logOf(callAt("2026-11-02T11:00:00Z")));
  });

  test("is counted and named, and the others count", async () => {
    s3.fail(bad, s3Error("AccessDenied", 403));
    await ran();
    expect((await merged()).records.ofRole).toBe(1);
    const named = [
      { file: `s3://${TRAIL}/${bad}`, because: { id: "not-fetched", by: "stack", error: "AccessDenied", message: expect.any(String) } },
    ];
    expect(await gapOf()).toMatchObject({ files: 1, outOf: 2, firstFiles: named });
  });

  test("is tried again by the next run", async () => {
    s3.fail(bad, s3Error("AccessDenied", 403));
    await ran();
    s3.fail(bad);
    await ran();
    expect(await gapOf()).toBeUndefined();
    expect((await merged()).records.ofRole).toBe(2);
  });

  test("because it is cut off counts as far as it goes, and is not read again", async () => {
    put(bad, logOf(callAt("2026-11-02T11:00:00Z")).subarray(0, -20));
    await ran();
    s3.fetchedOf(TRAIL);
    await ran();
    expect(s3.fetchedOf(TRAIL)).toEqual([]);
    expect(await gapOf()).toMatchObject({ files: 1, outOf: 2 });
  });

  test("because it changed after it was listed is named", async () => {
    const parts = await listed();
    put(bad, logOf());
    for (const part of parts) await readPart(ports(), { part });
    expect(await gapOf()).toMatchObject({ files: 1, firstFiles: [{ because: { id: "not-fetched", error: "PreconditionFailed" } }] });
  });
});

test("a day with more objects than a list's page holds is listed whole", async () => {
  for (let at = 0; at < 2100; at += 1) s3.put(TRAIL, keyOf("2026-11-02", String(at).padStart(6, "0")), Buffer.from("x"));
  const found = await listTrail(ports(), { run, account: ACCOUNT, ...window });
  expect(found).toEqual({ parts: `runs/${run}.json`, partCount: 5, objectCount: 2100 });
});

test("a window with more logs than the state machine has room for is refused before anything is written", async () => {
  for (let at = 0; at < 1001; at += 1) s3.put(TRAIL, keyOf("2026-11-02", String(at).padStart(6, "0")), Buffer.from("x"));
  const listed = listTrail({ ...ports(), mostParts: 2 }, { run, account: ACCOUNT, ...window });
  await expect(listed).rejects.toThrow(InvalidInputError);
  await expect(listed).rejects.toThrow("the window: holds 3 parts of logs, and one run reads at most 2. Lower LookBackDays.");
  expect(s3.keys(SUMMARIES)).toEqual([]);
});

describe("somebody who can write the bucket of summaries, as a role with AmazonS3FullAccess can", () => {
  const forged = gzipSync("{}");
  const keyIn = (folder: string, at = 0) => {
    const key = s3.keys(SUMMARIES).filter((each) => each.startsWith(`${folder}/`))[at];
    if (key === undefined) throw new Error(`The run wrote no ${folder}.`);
    return key;
  };
  beforeEach(async () => {
    putSample();
    await ran();
  });

  test("forges a summary: no activity is made of it, and it is named", async () => {
    s3.put(SUMMARIES, keyIn("summaries"), forged);
    await expect(merged()).rejects.toThrow(SummaryNotGenuineError);
    await expect(merged()).rejects.toThrow(`s3://${SUMMARIES}/${keyIn("summaries")}`);
  });

  test("puts one day's summary in the place of another's", async () => {
    s3.copy(SUMMARIES, keyIn("summaries", 0), keyIn("summaries", 1));
    await expect(merged()).rejects.toThrow(SummaryNotGenuineError);
  });

  test("leaves days out of the run", async () => {
    const parts = JSON.parse(s3.textOf(SUMMARIES, keyIn("runs")));
    s3.put(SUMMARIES, keyIn("runs"), Buffer.from(JSON.stringify(parts.slice(1))));
    await expect(merged()).rejects.toThrow(SummaryNotGenuineError);
  });

  test("leaves logs out of a part before it is read", async () => {
    const part = keyIn("parts").slice("parts/".length, -".json".length);
    s3.put(SUMMARIES, keyIn("parts"), Buffer.from("[]"));
    await expect(readPart({ ...ports(), madeBy: "newer code" }, { part })).rejects.toThrow(SummaryNotGenuineError);
  });
});

test("whoever starts the state machine for a shorter window cannot have it taken for a longer one", async () => {
  putSample();
  const shorter = { from: "2026-11-30T00:00:00.000Z", to: window.to };
  const listed = listTrail(ports(), { run, account: ACCOUNT, ...shorter });
  await expect(listed).rejects.toThrow(InvalidInputError);
  await expect(listed).rejects.toThrow("is not the name of the run");
  expect(s3.keys(SUMMARIES)).toEqual([]);
});
