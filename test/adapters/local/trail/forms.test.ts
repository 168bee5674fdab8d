import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { checkUsable } from "#adapters/local/trail/usable.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { fileFaultText } from "#core/messages/log-fault.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";

const ROLE = "arn:aws:iam::111122223333:role/app";
const CALLS = ["s3 GetObject", "sqs GetQueueUrl", "secretsmanager GetSecretValue", "ec2 DescribeInstances"];

/** Twelve invented records, one a day. */
const records = Array.from({ length: 12 }, (_, index) => {
  const [service, eventName] = CALLS[index % 4]?.split(" ") ?? [];
  const day = String(index + 1).padStart(2, "0");
  return {
    eventVersion: "1.09",
    userIdentity: {
      type: "AssumedRole",
      arn: "arn:aws:sts::111122223333:assumed-role/app/work",
      accountId: "111122223333",
      sessionContext: { sessionIssuer: { type: "Role", arn: ROLE, accountId: "111122223333", userName: "app" } },
    },
    eventTime: `2026-11-${day}T10:00:00Z`,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: "us-east-1",
    requestParameters: { note: `it's "${day}", {[é]}`, bucketName: "reports", key: "x", secretId: "db" },
    responseElements: null,
    eventID: `aaaaaaaa-0000-4000-9000-0000000000${day}`,
    eventType: "AwsApiCall",
    recipientAccountId: "111122223333",
  };
});
const [first] = records;
const json = JSON.stringify;
const texts = records.map((record) => json(record));
const delivered = json({ Records: records });
const lines = `${texts.join("\n")}\n`;
const events = records.map((detail) => ({ version: "0", "detail-type": "AWS API Call via CloudTrail", source: "aws.x", detail }));
const logEvents = records.map((record, index) => ({ id: `3${index}`, timestamp: Date.parse(record.eventTime), message: json(record) }));
const hits = texts.map((original) => ({ _index: "filebeat", _source: { event: { dataset: "aws.cloudtrail", original } } }));
const lookup = (list: readonly (typeof first)[], more = {}) =>
  json({ Events: list.map((record) => ({ EventId: record?.eventID, Resources: [], CloudTrailEvent: json(record) })), ...more });
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const pretty = (value: unknown) => JSON.stringify(value, undefined, 4);
const digest = json({
  awsAccountId: "111122223333",
  digestStartTime: "2026-11-12T10:00:00Z",
  digestS3Object: "x",
  logFiles: [{ s3Object: "y" }],
});
const insight = json({
  Records: [
    {
      eventVersion: "1.07",
      eventTime: "2026-11-12T10:00:00Z",
      awsRegion: "us-east-1",
      eventType: "AwsCloudTrailInsight",
      eventCategory: "Insight",
      insightDetails: {},
    },
  ],
});
const control = json({
  messageType: "CONTROL_MESSAGE",
  owner: "CloudwatchLogs",
  logGroup: "",
  logStream: "",
  subscriptionFilters: [],
  logEvents: [{ id: "", timestamp: 1, message: "CWL CONTROL MESSAGE: Checking health of destination Firehose." }],
});
const subscription = json({
  messageType: "DATA_MESSAGE",
  owner: "111122223333",
  logGroup: "trail",
  logStream: "x",
  subscriptionFilters: ["all"],
  logEvents,
});

/** As tables in Athena and Parquet have names. */
function inLowerCase(value: unknown): Readonly<Record<string, unknown>> {
  return JSON.parse(json(value).replaceAll(/"(\w+)":/g, (name) => name.toLowerCase()));
}

const CONTEXT = { window: { from: "2026-11-01T00:00:00.000Z", to: "2026-11-13T00:00:00.000Z" }, unreadableFiles: [], graceDays: 14 };

type Files = Readonly<Record<string, string | Buffer>>;

function folderOf(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "forms-"));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

async function reading(path: string) {
  const found = await readTrail({ logs: openLogs(logFiles(path)), roleArns: [ROLE], catalogue });
  return {
    ...checkUsable(path, found, {}),
    activity: activityOf(found.tally, ROLE, CONTEXT, catalogue),
  };
}

