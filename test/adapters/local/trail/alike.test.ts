import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { AlikeCalls } from "#adapters/local/trail/alike/alike-calls.ts";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { randomFrom } from "#test/random.ts";
import { runCount } from "#test/runs.ts";

const ROLE = "arn:aws:iam::123837392027:role/Worker";
const Log = v.object({ Records: v.array(v.record(v.string(), v.unknown())) });
const files = ["stratus-red-team.json", "invictus-ssm-agent.json"];
const real = files.flatMap((file) => {
  const path = join(resolve(import.meta.dirname, "../../../.."), "test/data/cloudtrail", file);
  return v.parse(Log, JSON.parse(readFileSync(path, "utf8"))).Records;
});

const identity = {
  type: "AssumedRole",
  arn: "arn:aws:sts::123837392027:assumed-role/Worker/s",
  accountId: "123837392027",
  sessionContext: { sessionIssuer: { type: "Role", arn: ROLE, accountId: "123837392027", userName: "Worker" } },
};
let count = 0;
const again = (record: object) => ({
  ...record,
  userIdentity: identity,
  eventTime: `2026-11-${String(1 + (count % 28)).padStart(2, "0")}T10:00:00Z`,
  eventID: `event-${count++}`,
  requestID: `request-${count}`,
});
const twice = (records: readonly object[]) => [...records, ...records].map(again);

/** Both ways to count: from a file, and each record parsed by itself. */
async function bothWays(records: readonly object[], texts = records.map((record) => JSON.stringify(record))) {
  const folder = mkdtempSync(join(tmpdir(), "alike-"));
  writeFileSync(join(folder, "log.json"), `{"Records":[${texts.join(",")}]}`);
  const window = { from: "2026-11-03T00:00:00.000Z", to: "2026-11-25T00:00:00.000Z" };
  const { tally: read } = await readTrail({ logs: openLogs(logFiles(folder)), roleArns: [ROLE], window, catalogue });
  const oracle = createTally([ROLE], window);
  for (const record of records) oracle.add(record, catalogue);
  return { read, oracle: oracle.snapshot() };
}

describe("calls that are alike count as if each was parsed", () => {
  test("for every real record, seen twice with other ids and times", async () => {
    const { read, oracle } = await bothWays(twice(real));
    expect(read).toEqual(oracle);
    expect(oracle.records).toBe(real.length * 2);
  });

  const call = { eventVersion: "1.09", eventSource: "sqs.amazonaws.com", eventName: "GetQueueUrl", awsRegion: "us-east-1" };

  test.each([
    ["an eventID inside of the request", (id: string) => ({ requestParameters: { queueName: "q", eventID: id } })],
    [
      "a requestID that names the resource",
      (id: string) => ({ requestParameters: { requestID: id }, resources: [{ ARN: `arn:aws:sqs:us-east-1:1:${id}` }] }),
    ],
    ["a time inside of the request", (id: string) => ({ requestParameters: { queueName: id, eventTime: "2026-11-01T00:00:00Z" } })],
  ])("with %s", async (_, more) => {
    const records = ["a", "b", "a"].map((id) => ({ ...again(call), ...more(id) }));
    const { read, oracle } = await bothWays(records);
    expect(read).toEqual(oracle);
  });

  test("an event that comes again counts once, whichever way it is read", async () => {
    const [first = {}, second = {}] = twice([call]);
    const { read } = await bothWays([first, second, second, first]);
    expect(read.records).toBe(4);
    expect([...read.roles.values()].flatMap(({ slices }) => [...slices.values()].map(({ records }) => records))).toEqual([1, 1]);
  });

  test("a time that is none is no time of the call before", async () => {
    const records = twice([call, call]).map((record, index) => (index === 2 ? { ...record, eventTime: "2026-13-01T10:00:00Z" } : record));
    const { read, oracle } = await bothWays(records);
    expect(read.roles).toEqual(oracle.roles);
    expect([...read.unreadable.values()]).toEqual([1]);
  });
});

/** Told by a regular expression over the text, in place of the bytes. */
function splitByHand(text: string): { call: string; passing: Record<string, string>; isTwice: boolean } {
  const passing: Record<string, string> = {};
  let isTwice = false;
  const call = text.replace(/"(eventTime|eventID|requestID|sharedEventID)"\s*:\s*"([\w:.-]*)"/g, (_, name: string, value: string) => {
    isTwice ||= name in passing;
    passing[name] = value;
    return `"${name}"`;
  });
  return { call, passing, isTwice };
}

