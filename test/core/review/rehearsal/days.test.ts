import { expect, test } from "vitest";
import type { RoleState } from "#core/review/model/role-state.ts";
import { rehearsalFor } from "#core/review/rehearsal/days.ts";
import { approvedAccount } from "../change/account.ts";
import { founding, narrow } from "../change/scenarios.ts";

const { before, proposal } = await approvedAccount(founding);
const tagged = (value: string): RoleState => ({ ...before, tags: { "whittle:rehearsal-days": value } });

test.each([
  ["the stack's days where the role has no tag", before, 7, 7],
  ["no rehearsal where the stack has none", before, 0, 0],
  ["the tag's days before the stack's", tagged("3"), 7, 3],
  ["none where the tag says so", tagged("0"), 7, 0],
  ["the tag's days where the stack has none", tagged("14"), 0, 14],
])("%s", (_, role, rehearsalDays, days) => {
  expect(rehearsalFor(role, proposal, { rehearsalDays }).days).toBe(days);
});

test.each(["15", "-1", "soon", "1.5"])("a tag that says %s is named, and the stack's days apply", (value) => {
  const { days, notes } = rehearsalFor(tagged(value), proposal, { rehearsalDays: 7 });
  expect(days).toBe(7);
  expect(notes[0]).toEqual({ id: "rehearsal-misread", value, days: 7 });
});

test("an embedded run says that it has none, where the tag asks for one", () => {
  expect(rehearsalFor(tagged("3"), proposal, {})).toEqual({ days: 0, notes: [{ id: "not-rehearsed", because: "embedded" }] });
  expect(rehearsalFor(before, proposal, {})).toEqual({ days: 0, notes: [] });
});

test("a role without room for old and new side by side has none, and the approver is told", async () => {
  const account = await approvedAccount(narrow);
  const [old] = account.before.attached;
  const full = {
    ...account.before,
    attached: [
      ...account.before.attached,
      ...Array.from({ length: 8 }, (_, n) => ({ ...old, arn: `${old?.arn}${n}`, name: `${old?.name}${n}` })),
    ],
  };
  expect(rehearsalFor(full as RoleState, account.proposal, { rehearsalDays: 7 })).toEqual({
    days: 0,
    notes: [{ id: "not-rehearsed", because: "no-free-slot" }],
  });
});

test.each([
  [undefined, 3, ["other-account"]],
  ["5", 0, ["other-account"]],
  [undefined, 0, []],
  ["0", 3, []],
])(
  "a role of a member account with the tag %s is not rehearsed where the setting is %i days, and the proposal says so",
  (tag, days, because) => {
    const role = tag === undefined ? before : tagged(tag);
    const { days: planned, notes } = rehearsalFor(role, proposal, { rehearsalDays: days, isOfMember: true });
    expect(planned).toBe(0);
    expect(notes).toEqual(because.map((why) => ({ id: "not-rehearsed", because: why })));
  },
);
