import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { propose } from "#core/review/propose/propose.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { rawRecord, sessionOf } from "#test/core/usage/records.ts";
import { roleWith } from "./roles.ts";

const window = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };

type Call = readonly [event: string, request: Readonly<Record<string, unknown>>];

function notesAbout(calls: readonly Call[], policies = ["AdministratorAccess"], tags = {}) {
  const role = { ...roleWith(policies), tags };
  const tally = createTally([role.arn], window);
  for (const [index, [event, requestParameters]] of calls.entries()) {
    const [service = "", eventName = ""] = event.split(":");
    const eventTime = `2026-10-${String((index % 30) + 1).padStart(2, "0")}T12:00:00Z`;
    const call = { eventSource: `${service}.amazonaws.com`, eventName, requestParameters, eventTime, awsRegion: "us-east-1" };
    tally.add(rawRecord({ ...call, userIdentity: sessionOf(role.arn, "all") }), catalogue);
  }
  const activity = activityOf(tally.snapshot(), role.arn, { window }, catalogue);
  const review = { id: "r1", window };
  const { notes } = propose({ review, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue });
  return notes.filter(({ id }) => id === "seen-once");
}

const table = (tableName: string): Call => ["dynamodb:DescribeTable", { tableName }];
const reset = (userName: string): readonly Call[] => [
  ["iam:GetUser", { userName }],
  ["iam:UpdateLoginProfile", { userName, passwordResetRequired: true }],
];
const user = (name: string) => `arn:aws:iam::111122223333:user/${name}`;

describe("an approver is told of what is narrowed to a single example", () => {
  test("one thing that was used once", () => {
    const on = ["arn:aws:dynamodb:us-east-1:111122223333:table/orders"];
    expect(notesAbout([table("orders")])).toEqual([{ id: "seen-once", actions: ["dynamodb:DescribeTable"], on }]);
  });

  test("several, each used on one occasion, though by more than one action", () => {
    const on = [user("anna"), user("bela")];
    expect(notesAbout([...reset("anna"), ...reset("bela")])).toEqual([
      { id: "seen-once", actions: ["iam:GetUser", "iam:UpdateLoginProfile"], on },
    ]);
  });

  test("not what came again, by this action or by another", () => {
    expect(notesAbout([table("orders"), table("orders")])).toEqual([]);
    const item: Call = ["dynamodb:UpdateTable", { tableName: "orders" }];
    expect(notesAbout([table("orders"), item, item])).toEqual([]);
  });

  test("not where one of the names came again: the role is known to work on those", () => {
    expect(notesAbout([table("orders"), table("orders"), table("refunds")])).toEqual([]);
  });

  test("not what is left open: a name that varies, or the whole type", () => {
    expect(notesAbout([table("orders-2026-10-01")])).toEqual([]);
    expect(notesAbout([table("orders")], undefined, { "whittle:scope": "account" })).toEqual([]);
  });

  test("not what has no name, and not what the role did not have", () => {
    expect(notesAbout([["dynamodb:ListTables", {}]])).toEqual([]);
    expect(notesAbout([table("orders"), ["sqs:ListQueues", {}]], ["AmazonSQSFullAccess"])).toEqual([]);
  });

  test("as many examples as fit on a page", () => {
    const calls = Array.from({ length: 26 }, (_, n) => table(String.fromCharCode(97 + n).repeat(5)));
    expect(notesAbout(calls)).toMatchObject([{ actions: ["dynamodb:DescribeTable"], on: { length: 10 } }]);
  });
});
