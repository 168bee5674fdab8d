import { describe, expect, test } from "vitest";
import { describePerson, mayDecide, readIdentity } from "#core/review/approval/sign-in/identity.ts";

const settings = {
  issuer: "https://login.example/tenant",
  clientId: "client",
  groups: ["approvers"],
  emails: ["ann@example.com"],
  groupsClaim: "cognito:groups",
  principalClaim: "principals",
  sessionMinutes: 60,
  freshMinutes: 15,
};

const read = (idToken: Readonly<Record<string, unknown>>, userInfo = {}) =>
  readIdentity({ idToken: { sub: "s", ...idToken }, userInfo }, settings);

describe("of what a provider says", () => {
  test.each([
    ["a verified address, in lower case", { email: "Ann@Example.com", email_verified: true }, {}, "ann@example.com"],
    ["one that is verified in words", { email: "ann@example.com", email_verified: "true" }, {}, "ann@example.com"],
    ["not one that is not verified", { email: "ann@example.com", email_verified: false }, {}, undefined],
    ["not one that nothing is said about", { email: "ann@example.com" }, {}, undefined],
    ["not one token's address by another's word", { email: "ann@example.com" }, { email_verified: true }, undefined],
    ["one that userinfo alone has", {}, { email: "ann@example.com", email_verified: true }, "ann@example.com"],
    ["not one with a line break", { email: "ann@example.com\n", email_verified: true }, {}, undefined],
    [
      "not folded beyond ASCII: the Kelvin sign is no k",
      { email: "\u212aim@Example.com", email_verified: true },
      {},
      "\u212aim@example.com",
    ],
    ["not a list of addresses", { email: ["ann@example.com"], email_verified: true }, {}, undefined],
  ])("the address: %s", (_, idToken, userInfo, email) => {
    expect(read(idToken, userInfo).email).toBe(email);
  });

  test.each([
    ["a list", { "cognito:groups": ["a", "b"] }, ["a", "b"]],
    ["one name", { "cognito:groups": "approvers" }, ["approvers"]],
    ["none", {}, []],
    ["not what only looks like the group", { "cognito:groups": ["approvers\u200b", " approvers\n", "appr\u0000overs"] }, []],
    ["only texts", { "cognito:groups": [1, null, { name: "approvers" }, ["approvers"], "a"] }, ["a"]],
    ["not another claim", { groups: ["approvers"] }, []],
  ])("the groups: %s", (_, claims, groups) => {
    expect(read(claims).groups).toEqual(groups);
  });

  test("what the ID token says goes before userinfo", () => {
    expect(read({ name: "Ann" }, { name: "Ben", "cognito:groups": ["a"] })).toMatchObject({ name: "Ann", groups: ["a"] });
  });

  test.each([undefined, "", 5, "ä", "x".repeat(256), "a\nb"])("no person without a subject: %j", (sub) => {
    expect(() => read({ sub })).toThrow("names no subject");
  });
});

test.each([
  [{ groups: ["approvers"] }, true],
  [{ groups: ["Approvers"] }, false],
  [{ groups: ["approvers-of-others"] }, false],
  [{ email: "ann@example.com" }, true],
  [{ email: "joann@example.com" }, false],
  [{ username: "ann@example.com" }, false],
  [{ email: "\u0430nn@example.com" }, false],
])("may decide: %j: %s", (person, may) => {
  expect(mayDecide({ issuer: "i", subject: "s", groups: [], principals: [], ...person }, settings)).toBe(may);
});

test.each([
  [{ email: "ann@example.com", name: "Ann" }, "ann@example.com (Ann)"],
  [{ email: "ann@example.com", username: "ann", name: "ann@example.com" }, "ann@example.com"],
  [{ username: "ann", name: "Ann" }, "s at login.example/tenant (ann, Ann)"],
  [{}, "s at login.example/tenant"],
])("in a few words: %j: %s", (person, words) => {
  expect(describePerson({ issuer: settings.issuer, subject: "s", groups: [], principals: [], ...person })).toBe(words);
});
