import { expect, test } from "vitest";
import { type Standing, worstFirst } from "#core/review/standing.ts";

const none = { "Permissions management": 0, Write: 0, Tagging: 0, Read: 0, List: 0 };
const standing = (roleName: string, more: Partial<Standing>): Standing => ({
  roleName,
  roleArn: `arn:aws:iam::111122223333:role/${roleName}`,
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
