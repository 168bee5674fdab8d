import { describe, expect, test } from "vitest";
import { describePerson, mayDecide, readIdentity, signedInAs } from "#core/review/approval/sign-in/identity.ts";

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
    [
      "no more than 200",
      { "cognito:groups": Array.from({ length: 201 }, (_, index) => `g${index}`) },
      Array.from({ length: 200 }, (_, index) => `g${index}`),
    ],
    ["not one of 201 characters", { "cognito:groups": ["a".repeat(200), "b".repeat(201)] }, ["a".repeat(200)]],
  ])("the groups: %s", (_, claims, groups) => {
    expect(read(claims).groups).toEqual(groups);
  });

  test("what the ID token says goes before userinfo", () => {
    expect(read({ name: "Ann" }, { name: "Ben", "cognito:groups": ["a"] })).toMatchObject({ name: "Ann", groups: ["a"] });
  });

  test("who it is, and when they signed in, is the ID token's to say alone", () => {
    expect(read({}, { sub: "other", auth_time: 1_795_860_000 })).toEqual({
      issuer: settings.issuer,
      subject: "s",
      groups: [],
      principals: [],
    });
    expect(() => readIdentity({ idToken: {}, userInfo: { sub: "other" } }, settings)).toThrow("names no subject");
  });

  test("the principals of the claim that the operator named: up to 200, and that there were more is known", () => {
    const arns = (count: number) => Array.from({ length: count }, (_, index) => `arn:aws:iam::111122223333:role/r${index}`);
    expect(read({ principals: arns(200) })).toMatchObject({ principals: arns(200) });
    expect(read({ principals: arns(200) })).not.toHaveProperty("isCut");
    expect(read({ principals: arns(201) })).toMatchObject({ principals: arns(200), isCut: true });
    expect(read({}, { principals: arns(1) }).principals).toEqual(arns(1));
    const { principalClaim: _, ...without } = settings;
    expect(readIdentity({ idToken: { sub: "s", principals: arns(1) }, userInfo: {} }, without).principals).toEqual([]);
  });

  test.each([
    ["seconds since 1970", 1_795_860_000, "2026-11-28T10:00:00.000Z"],
    ["not a text", "1795860000", undefined],
    ["not a time before 1970", -1, undefined],
    ["not a time that no calendar has", 1e15, undefined],
  ])("when they signed in: %s", (_, auth_time, expected) => {
    expect(read({ auth_time }).signedInAt).toBe(expected);
  });

  test("a name as one line of 80 characters, and no empty one", () => {
    expect(read({ name: " Ann\n\u202eExample " }).name).toBe("Ann Example");
    expect(read({ name: "x".repeat(81) }).name).toBe("x".repeat(80));
    expect(read({ name: "\n", preferred_username: "" })).toEqual({ issuer: settings.issuer, subject: "s", groups: [], principals: [] });
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

test("the record keeps provider, subject and verified address of a person, and nothing else", () => {
  const person = { issuer: "i", subject: "s", name: "Ann", username: "ann", groups: ["g"], principals: ["p"], signedInAt: "t" };
  expect(signedInAs(person)).toEqual({ issuer: "i", subject: "s" });
  expect(signedInAs({ ...person, email: "ann@example.com" })).toEqual({ issuer: "i", subject: "s", email: "ann@example.com" });
});