describe("is read, and gives the same activity as the delivered form", () => {
  const forms: [string, Files][] = [
    ["as delivered", { "AWSLogs/1/CloudTrail/us-east-1/a.json.gz": gzipSync(delivered) }],
    ["pretty", { "a.json": pretty({ Records: records }) }],
    ["with spaces after colons, packed", { "a.json.gz": gzipSync(delivered.replaceAll('":', '": ')) }],
    ["with sorted members", { "a.json": json({ Records: records.map((record) => Object.fromEntries(Object.entries(record).sort())) }) }],
    [
      "two packed logs joined",
      { "a.gz": Buffer.concat([gzipSync(json({ Records: records.slice(0, 5) })), gzipSync(json({ Records: records.slice(5) }))]) },
    ],
    ["one record a line", { "a.jsonl": lines }],
    ["one record a line, packed, in a file of any name", { export: gzipSync(lines) }],
    ["one record a line, the last without an end of line", { "a.log": lines.trimEnd() }],
    ["one record after the other, without line ends", { "a.txt": texts.join("") }],
    ["one pretty record after the other", { "a.json": records.map(pretty).join("\n") }],
    ["records behind record separators (RFC 7464)", { "a.json": texts.map((text) => `\u001e${text}\n`).join("") }],
    ["a list", { "a.json": json(records) }],
    ["a pretty list, packed", { "a.json.gz": gzipSync(pretty(records)) }],
    ["a list of logs, as jq -s makes it", { "a.json": json([{ Records: records.slice(0, 3) }, { Records: records.slice(3) }]) }],
    ["a list of lists", { "a.json": json([records.slice(0, 3), records.slice(3)]) }],
    ["a list of texts, as --query 'Events[].CloudTrailEvent' prints it", { "a.json": pretty(texts) }],
    ["texts one a line", { "a.json": texts.map((text) => `${json(text)}\n`).join("") }],
    ["records between tabs, as --output text prints them", { "a.txt": `${texts.join("\t")}\n` }],
    ["lookup-events", { "a.json": pretty(JSON.parse(lookup(records.toReversed()))) }],
    ["lookup-events, in pages joined", { "a.json": `${lookup(records.slice(0, 6))}\n${lookup(records.slice(6))}` }],
    [
      "lookup-events, in pages joined that say where the next begins",
      { "a.json": `${lookup(records.slice(0, 6), { NextToken: "x" })}\n${lookup(records.slice(6))}` },
    ],
    [
      "lookup-events as text",
      { "a.txt": texts.map((text) => `EVENTS\tASIA\t${text}\tid\tname\nRESOURCES\tAWS::S3::Bucket\tx\n`).join("") },
    ],
    ["EventBridge events in a list", { "a.json": json(events) }],
    ["EventBridge events one a line", { "a.json": events.map((event) => `${json(event)}\n`).join("") }],
    [
      "EventBridge events in a batch without line ends, as Firehose writes them",
      { "a-1-2026-11-12": events.map((event) => json(event)).join("") },
    ],
    [
      "a log group's export",
      {
        "x/000000.gz": gzipSync(texts.map((text) => `2026-11-01T10:00:00.000Z ${text}\n`).join("")),
        "aws-logs-write-test": "Permission Check Successful",
      },
    ],
    ["filter-log-events", { "a.json": pretty({ events: logEvents, searchedLogStreams: [] }) }],
    [
      "filter-log-events as text",
      { "a.txt": texts.map((text, index) => `EVENTS\t3${index}\t1793527200000\tstream\t${text}\t1793527200000\n`).join("") },
    ],
    ["get-log-events", { "a.json": pretty({ events: logEvents, nextForwardToken: "f/1", nextBackwardToken: "b/1" }) }],
    [
      "get-log-events as text",
      { "a.txt": `b/361\tf/361\n${texts.map((text) => `EVENTS\t1793527200000\t${text}\t1793527200000\n`).join("")}` },
    ],
    ["aws logs tail", { "a.log": texts.map((text) => `2026-11-01T10:00:00.000000+00:00 stream ${text}\n`).join("") }],
    ["a subscription's payloads, with control messages", { "a-1.gz": gzipSync(control + subscription) }],
    [
      "a subscription's payload as a function gets it",
      { "a.json": json({ awslogs: { data: gzipSync(subscription).toString("base64") } }) },
    ],
    ["a subscription's payloads, packed one by one", { "a-1.gz": Buffer.concat([gzipSync(control), gzipSync(subscription)]) }],
    [
      "Lake: get-query-results",
      {
        "a.json": pretty({
          QueryStatus: "FINISHED",
          QueryResultRows: records.map((record) => [{ eventID: record.eventID }, { eventJson: json(record) }]),
        }),
      },
    ],
    [
      "Lake: names of columns in lower case, as Presto tells them",
      { "a.json": json({ QueryResultRows: records.map((record) => [{ eventjson: json(record) }]) }) },
    ],
    ["Lake: CSV of eventJson", { "a.csv.gz": gzipSync(`eventJson\n${texts.map(quoted).join("\n")}\n`) }],
    ["CSV without names, as Snowflake unloads it", { "a.csv.gz": gzipSync(`${texts.map(quoted).join("\n")}\n`) }],
    ["CSV with a column of any name, with semicolons", { "a.csv": `id;entry\r\n${texts.map((text) => `1;${quoted(text)}\r\n`).join("")}` }],
    ["Lake: CSV with a byte order mark, as Excel saves it", { "a.csv": `\ufeffeventJson\r\n${texts.map(quoted).join("\r\n")}\r\n` }],
    [
      "Logs Insights: get-query-results",
      {
        "a.json": pretty({
          results: records.map((record) => [
            { field: "@timestamp", value: "2026" },
            { field: "@message", value: json(record) },
            { field: "@ptr", value: "x" },
          ]),
          statistics: { bytesScanned: 5 },
          status: "Complete",
        }),
      },
    ],
    [
      "Logs Insights: JSON of the console",
      { "a.json": json(records.map((record) => ({ "@timestamp": "2026-11-01 10:00:00.000", "@message": record }))) },
    ],
    [
      "Logs Insights: CSV of the console",
      { "a.csv": `@timestamp,@message\r\n${texts.map((text) => `2026-11-01 10:00:00.000,${quoted(text)}\r\n`).join("")}` },
    ],
    ["Splunk", { "a.json": texts.map((text) => `${json({ preview: false, result: { _raw: text, _time: "x" } })}\n`).join("") }],
    ["Elasticsearch", { "a.json": records.map((record) => `${json({ _index: "x", _source: record })}\n`).join("") }],
    ["Elasticsearch, by Filebeat", { "a.ndjson": hits.map((hit) => `${json(hit)}\n`).join("") }],
    ["Elasticsearch, a search's answer", { "a.json": pretty({ took: 3, hits: { total: { value: 12 }, hits } }) }],
    [
      "Wazuh",
      { "a.json": records.map((record) => `${json({ rule: { id: "80202" }, data: { integration: "aws", aws: record } })}\n`).join("") },
    ],
    ["Wazuh's index", { "a.json": records.map((record) => `${json({ _index: "x", _source: { data: { aws: record } } })}\n`).join("") }],
    [
      "Grafana Loki",
      {
        "a.json": json({
          status: "success",
          data: { resultType: "streams", result: [{ stream: { job: "x" }, values: texts.map((text) => ["1793527200000000000", text]) }] },
        }),
      },
    ],
    [
      "OpenTelemetry",
      {
        "a.json": json({
          resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: texts.map((text) => ({ body: { stringValue: text } })) }] }],
        }),
      },
    ],
    ["Amazon SQS: receive-message", { "a.json": pretty({ Messages: events.map((event) => ({ MessageId: "x", Body: json(event) })) }) }],
    [
      "Amazon SQS behind SNS, as a function gets it",
      {
        "a.json": json({
          Records: events.map((event) => ({ body: json({ Type: "Notification", Message: json(event) }), eventSource: "aws:sqs" })),
        }),
      },
    ],
    [
      "Kinesis: what EventBridge put into a stream, as a function gets it",
      {
        "a.json": json({
          Records: events.map((event) => ({ kinesis: { data: base64(json(event)) }, eventSource: "aws:kinesis", eventVersion: "1.0" })),
        }),
      },
    ],
    [
      "Kinesis: what a log group's subscription put into a stream, from get-records",
      { "a.json": pretty({ Records: [{ PartitionKey: "1", Data: gzipSync(subscription).toString("base64") }], NextShardIterator: "x" }) },
    ],
    ["Fluent Bit", { "a.json": texts.map((log) => `${json({ date: 1, log })}\n`).join("") }],
    ["Datadog", { "a.json": pretty({ data: records.map((each) => ({ type: "log", attributes: { status: "info", attributes: each } })) }) }],
    [
      "Datadog, from its archive",
      {
        "archive_100500.json.gz": gzipSync(
          records
            .map((each) => `${json({ _id: "A", date: each.eventTime, service: "cloudtrail", attributes: each, message: "" })}\n`)
            .join(""),
        ),
      },
    ],
    [
      "a log line of a tool, with the record beside its message",
      { "a.json": records.map((each) => `${json({ level: "info", message: "received", result: each })}\n`).join("") },
    ],
    ["behind syslog's priority and header", { "a.log": texts.map((text) => `<134>Nov 12 10:00:00 host cloudtrail: ${text}\n`).join("") }],
    ["GELF", { "a.json": texts.map((full_message) => `${json({ version: "1.1", short_message: "x", full_message })}\n`).join("") }],
    ["Steampipe", { "a.json": pretty({ columns: [], rows: records.map((each) => ({ event_id: "x", cloudtrail_event: each })) }) }],
    ["Sumo Logic", { "a.json": json({ fields: [], messages: texts.map((_raw) => ({ map: { _raw, _messagetime: "1" } })) }) }],
    [
      "BigQuery, with what is nested freely as text",
      {
        "a-000000000000.json.gz": gzipSync(
          records
            .map(({ responseElements: _, ...each }) => `${json({ ...each, requestParameters: json(each.requestParameters) })}\n`)
            .join(""),
        ),
      },
    ],
    ["an identity as text", { "a.jsonl": records.map((each) => `${json({ ...each, userIdentity: json(each.userIdentity) })}\n`).join("") }],
    [
      "Athena's UNLOAD of the table that AWS documents",
      {
        "unload/2026_a.gz": gzipSync(
          records
            .map((each) => `${json({ ...inLowerCase(each), requestparameters: json(each.requestParameters), readonly: "false" })}\n`)
            .join(""),
        ),
      },
    ],
    [
      "Splunk's HTTP event collector",
      { "a.json": records.map((event) => `${json({ time: 1, sourcetype: "aws:cloudtrail", event })}\n`).join("") },
    ],
    ["Snowflake", { "data_0_0_0.json": records.map((V) => `${json({ V })}\n`).join("") }],
    [
      "Kafka, with kcat's envelope",
      { "a.json": texts.map((payload) => `${json({ topic: "ct", partition: 0, key: null, payload })}\n`).join("") },
    ],
    [
      "what Firehose could not process",
      { "processing-failed-1": texts.map((text) => `${json({ attemptsMade: 4, errorCode: "x", rawData: base64(text) })}\n`).join("") },
    ],
    ["a list that PowerShell 5 wraps", { "a.json": pretty({ value: texts, Count: 12 }) }],
    [
      "a bulk request of Elasticsearch",
      { "a.ndjson": hits.map(({ _source }) => `{"create":{"_index":"x"}}\n${json(_source)}\n`).join("") },
    ],
    ["a list that is called records", { "a.json": json({ records }) }],
    ["UTF-16 with a byte order mark", { "a.json": utf16(pretty({ Records: records }).replaceAll("\n", "\r\n")) }],
    ["UTF-16, big-endian", { "a.json": utf16(delivered).swap16() }],
    ["UTF-16 without a byte order mark", { "a.jsonl": Buffer.from(lines, "utf16le") }],
    ["UTF-16, packed", { "a.json.gz": gzipSync(utf16(delivered)) }],
    ["UTF-8 with a byte order mark and CRLF", { "a.json": `\ufeff${pretty({ Records: records }).replaceAll("\n", "\r\n")}` }],
    ["packed twice", { "a.json.gz": gzipSync(gzipSync(delivered)) }],
    ["packed, though its name does not say so", { "a.json": gzipSync(delivered) }],
    ["not packed, though its name says so", { "a.json.gz": delivered }],
    ["zstd", { "a.json.zst": zstdCompressSync(delivered) }],
    [
      "with digests beside it",
      {
        "CloudTrail/a.json.gz": gzipSync(delivered),
        "CloudTrail-Digest/a.json.gz": gzipSync(digest),
        "CloudTrail-Insight/a.json.gz": gzipSync(insight),
      },
    ],
    [
      "in a bucket that other services write their logs to",
      {
        "AWSLogs/111122223333/CloudTrail/a.json.gz": gzipSync(delivered),
        "AWSLogs/111122223333/Config/us-east-1/2026/11/12/ConfigHistory/a.json.gz": gzipSync('{"configurationItems":[]}'),
        "AWSLogs/111122223333/vpcflowlogs/us-east-1/a.log.gz": gzipSync("version account-id interface-id\n2 111122223333 eni-1"),
        "AWSLogs/o-example1234/111122223333/elasticloadbalancing/us-east-1/a.log.gz": gzipSync("http 2026-11-12T10:00:00Z app/web"),
      },
    ],
    [
      "with other files beside it",
      {
        "a.json": delivered,
        "notes.txt": "Logs of November",
        "README.md": "# Logs",
        ".DS_Store": "\0",
        "a.pdf": "%PDF-1.7",
        "b.json": Buffer.from("89504e470d0a1a0a", "hex"),
        "d.json": "SQLite format 3\0",
        "a.json.md5": "d41d8cd98f00b204e9800998ecf8427e  a.json\n",
        "SHA256SUMS.sha256": "e3b0c442  a.json\n",
        "a.json.asc": "-----BEGIN PGP SIGNATURE-----\n",
      },
    ],
    ["each event in two files", { "a.json.gz": gzipSync(delivered), "b.json": lines, "c.json": pretty(records) }],
    [
      "several forms in one folder",
      { "a.json": lookup(records.slice(0, 4)), "b.jsonl": texts.slice(4, 8).join("\n"), "c.json": utf16(json(records.slice(8))) },
    ],
  ];

  test.each(forms)("%s", async (_, files) => {
    const usual = await reading(folderOf({ "a.json": delivered }));
    const found = await reading(folderOf(files));
    expect([found.problems, Object.fromEntries(found.tally.unreadable)]).toEqual([[], {}]);
    expect(found.activity.records.ofRole).toBe(12);
    expect(found.activity.entries).toEqual(usual.activity.entries);
  });

  test("one record, as the console shows it, and one event", async () => {
    for (const one of [pretty(records[0]), pretty(events[0]), json([records[0]])]) {
      const found = await reading(folderOf({ "event.json": one }));
      expect([found.problems, found.activity.records.ofRole]).toEqual([[], 1]);
    }
  });

  test("one file by itself, whatever its name", async () => {
    expect((await reading(join(folderOf({ "notes.md": lines }), "notes.md"))).activity.records.ofRole).toBe(12);
  });
});

