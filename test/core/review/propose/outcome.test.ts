import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { isSameAsNow, judge, waits } from "#core/review/propose/outcome.ts";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";
import { selectPolicies } from "#core/review/selection.ts";
import type { Activity } from "#core/usage/activity.ts";
import type { EvidenceGap } from "#core/usage/evidence-gap.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asArn } from "#test/names.ts";
import { generatedActivity, OCTOBER, roleWith } from "./roles.ts";

const window = OCTOBER;
const SQS = "AmazonSQSFullAccess";
const WAIT: EvidenceGap = { kind: "days-without-logs", effect: "wait", days: 3, first: ["2026-10-05"] };
const WARN: EvidenceGap = { kind: "owner-unknown", effect: "warn", error: "x" };
const allow = (Action: string) =>
  parsePolicy({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }, "a policy");

function input(more: Partial<Activity> = {}, role: RoleState = roleWith([SQS])): ProposeInput {
  const made = generatedActivity(role, []);
  const activity: Activity = { ...made, entries: [], servicesOnly: [], gaps: [], ...more };
  return { review: { id: "r1", window }, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue };
}
const judged = (given: ProposeInput, held: readonly string[] = []) => judge(given, selectPolicies(given.role, new Set(held)));

describe("a review ends before any proposal", () => {
  test("where nothing of the role is replaced, and names what it carries", () => {
    const role = roleWith(["AmazonSSMManagedInstanceCore"], { inline: [{ name: "own", json: "{}", document: allow("s3:*") }] });
    expect(judged(input({}, role))).toEqual({
      outcome: "nothing-to-change",
      reason: { id: "nothing-replaced", carries: ["AmazonSSMManagedInstanceCore"], inline: ["own"] },
    });
  });

  test("where all that would be replaced is too new, also where it did nothing", () => {
    expect(judged(input(), [`arn:aws:iam::aws:policy/${SQS}`])).toEqual({
      outcome: "nothing-to-change",
      reason: { id: "too-new", policies: [SQS] },
    });
  });

  test.each([
    ["silent", [], { lastUse: { on: "2026-10-20", region: "eu-west-1", isInWindow: true } }],
    ["not silent", ["ssmmessages"], {}],
  ])("where too little is known, and tells IAM's last use of a role that is %s", (_, servicesOnly, lastUse) => {
    const role = roleWith([SQS], { lastUsed: { at: "2026-10-20T10:00:00.000Z", region: "eu-west-1" } });
    const given = input({ gaps: [WARN, WAIT], servicesOnly }, role);
    const expected = { outcome: "nothing-to-change", reason: { id: "too-little-known", gaps: [WAIT], ...lastUse } };
    expect([waits(given), judged(given)]).toEqual([expected, expected]);
  });

  test.each([
    ["never", undefined, {}],
    ["at the first moment of the window", window.from, { lastUse: { on: "2026-10-01", region: "eu-west-1", isInWindow: true } }],
    ["just before it", "2026-09-30T23:59:59.999Z", { lastUse: { on: "2026-09-30", region: "eu-west-1", isInWindow: false } }],
  ])("where it did nothing, and says that IAM saw it %s", (_, at, lastUse) => {
    const role = roleWith([SQS], at === undefined ? {} : { lastUsed: { at, region: "eu-west-1" } });
    const records = { read: 9, ofRole: 4, denied: 4, unreadable: 0 };
    expect(judged(input({ records, gaps: [WARN] }, role))).toEqual({
      outcome: "no-activity",
      reason: { id: "no-activity", days: 30, denied: 4, ...lastUse },
    });
  });

  test("and counts a window of less than a day as one", () => {
    const short = { from: window.from, to: "2026-10-01T01:00:00.000Z" };
    expect(judged(input({ window: short }))).toMatchObject({ reason: { id: "no-activity", days: 1 } });
  });
});

describe("a review goes on", () => {
  test("where something is used, whatever is only warned of", () => {
    expect(waits(input({ gaps: [WARN] }))).toBeUndefined();
    expect(judged(input({ servicesOnly: ["ssmmessages"], gaps: [WARN] }))).toBeUndefined();
  });
});

describe("a role that carries its refined policy already", () => {
  const refined = (name: string, document: ReturnType<typeof allow>) => ({
    arn: asArn(`arn:aws:iam::111122223333:policy/whittle/${name}`),
    name,
    versionId: "v1",
    json: "{}",
    document,
  });
  const carrying = (more: Partial<RoleState>) => {
    const role = { ...roleWith([]), ...more };
    return isSameAsNow(role, selectPolicies(role), [allow("sqs:SendMessage")], catalogue);
  };
  const own = refined("whittle-TestRole", allow("sqs:SendMessage"));
  const broad = roleWith([SQS]).attached;
  test.each<[string, Partial<RoleState>, boolean]>([
    ["and nothing else", { attached: [own] }, true],
    ["and one that stays", { attached: [own, ...roleWith(["AmazonSSMManagedInstanceCore"]).attached] }, true],
    ["in its own inline policy", { inline: [{ ...own, name: "whittle-TestRole" }] }, true],
    ["which grants more than is needed now", { attached: [refined("whittle-TestRole", allow("sqs:*"))] }, false],
    ["and a broad one", { attached: [own, ...broad] }, false],
    ["and a broad one alone", { attached: broad }, false],
  ])("%s: %s", (_, more, expected) => {
    expect(carrying(more)).toBe(expected);
  });
});
