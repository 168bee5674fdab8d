import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { isObject } from "#core/cloudtrail/record.ts";
import { propose } from "#core/review/propose/propose.ts";
import { RawPolicy, readPolicy } from "#test/cases/raw-policy.ts";
import { ROOT } from "#test/cli/whittle.ts";
import { catalogue, managedPolicy } from "#test/core/policy/catalogue.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";
import { asOneRole } from "#test/core/usage/one-role.ts";
import { hasSharedData, sharedRecords } from "#test/core/usage/shared-data.ts";
import { deniedCalls } from "./denied-calls.ts";
import { readCall } from "./reading.ts";

const window = { from: "2017-01-01T00:00:00.000Z", to: "2027-01-01T00:00:00.000Z" };

/** What the policies after a proposal made of these records deny of them. */
function deniedAfter(records: readonly unknown[], attached: string): readonly string[] {
  const role = roleWith([attached]);
  const activity = asOneRole(records, role.arn, window);
  const { policies } = propose({
    review: { id: "r1", window },
    role,
    roleFingerprint: "",
    activity,
    keep: [],
    proposedAt: window.to,
    catalogue,
  });
  return deniedCalls(
    records,
    [managedPolicy(attached)],
    policies.map(({ document }) => readPolicy(v.parse(RawPolicy, document))),
  );
}

test("a name, a list of names and a failed call are read as they are", () => {
  const call = { eventSource: "sqs.amazonaws.com", eventName: "CreateQueue", awsRegion: "eu-west-1", recipientAccountId: "111122223333" };
  const [action, queue] = ["sqs:CreateQueue", "arn:aws:sqs:eu-west-1:111122223333:jobs"];
  expect(readCall({ ...call, requestParameters: { queueName: "jobs" } })).toEqual({ action, resources: [queue] });
  expect(readCall({ ...call, requestParameters: { queueName: ["jobs"] } })).toEqual({ action, resources: [] });
  expect(readCall({ ...call, errorCode: "AccessDenied" })).toBeUndefined();
});

test("no successful call of the sample is denied", () => {
  const files = globSync("sample/trail/**/*.json.gz", { cwd: ROOT });
  const all = files.flatMap((file): unknown[] => JSON.parse(gunzipSync(readFileSync(join(ROOT, file))).toString()).Records);
  const records = all.filter((record) => JSON.stringify(record).includes("role/PatchManagerInstanceRole"));
  expect(records.length).toBeGreaterThan(100);
  expect(deniedAfter(records, "CloudWatchLogsFullAccess")).toEqual([]);
});

describe.skipIf(!hasSharedData)("real logs (skipped where ../shared/data is absent)", () => {
  test("no successful call of an identity is denied", () => {
    const records = sharedRecords("cloudtrail").filter((record) => isObject(record) && REGION.test(String(record.awsRegion)));
    const byIdentity = Map.groupBy(records, identityOf);
    expect(byIdentity.size).toBeGreaterThan(5);
    const denied = [...byIdentity].flatMap(([identity, records]) =>
      deniedAfter(inOneAccount(records), "AdministratorAccess").map((call) => `${identity}: ${call}`),
    );
    expect(denied).toEqual([]);
  });
});

/** Some of the logs have regions that do not exist, in place of the real ones. */
const REGION = /^(us|eu|ca|sa|ap|me|af)-(north|south|east|west|central|northeast|southeast)-\d$/;

/** The records as if they were of the role's own account. */
function inOneAccount(records: readonly unknown[]): readonly unknown[] {
  return records.map((record) => {
    const account = isObject(record) ? String(record.recipientAccountId ?? "") : "";
    return account === "" ? record : JSON.parse(JSON.stringify(record).replaceAll(account, "111122223333"));
  });
}

function identityOf(record: unknown): string {
  return isObject(record) && isObject(record.userIdentity) ? String(record.userIdentity.arn ?? record.userIdentity.invokedBy) : "";
}
