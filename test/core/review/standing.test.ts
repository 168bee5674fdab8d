import { expect, test } from "vitest";
import { propose } from "#core/review/propose/propose.ts";
import { type Standing, standingOf, worstFirst } from "#core/review/standing.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { activityIn } from "./propose/asking.ts";
import { roleWith } from "./propose/roles.ts";

const none = { "Permissions management": 0, Write: 0, Tagging: 0, Read: 0, List: 0 };
const standing = (roleName: string, more: Partial<Standing>): Standing => ({
  roleName,
  roleArn: `arn:aws:iam::111122223333:role/${roleName}`,
  isCompared: true,
  unused: none,
  unusedCount: 0,
  escalations: { now: 0, after: 0 },
  unusedDays: 0,
  ...more,
});

test("roles that could lose a way to widen their permissions come first, then by the gravest unused actions, then idle ones", () => {
  const roles = [
    standing("fine", {}),
    standing("idle", { unusedDays: 200 }),
    standing("never-used", { unusedDays: null }),
    standing("readers", { unused: { ...none, Read: 900 }, unusedCount: 900 }),
    standing("writers", { unused: { ...none, Write: 3 }, unusedCount: 3 }),
    standing("policies", { unused: { ...none, "Permissions management": 1 }, unusedCount: 1 }),
    standing("admin", { unused: { ...none, Write: 1 }, unusedCount: 1, escalations: { now: 4, after: 0 } }),
  ];
  expect(roles.toSorted(worstFirst).map(({ roleName }) => roleName)).toEqual([
    "admin",
    "policies",
    "writers",
    "readers",
    "never-used",
    "idle",
    "fine",
  ]);
});

const window = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-31T00:00:00.000Z" };

function stands(calls: Parameters<typeof activityIn>[0], lastUsed?: string) {
  const role = roleWith(["AmazonSQSFullAccess"], lastUsed ? { lastUsed: { at: lastUsed, region: "eu-west-1" } } : {});
  const activity = activityIn(calls, role.arn);
  const review = { id: "r", window };
  const proposal = propose({ review, role, roleFingerprint: "f", activity, keep: [], proposedAt: window.to, catalogue });
  return { outcome: proposal.outcome, ...standingOf({ role, window, proposal }, catalogue) };
}

test("of a role that did nothing, all that it may do is unused, and no way to widen its permissions closes", () => {
  const silent = stands([], "2026-03-20T12:00:00.000Z");
  const all = catalogue.actionsOf("sqs");
  expect([silent.outcome, silent.unusedCount, silent.unusedDays]).toEqual(["no-activity", all.length, 10]);
  expect(silent.unused.Write).toBe(all.filter(({ level }) => level === "Write").length);
  expect(silent.escalations.now).toBeGreaterThan(0);
  expect(silent.escalations.after).toBe(silent.escalations.now);
});

test("of a role with a proposal, what the proposal removes is unused, and the ways that it closes are counted", () => {
  const busy = stands([{ event: "sqs:PurgeQueue", request: { queueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs" } }]);
  expect([busy.outcome, busy.unusedDays]).toEqual(["proposed", 28]);
  expect(busy.unused["Permissions management"]).toBeGreaterThan(0);
  expect(busy.unusedCount).toBeLessThan(stands([], "2026-03-20T12:00:00.000Z").unusedCount);
  expect([busy.escalations.now > 0, busy.escalations.after]).toEqual([true, 0]);
});

test("says where what a role may do was not compared with what it did", () => {
  expect(stands([]).isCompared).toBe(true);
  const role = roleWith(["AmazonSSMManagedInstanceCore"]);
  const activity = activityIn([{ event: "sqs:PurgeQueue" }], role.arn);
  const review = { id: "r", window };
  const proposal = propose({ review, role, roleFingerprint: "f", activity, keep: [], proposedAt: window.to, catalogue });
  expect([proposal.outcome, standingOf({ role, window, proposal }, catalogue).isCompared]).toEqual(["nothing-to-change", false]);
  expect(standingOf({ role, window }, catalogue).isCompared).toBe(false);
});
