import { describe, expect, test } from "vitest";
import { selectRoles } from "#cli/review/roles.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";
import { asArn, asRoleName } from "#test/names.ts";

const ROLES = ["Zeta", "App-one", "App-two", "Worker"].map((name) => ({
  ...roleWith([]),
  name: asRoleName(name),
  arn: asArn(`arn:aws:iam::111122223333:role/team/${name}`),
}));
const selected = (...words: readonly string[]) => selectRoles(words, ROLES, "account.json");

describe("--role", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ["a name", ["Worker"], ["Worker"]],
    ["several, in the order of the account, each once", ["Worker", "App-*", "Zeta", "App-one"], ["Zeta", "App-one", "App-two", "Worker"]],
    ["an ARN", ["arn:aws:iam::111122223333:role/team/Zeta"], ["Zeta"]],
    ["a pattern of ARNs", ["arn:aws:iam::*:role/team/App-*"], ["App-one", "App-two"]],
    ["a pattern with one letter open", ["App-?wo"], ["App-two"]],
    ["none", [], []],
  ])("stands for %s", (_, words, names) => {
    expect(selected(...words)).toEqual(names);
  });

  test.each([
    ["Worke", "account.json: no role is named Worke. Did you mean Worker?"],
    ["worker", "account.json: no role is named worker. Did you mean Worker?"],
    ["team/Zeta", "account.json: no role is named team/Zeta."],
    ["B*", "account.json: no role matches B*."],
    [
      "arn:aws:iam::111122223333:role/team/Zet",
      "account.json: no role has the ARN arn:aws:iam::111122223333:role/team/Zet. Did you mean arn:aws:iam::111122223333:role/team/Zeta?",
    ],
  ])("refuses %s, also beside one that is there", (word, message) => {
    expect(() => selected("Zeta", word)).toThrow(message);
  });
});
