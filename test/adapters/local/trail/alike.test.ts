import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { splitRecord } from "#adapters/local/trail/alike.ts";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/log-workers.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";

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

test("a member that comes twice is left to the parser", () => {
  expect(splitRecord('{"eventID":"a","requestParameters":{"eventID":"b"}}').passing).toBeUndefined();
});