/** A tar archive's beginning, as far as it is looked at. */
const tar = Buffer.alloc(1024);
tar.write("a.json", 0);
tar.write("ustar", 257);

const REFUSED: [string, string | Buffer, RegExp][] = [
  [
    "Athena's CSV",
    '"eventversion","useridentity","eventtime"\n"1.09","{type=AssumedRole, principalid=A}","2026"\n',
    /it is a CSV of Athena .* aws s3 sync/,
  ],
  ["the console's CSV", "Event ID,AWS access key,Event name\n1,2,3\n", /it is a CSV of the console's event history/],
  [
    "the same, saved by a spreadsheet",
    Buffer.from("\ufeffEvent ID;AWS access key;Event name\r\n1;2;3\r\n", "utf16le"),
    /it is a CSV of the console's event history/,
  ],
  ["zip", Buffer.concat([Buffer.from("PK\u0003\u0004"), deflateRawSync(delivered)]), /it is a zip archive.* unzip/],
  ["tar", tar, /it is a tar archive.* tar xf/],
  ["tar, packed", gzipSync(tar), /it is a tar archive.* tar xf/],
  ["bzip2", Buffer.from("BZh91AY&SY"), /bzip2.* bunzip2/],
  ["zlib", deflateSync(delivered), /zlib.* pigz -d/],
  ["LZMA", Buffer.from("5d00008000", "hex"), /LZMA.* unlzma/],
  ["xz", Buffer.from("fd377a585a000004", "hex"), /xz.* unxz/],
  ["Parquet", Buffer.from("PAR1\u0000\u0000"), /it is Parquet.* aws s3 sync/],
  ["ORC", Buffer.from("ORC\u0000\u0000"), /it is ORC.* aws s3 sync/],
  [
    "a notification of Amazon SNS",
    json({ Type: "Notification", Message: json({ s3Bucket: "b", s3ObjectKey: ["x.json.gz"] }) }),
    /notification that a log file was delivered.* aws s3 sync/,
  ],
  [
    "an unload of Athena",
    json(Object.fromEntries(Object.entries(first ?? {}).map(([name, value]) => [name.toLowerCase(), value]))),
    /lower case.* aws s3 sync/,
  ],
  ["a pickle of Python", Buffer.from("80049563000000000000007d948c075265636f726473945d942e", "hex"), /pickle of Python.* json\.dump/],
  [
    "Athena's get-query-results",
    pretty({ ResultSet: { Rows: [{ Data: [{ VarCharValue: "eventname" }] }, { Data: [{ VarCharValue: "GetObject" }] }] }, UpdateCount: 0 }),
    /result of Athena.* aws s3 sync/,
  ],
  [
    "names in capitals",
    json([Object.fromEntries(Object.entries(first ?? {}).map(([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value]))]),
    /capital letter.* aws s3 sync/,
  ],
  ["Python's print", "{'Records': [{'eventVersion': '1.09'}]}", /Python.* json\.dump/],
  ["OCSF", json({ class_uid: 6003, api: { operation: "GetObject" } }), /Security Lake \(OCSF\).* aws s3 sync/],
  [
    "S3's answer AccessDenied",
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    /AccessDenied.* credentials/,
  ],
  ["an HTML page", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", /it is an HTML page/],
  [
    "Elastic's fields without the record",
    json({ _index: "x", _source: { event: { action: "GetObject", provider: "s3.amazonaws.com" } } }),
    /Elasticsearch without event\.original.* aws s3 sync/,
  ],
  [
    "SQS messages that a log file was delivered",
    json({ Messages: [{ Body: json({ Records: [{ eventVersion: "2.1", eventSource: "aws:s3", eventName: "ObjectCreated:Put" }] }) }] }),
    /notification that a log file was delivered.* aws s3 sync/,
  ],
  ["YAML", "Events:\n- CloudTrailEvent: '{}'\n", /it is YAML.* --output json/],
  ["a table", "-----------------\n|  LookupEvents  |\n", /table output.* --output json/],
  [
    "an error of the AWS CLI",
    "\nAn error occurred (AccessDeniedException) when calling the LookupEvents operation",
    /it is an error that the AWS CLI printed/,
  ],
  ["a page of several", lookup(records, { NextToken: "x" }), /it is one page of several.* --max-items/],
  ["Lake's rows without the record", json({ QueryResultRows: [[{ eventName: "GetObject" }, { eventTime: "2026" }]] }), /SELECT eventJson/],
  ["a stream's message that holds nothing", json({ kinesis: { data: "" } }), /not a CloudTrail log/],
  ["another JSON file", '{"Trails": []}', /not a CloudTrail log.* whittle help formats/],
  ["an empty file", "", /it is empty/],
  ["packed five times", [1, 2, 3, 4, 5].reduce((bytes) => gzipSync(bytes), Buffer.from(delivered)), /packed several times over/],
  ["a gzip bomb", gzipSync(Buffer.alloc(80 * 1024 * 1024)), /it unpacks to more than 250 times its size/],
];

describe("is refused by name, and told what to do", () => {
  test.each(REFUSED)("%s, beside a log that is read", async (_, content, message) => {
    const found = await reading(folderOf({ "good.json": delivered, "bad.json": content }));
    expect(found.problems.map(({ because }) => fileFaultText(because))).toEqual([expect.stringMatching(message)]);
    expect(found.activity.records.ofRole).toBe(12);
  });

  test.each(REFUSED.filter(([name]) => name !== "a page of several"))("%s, alone", async (_, content, message) => {
    await expect(reading(folderOf({ "bad.json": content }))).rejects.toThrow(message);
  });

  test.each([
    ["digests alone", digest],
    ["Insights events alone", insight],
    ["a PDF alone", "%PDF-1.7"],
  ])("%s", async (_, content) => {
    await expect(reading(folderOf({ "a.json": content }))).rejects.toThrow(/a\.json: it (is|holds) /);
  });
});

test("YAML is refused by name, though no log's name ends so; other YAML beside logs is passed over", async () => {
  const yaml = "Records:\n- eventVersion: '1.09'\n";
  await expect(reading(folderOf({ "events.yaml": yaml }))).rejects.toThrow(/events\.yaml: it is YAML.* --output json/);
  const found = await reading(folderOf({ "a.json": delivered, "template.yaml": "Resources:\n  Trail: {}\n" }));
  expect(found.problems).toEqual([]);
  expect(found.passedOver).toHaveLength(1);
});

test.each(["0a1b2c3d-1111-4222-8333-444455556666.csv.metadata", "result_sign.json"])(
  "what is written beside a query's result is passed over: %s",
  async (name) => {
    const found = await reading(folderOf({ "a.json": delivered, [name]: '{"version":"1.0"}' }));
    expect(found.problems).toEqual([]);
    expect(found.passedOver.map(({ is }) => is.id)).toEqual(["not-named-so"]);
  },
);

test("an entry without a record, deep in what another tool wrote, is told beside those that have one", async () => {
  const logRecords = [...texts.map((text) => ({ body: { stringValue: text } })), { body: { stringValue: texts[0]?.slice(0, 99) } }];
  const found = await reading(folderOf({ "a.json": json({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }) }));
  expect(found.activity.records.ofRole).toBe(12);
  expect(found.problems.map(({ because }) => because.id)).toEqual(["beside-log"]);
});

test("notifications of S3 are no records, though they have all that a record has", async () => {
  const notification = {
    eventVersion: "2.1",
    eventSource: "aws:s3",
    awsRegion: "us-east-1",
    eventTime: "2026-11-12T10:00:00Z",
    eventName: "ObjectCreated:Put",
    userIdentity: { principalId: "AWS:AROAEXAMPLE:work" },
    s3: { bucket: { name: "b" }, object: { key: "x.json.gz" } },
  };
  const notifications = json({ Records: [notification, notification] });
  const found = await reading(folderOf({ "a.json": delivered, "b.json": notifications }));
  expect(found.tally.unreadable).toEqual(new Map([["delivery-notification", 2]]));
  await expect(reading(folderOf({ "b.json": notifications }))).rejects.toThrow(/notification that a log file was delivered/);
});

test("a hidden file is read, since a tool may have left a log in it, and another one is told", async () => {
  const found = await reading(folderOf({ ".a.json.gz.Xy12": gzipSync(delivered), ".env": "A=1", ".DS_Store": "\0", "._a.json": "\0" }));
  expect(found.activity.records.ofRole).toBe(12);
  expect(found.passedOver.map(({ file }) => basename(file))).toEqual([".env"]);
});

test("a folder without a log file names one that it holds", async () => {
  await expect(reading(folderOf({ "README.md": "# Logs" }))).rejects.toThrow(/no log file; README\.md: its name is not a log's/);
});

test("a packed file that was cut off: what is whole counts, and it is told", async () => {
  const packed = gzipSync(delivered, { level: 1 });
  const found = await reading(folderOf({ "a.json.gz": packed.subarray(0, packed.length * 0.8) }));
  expect(found.problems.map(({ because }) => fileFaultText(because))).toEqual(["it was cut off; what came before the cut counts."]);
  expect(found.activity.records.ofRole).toBeGreaterThan(1);
});
