import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { logFiles } from "#adapters/local/trail/log-files.ts";
import { openLogs } from "#adapters/local/trail/open-logs.ts";
import { readTrail } from "#adapters/local/trail/read-trail.ts";
import { wholeRole } from "#core/usage/role-slices.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { randomFrom } from "#test/random.ts";
import { runCount } from "#test/runs.ts";

const NAMES = ["Worker", "Other", "work", "A+b=c"] as const;
const ACCOUNTS = ["111122223333", "444455556666"] as const;

/** A record's text, with the role whose it is by how it was made; empty where it is no role's. */
function made(random: () => number, at: number): { readonly text: string; readonly of: string } {
  const one = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(random() * values.length)] ?? values[0];
  const [name, other, account] = [one(NAMES), one(NAMES), one(ACCOUNTS)];
  const role = `arn:aws:iam::${account}:role/${one(["", "x/", `${other}/`, "service-role/y/"])}${name}`;
  const caller = `arn:aws:sts::${account}:assumed-role/${name}/${one(["s", other])}`;
  const [identity, isRole] = one<readonly [object, boolean]>([
    [{ type: "AssumedRole", arn: caller, sessionContext: { sessionIssuer: { type: "Role", arn: role } } }, true],
    [{ type: "AssumedRole", sessionContext: { sessionIssuer: { arn: role }, attributes: {} } }, true],
    [{ type: "AssumedRole", arn: caller, sessionContext: { sessionIssuer: { arn: "" } } }, true],
    [{ type: "AssumedRole", arn: caller, sessionContext: { webIdFederationData: { arn: `arn:aws:iam::1:x/${other}` } } }, true],
    [{ type: "AssumedRole", arn: caller, sessionContext: null }, true],
    [{ type: "Role", arn: role }, true],
    [{ type: "IAMUser", arn: `arn:aws:iam::${account}:user/${name}` }, false],
    [{ type: "FederatedUser", arn: caller, sessionContext: { sessionIssuer: { arn: role } } }, false],
    [{ type: "AWSService", invokedBy: "lambda.amazonaws.com" }, false],
  ]);
  const hostile = one(["x", '"}},{"userIdentity":{"arn":"', `arn:aws:iam::111122223333:role/${other}`, "\\", "é😀\u2028"]);
  const record = {
    userIdentity: identity,
    eventTime: `2026-11-${String(1 + (at % 28)).padStart(2, "0")}T10:00:00Z`,
    ...one([{ eventID: `e${at}` }, { eventID: "" }, {}]),
    eventSource: "sqs.amazonaws.com",
    eventName: one(["ListQueues", "SendMessage"]),
    awsRegion: "us-east-1",
    userAgent: hostile,
    requestParameters: one([null, { [hostile]: hostile, eventID: "e", userIdentity: { arn: `arn:aws:iam::1:role/${other}` } }]),
    recipientAccountId: account,
  };
  const text = JSON.stringify(Object.fromEntries(Object.entries(record).sort(() => random() - 0.5)), undefined, one([0, 1]));
  const key = one(['"userIdentity"', '"userIdent\\u0069ty"', '"userIdentity" ']);
  return { text: text.replace('"userIdentity"', key).replaceAll("/", one(["/", "/", "\\/"])), of: isRole ? `${account}/${name}` : "" };
}

test.each([
  ["one role", [`${ACCOUNTS[0]}/Worker`]],
  ["several", [`${ACCOUNTS[0]}/Other`, `${ACCOUNTS[1]}/Worker`, `${ACCOUNTS[1]}/A+b=c`]],
  ["all", undefined],
] as const)("whatever is written into records, each counts for the role that made the call, and for no other: %s", async (_, wanted) => {
  for (let seed = 1; seed <= runCount(20); seed += 1) {
    const random = randomFrom(seed);
    const records = Array.from({ length: 100 }, (_, at) => made(random, at));
    const folder = mkdtempSync(join(tmpdir(), "whose-"));
    writeFileSync(join(folder, "log.json"), `{"Records":[${records.map(({ text }) => text).join(",")}]}`);
    const roleArns = wanted?.map((key) => `arn:aws:iam::${key.replace("/", ":role/")}`) ?? "all";
    const { tally } = await readTrail({ logs: openLogs(logFiles(folder)), roleArns, catalogue });
    const own = Map.groupBy(records, ({ of }) => of);
    const expected = [...own].flatMap(([key, { length }]) =>
      key !== "" && (wanted?.some((each) => each === key) ?? true) ? [[key, length]] : [],
    );
    const found = [...tally.roles].map(([key, role]) => [key, wholeRole(role).records]);
    expect({ seed, read: tally.records, of: found.sort() }).toEqual({ seed, read: 100, of: expected.sort() });
  }
});
