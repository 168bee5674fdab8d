import { expect, test } from "vitest";
import { permissionSetOf, permissionSetsOf } from "#core/review/permission-sets/permission-set.ts";
import { setRole } from "./set-role.ts";

test.each([
  ["/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_Admins_1a2b3c4d5e6f7a8b", "Admins"],
  ["/aws-reserved/sso.amazonaws.com/eu-west-1/", "AWSReservedSSO_Data_Team_1a2b3c4d5e6f7a8b", "Data_Team"],
  ["/", "AWSReservedSSO_Admins_1a2b3c4d5e6f7a8b", undefined],
  ["/aws-reserved/sso.amazonaws.com/", "AWSReservedSSO_Admins_1a2b3c4d", undefined],
  ["/aws-reserved/other.amazonaws.com/", "AWSReservedSSO_Admins_1a2b3c4d5e6f7a8b", undefined],
])("%s%s is of the permission set %s", (path, name, expected) => {
  expect(permissionSetOf({ path, name: setRole({ name }).name })).toBe(expected);
});

test("the roles of one name are one set, over all accounts", () => {
  const roles = [setRole({ account: "444455556666" }), setRole({ account: "111122223333" }), setRole({ set: "Auditors" })];
  const sets = permissionSetsOf(roles);
  expect(sets.map(({ name, arn, roles: own }) => [name, arn, own.map(({ accountId }) => accountId)])).toEqual([
    ["Admins", "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admins_*", ["111122223333", "444455556666"]],
    ["Auditors", "arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Auditors_*", ["111122223333"]],
  ]);
});

test("sets of two instances of Identity Center are two", () => {
  const path = "/aws-reserved/sso.amazonaws.com/eu-west-1/";
  expect(permissionSetsOf([setRole({}), setRole({ account: "444455556666", path })])).toHaveLength(2);
});