describe("tells which calls are alike", () => {
  class Maker {
    readonly #random: () => number;
    constructor(seed: number) {
      this.#random = randomFrom(seed);
    }
    oneOf<T>(values: readonly [T, ...T[]]): T {
      return values[Math.floor(this.#random() * values.length)] ?? values[0];
    }
    value(depth: number): unknown {
      const texts = [
        "",
        "a",
        "2026-11-01T00:00:00Z",
        "a/b",
        "é😀",
        'say "eventTime": "x"',
        '"',
        "eventID",
        "x".repeat(40),
        "a_b.c-d:e",
        5,
      ] as const;
      return depth > 0 && this.#random() < 0.3 ? this.object(depth - 1) : this.oneOf<unknown>(texts);
    }
    object(depth: number): Record<string, unknown> {
      const names = [
        "eventTime",
        "eventID",
        "requestID",
        "sharedEventID",
        "eventName",
        "eventTimes",
        "sharedEventI",
        "é",
        "requestParameters",
      ] as const;
      return Object.fromEntries(Array.from({ length: 5 }, () => [this.oneOf(names), this.value(depth)]));
    }
    text(): string {
      const text = JSON.stringify(this.object(3), undefined, this.oneOf([undefined, 1, "\t"]));
      return this.oneOf([text, text.replaceAll('":', '" :'), text.replaceAll("eventName", "event\\u004eame")]);
    }
  }

  /** A record's text with other values. */
  const changed = (text: string, value: string) => text.replace(/("event(?:Time|ID)"\s*:\s*")[\w:.-]*"/g, `$1${value}"`);

  function mayBeKept(record: Record<string, unknown>, { passing, isTwice }: ReturnType<typeof splitByHand>): boolean {
    const names = new Set(["eventTime", "eventID", ...Object.keys(passing)]);
    return !isTwice && [...names].every((name) => record[name] === passing[name]);
  }

  /** Texts of which every third is one of those before it, with other values. */
  function* texts(count: number): Generator<string> {
    const maker = new Maker(7);
    const made: string[] = [];
    for (let round = 0; round < count; round++) {
      const before = round % 3 === 0 ? made[(round * 7919) % made.length] : undefined;
      const text = before === undefined ? maker.text() : changed(before, `round-${round}`);
      made.push(text);
      yield text;
    }
  }

  test("as a regular expression does", () => {
    const alike = new AlikeCalls();
    const kept = new Map<string, () => void>();
    for (const text of texts(runCount(40_000))) {
      const split = splitByHand(text);
      const found = alike.find(Buffer.from(text));
      const expected = split.isTwice ? undefined : kept.get(split.call);
      expect({ text, again: found?.again, time: found?.time, id: found?.id }).toEqual({
        text,
        again: expected,
        time: expected && (split.passing.eventTime ?? ""),
        id: expected && split.passing.eventID,
      });
      const record = v.parse(v.record(v.string(), v.unknown()), JSON.parse(text));
      const counted = () => {};
      alike.keep(record, counted);
      if (!expected && mayBeKept(record, split)) kept.set(split.call, counted);
      // What comes after is another test.
      if (kept.size === 999) break;
    }
    expect(kept.size).toBeGreaterThan(20);
  });

  test("among more calls than it keeps, and among large ones", () => {
    const alike = new AlikeCalls();
    const text = (at: number, size: number) =>
      JSON.stringify({ eventTime: "t", eventID: `id-${at}`, eventName: `name-${at}`, more: "x".repeat(size) });
    for (const size of [10, 3000, 16_000]) {
      for (let at = 0; at < 1100; at++) {
        expect(alike.find(Buffer.from(text(at, size)))).toBeUndefined();
        alike.keep(JSON.parse(text(at, size)), () => {});
        expect(alike.find(Buffer.from(text(at, size)))?.id).toBe(`id-${at}`);
      }
    }
    expect(alike.find(Buffer.from(text(1, 17_000)))).toBeUndefined();
    alike.keep(JSON.parse(text(1, 17_000)), () => {});
    expect(alike.find(Buffer.from(text(1, 17_000)))).toBeUndefined();
  });

  test("but not where a member comes twice", () => {
    const alike = new AlikeCalls();
    const text = '{"eventID":"a","requestParameters":{"eventID":"b"}}';
    alike.find(Buffer.from(text));
    alike.keep(JSON.parse(text), () => {});
    expect(alike.find(Buffer.from(text))).toBeUndefined();
  });
});
