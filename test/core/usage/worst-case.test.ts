import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { scopeNamed } from "#core/evidence/scope.ts";
import { createTally } from "#core/usage/tally.ts";
import { ROLE, rawRecord } from "./records.ts";

const catalogue = loadCatalogue();
const facts = { partition: "aws", accounts: ["111122223333"], regions: ["eu-west-1"] };
const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-03T00:00:00Z" };
/**
 * Longer than any name in a record, since nothing is timed: what takes time in proportion to a name ends within a second, and what takes its
 * square for the longer one, or its cube for the shorter, would not within the time that a test has.
 */
const LENGTHS = [400_000, 4_000];

const LOG_GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:";
/** What a caller may write into a name, to be repeated. */
const FILLS: readonly (readonly [string, string])[] = [
  ["letters", "a"],
  ["letters and slashes", "a/"],
  ["letters and colons", "a:"],
  ["letters and hyphens", "a-"],
  ["stars", "*a"],
  ["unclosed variables", "${"],
  ["hexadecimal ids", "a1"],
  ["versions", "?versionId="],
  ["spaces", " "],
];

/** A service, its event, and the parameter that holds the name: each read by an expression of its own. */
const CALLS = [
  ["s3", "CopyObject", "x-amz-copy-source"],
  ["s3", "GetObject", "key"],
  ["cloudformation", "CreateStack", "templateURL"],
  ["batch", "SubmitJob", "jobDefinition"],
  ["lambda", "GetFunction20150331", "functionName"],
  ["sqs", "SendMessage", "queueUrl"],
  ["ecs", "RunTask", "taskDefinition"],
  ["logs", "CreateLogStream", "logGroupName"],
  ["secretsmanager", "GetSecretValue", "secretId"],
  ["bedrock", "InvokeModel", "modelId"],
  ["ssm", "GetParameter", "name"],
] as const;

/** Counts a role's calls, makes an activity of them and scopes it. Returns how many records were read. */
function readThrough(records: readonly unknown[]): number {
  const tally = createTally([ROLE]);
  for (const record of records) tally.add(record, catalogue);
  const { entries, records: counts } = activityOf(tally.snapshot(), ROLE, { window }, catalogue);
  for (const entry of entries) scopeNamed(entry, { scope: "prefix", facts, catalogue });
  return counts.read;
}

/** Calls that name such a text in request, answer and resources. */
function calls([service, eventName, parameter]: (typeof CALLS)[number], text: string): readonly unknown[] {
  return [text, `${LOG_GROUP}${text}`].flatMap((name) =>
    [name, `${name}0`, `${name}/`].map((value) =>
      rawRecord({
        eventSource: `${service}.amazonaws.com`,
        eventName,
        requestParameters: { bucketName: "b", [parameter]: value },
        responseElements: { arn: value, [parameter]: value },
        resources: [{ ARN: value }, { ARN: `arn:aws:${service}:eu-west-1:111122223333:${value}` }],
      }),
    ),
  );
}

describe.each(LENGTHS)("names of %d characters in a log", (length) => {
  test.each(FILLS)("of %s are read to the end, of whatever service", (_, fill) => {
    const read = CALLS.map((call) => readThrough(calls(call, fill.repeat(length / fill.length))));
    expect(read).toEqual(CALLS.map(() => 6));
  });
});
