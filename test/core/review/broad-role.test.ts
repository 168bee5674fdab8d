import { expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { broadLevels } from "#core/review/broad-role.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { roleWith } from "./propose/roles.ts";

const inline = (statement: object) => {
  const json = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Resource: "*", ...statement }] });
  return [{ name: "own", json, document: parsePolicy(json, "own") }];
};

test.each([
  ["AdministratorAccess", roleWith(["AdministratorAccess"]), true],
  ["a policy of its own that allows every action", roleWith([], { inline: inline({ Action: "*" }) }), true],
  ["a policy of its own that allows all but some", roleWith([], { inline: inline({ NotAction: "s3:*" }) }), true],
  ["a policy that denies every action", roleWith([], { inline: inline({ Effect: "Deny", Action: "*" }) }), false],
  ["some actions", roleWith(["AmazonSSMManagedInstanceCore"], { inline: inline({ Action: "iam:*" }) }), false],
])("%s: %#", (_, role, isBroad) => {
  expect(broadLevels(role, catalogue).has("Permissions management")).toBe(isBroad);
});

test("a policy of one service has the levels of that service alone", () => {
  expect([...broadLevels(roleWith(["CloudWatchLogsFullAccess"]), catalogue)]).toContain("Write");
});
