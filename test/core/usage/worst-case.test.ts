import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { scopeNamed } from "#core/evidence/scope.ts";
import { createTally } from "#core/usage/tally.ts";
import { ROLE, rawRecord } from "./records.ts";

const catalogue = loadCatalogue();
const facts = { partition: "aws", accounts: ["111122223333"], regions: ["eu-west-1"] };
const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-03T00:00:00Z" };
/** As long as CloudTrail's records come, and as long as a name may be. */
const LENGTHS = [100_000, 1_900];
const LOG_GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:";
/** Below this, no machine is kept from its work. */
const FEW_MS = 100;
/** How much longer a name of four times the length may take: 4 would be in proportion, 16 would be its square. */
const MOST_GROWTH = 8;

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

/** Milliseconds of this thread's own time in which a role's calls are counted, made an activity of, and scoped. */
function took(records: readonly unknown[]): number {
  const from = process.threadCpuUsage();
  const tally = createTally([ROLE]);
  for (const record of records) tally.add(record, catalogue);
  const { entries } = activityOf(tally.snapshot(), ROLE, { window }, catalogue);
  for (const entry of entries) scopeNamed(entry, { scope: "prefix", facts, catalogue });
  const { user, system } = process.threadCpuUsage(from);
  return (user + system) / 1000;
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

/** The least of several tries: the first compiles the code, and others may be disturbed. */
function leastOf(records: readonly unknown[]): number {
  took(records);
  return Math.min(took(records), took(records));
}

describe.each(LENGTHS)("names of %d characters in a log", (length) => {
  test.each(FILLS)("of %s take no time, or time in proportion to their length, of whatever service", (_, fill) => {
    const textOf = (characters: number) => fill.repeat(characters / fill.length);
    const slow = CALLS.flatMap((call) => {
      const ms = leastOf(calls(call, textOf(length)));
      if (ms < FEW_MS) return [];
      const quarter = leastOf(calls(call, textOf(length / 4)));
      return ms < MOST_GROWTH * quarter ? [] : [[...call, ms, quarter]];
    });
    expect(slow).toEqual([]);
  });
});
