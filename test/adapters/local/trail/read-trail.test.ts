import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, createWriteStream, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { roleKey } from "#core/cloudtrail/role-key.ts";
import { fileFaultText, noLogText } from "#core/messages/log-fault.ts";
import { newRoleSlices, wholeRole } from "#core/usage/role-slices.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { isDeep } from "#test/runs.ts";

const ROLE = "arn:aws:iam::111122223333:role/Worker";

let ids = 0;

function record(index: number, more: Record<string, unknown> = {}) {
  return {
    eventVersion: "1.09",
    userIdentity:
      index % 2 === 0
        ? session("Worker")
        : { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/ann", accountId: "111122223333", userName: "ann" },
    eventTime: `2026-11-${String(1 + (index % 28)).padStart(2, "0")}T10:00:00Z`,
    eventSource: "sqs.amazonaws.com",
    eventName: "ListQueues",
    awsRegion: index % 3 === 0 ? "eu-west-1" : "us-east-1",
    sourceIPAddress: "198.51.100.7",
    userAgent: "aws-sdk-js/3",
    requestParameters: null,
    responseElements: null,
    eventID: `e${ids++}`,
    eventType: "AwsApiCall",
    recipientAccountId: "111122223333",
    ...more,
  };
}

function session(name: string) {
  const arn = `arn:aws:iam::111122223333:role/${name}`;
  return {
    type: "AssumedRole",
    arn: `arn:aws:sts::111122223333:assumed-role/${name}/s`,
    accountId: "111122223333",
    sessionContext: { sessionIssuer: { type: "Role", arn, accountId: "111122223333", userName: name } },
  };
}

const records = (count: number, more?: Record<string, unknown>) => Array.from({ length: count }, (_, index) => record(index, more));
const log = (list: readonly unknown[], space?: number) => JSON.stringify({ Records: list }, undefined, space);

type Files = Readonly<Record<string, string | Buffer>>;

function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "trail-"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

async function reading(folder: string) {
  const { tally, problems, passedOver } = await readTrail({ logs: openLogs(logFiles(folder)), roleArns: [ROLE], catalogue });
  const nameOf = (file: string) => file.slice(folder.length + 1);
  return {
    read: tally.records,
    ofRole: wholeRole(tally.roles.get(roleKey(ROLE)) ?? newRoleSlices()).records,
    unreadable: Object.fromEntries(tally.unreadable),
    problems: problems.map(({ file, because }) => `${nameOf(file)}: ${fileFaultText(because)}`),
    passedOver: passedOver.map(({ file, is }) => `${nameOf(file)}: ${noLogText(is)}`),
    days: tally.days.size,
    regions: Object.fromEntries([...tally.regions].sort()),
    span: [tally.first, tally.last],
  };
}

const padded = (text: string) => text + " ".repeat(128 * 1024);

const whole = { read: 40, ofRole: 20, unreadable: {}, problems: [] };

describe("the same log counts the same, however it is written", () => {
  const list = records(40);
  const forms: [string, Files][] = [
    ["compact", { "a.json": log(list) }],
    ["pretty", { "a.json": log(list, 2) }],
    ["compact and packed", { "a.json.gz": gzipSync(log(list)) }],
    ["with a byte order mark", { "a.json": `\ufeff${log(list)}` }],
    ["with white space around it", { "a.json": `\n ${log(list)}\n\n` }],
    ["members in another order", { "a.json": log(list.map(({ eventVersion, ...rest }) => ({ ...rest, eventVersion }))) }],
    ["packed, though its name does not say so", { "a.json": gzipSync(log(list)) }],
    ["not packed, though its name says so", { "a.json.gz": log(list) }],
    ["in two packed members", { "a.json.gz": Buffer.concat([gzipSync(log(list).slice(0, 500)), gzipSync(log(list).slice(500))]) }],
    [
      "in many files that are unpacked side by side",
      Object.fromEntries(list.map((each, index) => [`${index}.json.gz`, gzipSync(padded(log([each])), { level: 0 })])),
    ],
    ["in many small files", Object.fromEntries(list.map((each, index) => [`${index}.json.gz`, gzipSync(log([each]))]))],
  ];

  test.each(forms)("%s", async (_, files) => {
    const found = await reading(folderOf(files));
    expect(found).toMatchObject(whole);
    expect(found).toMatchObject({
      days: 28,
      regions: { "eu-west-1": 14, "us-east-1": 26 },
      span: ["2026-11-01T10:00:00Z", "2026-11-28T10:00:00Z"],
    });
  });
});

test("the trail begins and ends with the records of whomever, of a role that is looked for or not", async () => {
  const ann = (eventTime: string) => record(1, { eventTime });
  const times = ["2026-11-05T08:00:00Z", "2026-11-20T09:00:00Z", "2026-11-20T21:30:00Z"];
  const found = await reading(folderOf({ "a.json": log([record(0, { eventTime: "2026-11-10T10:00:00Z" }), ...times.map(ann)]) }));
  expect([found.ofRole, found.span]).toEqual([1, ["2026-11-05T08:00:00Z", "2026-11-20T21:30:00Z"]]);
});

test.each(["nextToken", "NextToken"])("a page that names the next one as %s is not all of the log", async (name) => {
  const events = records(4).map((each) => ({ timestamp: 1, message: JSON.stringify(each) }));
  const page = (token: object) => folderOf({ "a.json": JSON.stringify({ events, ...token }) });
  expect(await reading(page({ [name]: "f/1" }))).toMatchObject({ ofRole: 2, problems: [expect.stringContaining("one page of several")] });
  expect(await reading(page({}))).toMatchObject({ ofRole: 2, problems: [] });
});

test("many files each count, also beside a cut one and one that is handed on in several parts", async () => {
  const small = Object.fromEntries(records(300).map((each, index) => [`${index}.json`, log([each]) + " ".repeat(20 * 1024)]));
  const files = { ...small, "15.json": log(records(10)).slice(0, -300), "16.json": log(records(6000)) };
  expect(await reading(folderOf(files))).toMatchObject({
    read: 298 + 10 + 6000,
    ofRole: 149 + 5 + 3000,
    unreadable: { "rest-of-file": 1 },
    problems: ["15.json: it was cut off; what came before the cut counts."],
  });
});

test.each([
  ["is empty", { sessionIssuer: { type: "Role", arn: "" } }],
  ["stands elsewhere", { webIdFederationData: { arn: "arn:aws:iam::111122223333:oidc-provider/issuer.example.com/id" } }],
  ["is in a member that comes a second time without it", { sessionIssuer: { arn: "arn:aws:iam::111122223333:role/Other" }, twice: {} }],
])("a record whose issuer's ARN %s is the role's by the session's ARN", async (_, sessionContext) => {
  const text = log(records(6, { userIdentity: { ...session("Worker"), sessionContext } })).replaceAll(
    ',"twice":{}}',
    '},"sessionContext":{}',
  );
  expect(await reading(folderOf({ "a.json": text }))).toMatchObject({ read: 6, ofRole: 6, unreadable: {} });
});

test("an empty event id is none, so that calls without one each count", async () => {
  const list = records(6, { userIdentity: session("Worker"), eventID: "" });
  expect(await reading(folderOf({ "a.json": log(list) }))).toMatchObject({ read: 6, ofRole: 6 });
});

test("a record that does not name the session's issuer is the role's by the session's ARN", async () => {
  const bare = (name: string) => ({ ...session(name), sessionContext: undefined });
  const list = [
    ...records(6, { userIdentity: bare("Worker") }),
    ...records(4, { userIdentity: bare("Other") }),
    ...records(2, { userIdentity: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/Worker", accountId: "111122223333" } }),
  ];
  for (const space of [undefined, 2])
    expect(await reading(folderOf({ "a.json": log(list, space) }))).toMatchObject({ read: 12, ofRole: 6, unreadable: {}, problems: [] });
});

describe("a packed log of 200 KB in another form than CloudTrail's is read like any other", () => {
  const list = records(400);
  test.each([
    ["indented", log(list, 2)],
    ["with a space after each colon", log(list).replaceAll('":', '": ')],
    ["with its members in another order", log(list.map(({ eventVersion, ...rest }) => ({ ...rest, eventVersion })))],
  ])("%s", async (_, text) => {
    expect(text.length).toBeGreaterThan(150_000);
    expect(await reading(folderOf({ "a.json.gz": gzipSync(text) }))).toMatchObject({
      read: 400,
      ofRole: 200,
      unreadable: {},
      problems: [],
    });
  });
});

test.each([undefined, 2])("somebody else who attached a policy to the role is read too, indented by %s", async (space) => {
  const attachment = record(1, {
    eventSource: "iam.amazonaws.com",
    eventName: "AttachRolePolicy",
    requestParameters: { roleName: "Worker", policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
  });
  const folder = folderOf({ "a.json": log([record(0), attachment, record(3)], space) });
  const { tally } = await readTrail({ logs: openLogs(logFiles(folder)), roleArns: [ROLE], catalogue });
  expect([tally.records, tally.roles.size]).toEqual([3, 1]);
  expect(tally.attachments.get(roleKey(ROLE))).toEqual(new Map([["arn:aws:iam::aws:policy/AdministratorAccess", "2026-11-02T10:00:00Z"]]));
});

const NO_LOG = 'not a CloudTrail log (no "Records" array). Supported formats: whittle help formats';

describe("what is corrupt is counted and named, and the rest goes on", () => {
  const good = { "good.json": log(records(40)) };
  const cut = gzipSync(log(Array.from({ length: 4000 }, (_, index) => record(index, { eventID: `${Math.sin(index)}` }))));

  test.each([
    ["a cut log", { "bad.json": log(records(10)).slice(0, -300) }, "it was cut off; what came before the cut counts.", 49],
    ["an empty file", { "bad.json": "" }, "it is empty.", 40],
    ["binary data", { "bad.json": Buffer.from([0, 1, 2, 255, 254, 0, 10, 13]) }, NO_LOG, 40],
    ["another JSON file", { "bad.json": '{"Trails": [{"a": 1}]}' }, NO_LOG, 40],
  ])("%s", async (_, files, because, read) => {
    const found = await reading(folderOf({ ...good, ...files }));
    expect(found.problems).toEqual([`bad.json: ${because}`]);
    expect(found.read - 1).toBe(read);
    expect(found.unreadable).toEqual({ "rest-of-file": 1 });
  });

  test.each([
    ["joined", { "two.json": log(records(10)) + log(records(30)) }],
    ["joined with white space between, and indented", { "two.json": `${log(records(10), 2)}\n\n${log(records(30), 2)}\n` }],
    ["joined as gzip", { "two.json.gz": Buffer.concat([gzipSync(log(records(10))), gzipSync(log(records(30)))]) }],
  ])("logs %s in one file are all read", async (_, files) => {
    const found = await reading(folderOf(files));
    expect([found.read, found.problems]).toEqual([40, []]);
  });

  test.each([
    ["words", "and so on"],
    ["a closing brace", "}"],
    ["another JSON value", '{"Trails": []}'],
    ["a number", "7"],
  ])("%s after a log", async (_, more) => {
    const found = await reading(folderOf({ "bad.json": log(records(10)) + more }));
    expect(found.read - 1).toBe(10);
    expect(found.problems).toEqual(["bad.json: it holds text that is not part of a log of CloudTrail; the log counts."]);
  });

  test.each(["hello world this is", "2027-13-01T00:00:00Z", "2026-11-01T29:00:00Z", "2026-11-01"])(
    "a record with the time %s, of whomever it is",
    async (eventTime) => {
      for (const index of [1, 2]) {
        const found = await reading(folderOf({ ...good, "bad.json": log([record(3), record(index, { eventTime }), record(4)]) }));
        expect(found.unreadable).toEqual({ "no-event-time": 1 });
        expect([found.read, found.span]).toEqual([43, ["2026-11-01T10:00:00Z", "2026-11-28T10:00:00Z"]]);
      }
    },
  );

  test("a log that is nearly all the role's is handed on in parts, and counted once", async () => {
    const own = Array.from({ length: 24_000 }, (_, index) => record(2 * index, { padding: "x".repeat(500) }));
    for (const files of [{ "large.json": log(own) }, { "large.json.gz": gzipSync(log(own)) }, { "large.json": log(own, 1) }]) {
      const found = await reading(folderOf({ ...good, "b.json": log(records(4)), "c.json": log(records(4)), ...files }));
      expect(found).toMatchObject({ read: 24_048, ofRole: 24_024, problems: [] });
    }
  });

  test("a cut gzip: what came before the cut counts", async () => {
    const found = await reading(folderOf({ ...good, "bad.json.gz": cut.subarray(0, cut.length - 2000) }));
    expect(found.problems).toEqual([expect.stringMatching(/^bad.json.gz: it was cut off/)]);
    expect(found.read).toBeGreaterThan(3000);
  });

  test("a damaged gzip", async () => {
    const damaged = Buffer.from(cut);
    const middle = Math.floor(damaged.length / 2);
    damaged.fill(0xff, middle, middle + 64);
    const found = await reading(folderOf({ ...good, "bad.json.gz": damaged }));
    expect(found.problems.length).toBe(1);
    expect(found.read).toBeGreaterThan(40);
  });

  test("bytes after the end of a gzip do no harm", async () => {
    expect(
      await reading(folderOf({ "a.json.gz": Buffer.concat([gzipSync(log(records(40))), Buffer.from("\0\0\0garbage")]) })),
    ).toMatchObject({ read: 40, ofRole: 20 });
  });

  test.each([
    ["no userIdentity", { ...record(1), userIdentity: undefined }],
    ["a null userIdentity", { ...record(1), userIdentity: null }],
    ["a null record", null],
    ["a record that is a text", "hello"],
    ["a record that is a number", 5],
    ["a time that is a number", { ...record(1), eventTime: 5 }],
    ["no source", { ...record(2), eventSource: undefined }],
  ])("a record with %s", async (_, bad) => {
    for (const space of [undefined, 2]) {
      const found = await reading(folderOf({ "a.json": log([...records(4), bad, ...records(2)], space) }));
      expect(found).toMatchObject({ read: 7, ofRole: 3, problems: [] });
      expect(Object.values(found.unreadable).reduce((sum, count) => sum + count, 0)).toBe(1);
    }
  });

  test("NUL bytes and broken UTF-8 inside of a record", async () => {
    const text = Buffer.from(log(records(40)));
    text[text.indexOf("aws-sdk-js")] = 0;
    text[text.lastIndexOf("aws-sdk-js")] = 0xff;
    const found = await reading(folderOf({ "a.json": text }));
    expect(found.read).toBe(40);
  });

  test("text in a request that looks like a record's beginning is text", async () => {
    const fake = '},{"eventVersion":"1.09","userIdentity":{"type":"AssumedRole","arn":"Worker"},"eventTime":"2026-11-01T00:00:00Z"';
    const found = await reading(folderOf({ "a.json": log(records(40, { requestParameters: { a: fake, '},{"eventVersion":"': 1 } })) }));
    expect(found).toMatchObject(whole);
  });

  test("a nested object that looks like a record", async () => {
    const nested = {
      list: [
        { x: 1 },
        { eventVersion: "1.09", userIdentity: session("Worker"), eventTime: "2026-11-01T00:00:00Z", awsRegion: "us-east-1" },
      ],
    };
    const found = await reading(
      folderOf({ "a.json": log(records(40).map((each, index) => (index % 2 === 0 ? { ...each, requestParameters: nested } : each))) }),
    );
    expect(found).toMatchObject(whole);
  });

  /** In pieces of 8 MB: 200 MB where all is run, else several times what is held in memory of one record. */
  const pieces = isDeep ? 25 : 2;

  test(`a line of ${8 * pieces} MB that is no log, and a record of as many among others`, async () => {
    const folder = folderOf(good);
    const noise = randomBytes(4 * 1024 * 1024).toString("hex");
    const filler = function* (head: string, tail: string) {
      yield head;
      for (let index = 0; index < pieces; index++) yield noise;
      yield tail;
    };
    const write = (name: string, head: string, tail: string) =>
      pipeline(Readable.from(filler(head, tail)), createGzip({ level: 1 }), createWriteStream(join(folder, name)));
    await write("line.json.gz", "", "");
    await write(
      "record.json.gz",
      `{"Records":[${JSON.stringify(record(0))},{"eventVersion":"1.09","requestParameters":"`,
      `"},${JSON.stringify(record(2))}]}`,
    );
    const found = await reading(folder);
    expect(found.problems).toEqual([`line.json.gz: ${NO_LOG}`]);
    expect(found).toMatchObject({ ofRole: 22, unreadable: { "too-large": 1 } });
  }, 60_000);
});

describe("folders", () => {
  test("are searched at any depth, and a link that leads back is followed once", async () => {
    const folder = folderOf({ "a.json": log(records(4)), "notes.txt": "no log" });
    mkdirSync(join(folder, "2026/11"), { recursive: true });
    writeFileSync(join(folder, "2026/11/b.json.gz"), gzipSync(log(records(6))));
    symlinkSync(folder, join(folder, "2026/loop"));
    expect(await reading(folder)).toMatchObject({
      read: 10,
      problems: [],
      passedOver: ["2026/loop: it is a link to a folder that is read already.", `notes.txt: ${NO_LOG}`],
    });
  });

  test("that are not there, or hold no log, are refused", () => {
    expect(() => logFiles("/none/such")).toThrow("/none/such: there is no such file.");
    expect(() => logFiles(folderOf({ "a.md": "" }))).toThrow("it holds no log file; a.md: its name is not a log");
  });

  test("a link to nothing is named", async () => {
    const folder = folderOf({ "a.json": log(records(4)) });
    symlinkSync(join(folder, "gone"), join(folder, "b.json"));
    expect(await reading(folder)).toMatchObject({ read: 5, problems: ["b.json: there is no such file."] });
  });

  test("of any letter case count, and what is no file does not", async () => {
    const folder = folderOf({ "A.JSON": log(records(4)), "b.json": log(records(4)) });
    execFileSync("mkfifo", [join(folder, "pipe.json")]);
    symlinkSync("itself.json", join(folder, "itself.json"));
    expect(await reading(folder)).toMatchObject({
      read: 8,
      problems: [],
      passedOver: ["itself.json: it is a link that leads in a circle.", "pipe.json: it is a named pipe."],
    });
  });

  test.skipIf(process.getuid?.() === 0)(
    "a file or a folder that may not be read is named (skipped for root, who may read all)",
    async () => {
      const folder = folderOf({ "a.json": log(records(4)), "b.json": log(records(4)) });
      mkdirSync(join(folder, "c"));
      for (const name of ["b.json", "c"]) chmodSync(join(folder, name), 0);
      expect((await reading(folder)).problems).toEqual(["b.json: permission denied.", "c: permission denied."]);
      chmodSync(join(folder, "c"), 0o700);
    },
  );
});
