import { describe, expect, test } from "vitest";
import { ineligibleBecause } from "#core/review/eligibility.ts";
import { roleWith } from "./propose/roles.ts";

const settings = { excludedRoles: ["break-glass-*"], untaggedToo: false, tagKey: "whittle:review", tagValue: "on" };
const SET = { instanceArn: "i", arn: "s", accounts: ["111122223333"] };
const role = { ...roleWith([]), path: "/", tags: { "whittle:review": "on" } };

describe("whether a role may be reviewed", () => {
  test.each([
    ["it is tagged", role, undefined],
    ["its path is its owner's", { ...role, path: "/whittler/" }, undefined],
    ["it is not tagged", { ...role, tags: {} }, { id: "untagged", key: "whittle:review", value: "on" }],
    ["its tag says off", { ...role, tags: { "whittle:review": "off" } }, { id: "untagged", key: "whittle:review", value: "on" }],
    ["it is linked to a service", { ...role, path: "/aws-service-role/ecs.amazonaws.com/" }, { id: "service-linked" }],
    ["it is a permission set's", { ...role, path: "/aws-reserved/sso.amazonaws.com/eu-west-1/" }, { id: "reserved-by-aws" }],
    ["it is Whittle's own", { ...role, path: "/whittle/" }, { id: "of-whittle" }],
    [
      "it is a permission set, by whatever path its roles have",
      { ...role, path: "/aws-reserved/sso.amazonaws.com/", permissionSet: SET },
      undefined,
    ],
    [
      "it is a set that the management account alone may change",
      { ...role, permissionSet: { ...SET, changeableOnlyIn: "999988887777" } },
      { id: "management-account", account: "999988887777" },
    ],
    ["its policies cannot be read", { ...role, unreadable: "no JSON" }, { id: "unreadable", error: "no JSON" }],
  ])("%s", (_, candidate, expected) => {
    expect(ineligibleBecause(candidate, settings)).toEqual(expected);
  });

  test("an excluded one may not, even where untagged roles are reviewed too", () => {
    const excluded = { ...settings, excludedRoles: [role.name], untaggedToo: true };
    expect(ineligibleBecause({ ...role, tags: {} }, excluded)).toEqual({ id: "excluded", pattern: role.name });
    expect(ineligibleBecause({ ...role, tags: {} }, { ...settings, untaggedToo: true })).toBeUndefined();
  });
});
