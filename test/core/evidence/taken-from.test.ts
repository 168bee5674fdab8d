import { describe, expect, test } from "vitest";
import { openTaken } from "#core/evidence/taken-from.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";
import { type Call, wantedOf } from "./iam-calls.ts";

const DENY_ALL = "arn:aws:iam::aws:policy/AWSDenyAll";
const users = ["ann", "bo.li", "cy"];
const anyUser = ["arn:aws:iam::111122223333:user/*"];
const anyRole = ["arn:aws:iam::111122223333:role/*"];
const denying = JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] });
const allowing = denying.replace("Deny", "Allow");

describe("a role that locks users", () => {
  const lock = (policy: string) =>
    users.flatMap((on): Call[] => [
      { name: "AttachUserPolicy", on, policy },
      { name: "UpdateAccessKey", on },
    ]);

  test("may lock any other, with that policy alone, and do with it what it did with those", () => {
    const find = wantedOf(lock(DENY_ALL));
    expect(find("iam:AttachUserPolicy")).toMatchObject({ resources: anyUser, conditions: { ArnLike: { "iam:PolicyARN": [DENY_ALL] } } });
    expect(find("iam:UpdateAccessKey")).toMatchObject({
      resources: anyUser,
      evidence: { widened: [{ because: "new-each-time", from: 3 }] },
    });
  });

  test("may do nothing more to a user to whom it gave rights", () => {
    const robot: readonly Call[] = ["UpdateAccessKey", "CreateAccessKey"].map((name) => ({ name, on: "robot" }));
    const find = wantedOf([...lock(DENY_ALL), ...robot]);
    expect(find("iam:UpdateAccessKey")?.resources).not.toEqual(anyUser);
    expect(find("iam:CreateAccessKey")?.resources).not.toEqual(anyUser);
  });

  test("is not taken for one where its policy gives rights", () => {
    const find = wantedOf(lock("arn:aws:iam::aws:policy/ReadOnlyAccess"));
    expect(find("iam:AttachUserPolicy")?.resources).not.toEqual(anyUser);
    expect(find("iam:UpdateAccessKey")?.resources).not.toEqual(anyUser);
  });

  test("locks roles by a policy of its own text, which has to deny", () => {
    const put = (document: string) => wantedOf(users.map((on) => ({ name: "PutRolePolicy", on, document })))("iam:PutRolePolicy");
    expect(put(denying)?.resources).toEqual(anyRole);
    expect(put(allowing)?.resources).not.toEqual(anyRole);
    expect(put("{")?.resources).not.toEqual(anyRole);
  });
});

describe("a role is not taken for one that locks users", () => {
  const [one = "", ...others] = users;
  const opened = (calls: readonly Call[]) => wantedOf([...calls, ...users.map((on) => ({ name: "UpdateAccessKey", on }))]);

  test.each<[string, readonly Call[]]>([
    [
      "where one of the policies that it attaches gives rights",
      [
        ...users.map((on) => ({ name: "AttachUserPolicy", on, policy: DENY_ALL })),
        { name: "AttachUserPolicy", on: one, policy: "arn:aws:iam::aws:policy/ReadOnlyAccess" },
      ],
    ],
    [
      "where one of the policies that it writes gives rights",
      [...others.map((on) => ({ name: "PutUserPolicy", on, document: denying })), { name: "PutUserPolicy", on: one, document: allowing }],
    ],
  ])("%s", (_, calls) => {
    expect(opened(calls)(`iam:${calls[0]?.name}`)?.resources).not.toEqual(anyUser);
  });
});

describe("a role that takes policies off users", () => {
  const off = (policy: string, on = users): readonly Call[] => on.map((each) => ({ name: "DetachUserPolicy", on: each, policy }));
  const opened = (calls: readonly Call[]) => wantedOf(calls)("iam:DetachUserPolicy")?.resources;

  test("may take those that gave rights off anybody", () => {
    expect(opened(off("arn:aws:iam::aws:policy/ReadOnlyAccess"))).toEqual(anyUser);
  });

  test("may take one that only denies off nobody else: whoever was locked would have all rights again", () => {
    expect(opened(off(DENY_ALL))).not.toEqual(anyUser);
    expect(opened([...off("arn:aws:iam::aws:policy/ReadOnlyAccess"), ...off(DENY_ALL, ["ann"])])).not.toEqual(anyUser);
  });

  test("and locked them itself may take it off anybody whom it locked next", () => {
    expect(opened([...users.map((on) => ({ name: "AttachUserPolicy", on, policy: DENY_ALL })), ...off(DENY_ALL)])).toEqual(anyUser);
  });
});

test.each(["GetUser", "ListAccessKeys", "TagUser"])("a role that takes access from people who leave may look at anybody: %s", (name) => {
  const find = wantedOf(
    ["ann", "bo.li"].flatMap((on) => [
      { name, on },
      { name: "DeleteAccessKey", on },
    ]),
  );
  expect(find(`iam:${name}`)?.resources).toEqual(anyUser);
});

describe("a role that takes access from people who leave", () => {
  const leave = (on: string): readonly Call[] =>
    ["ListAccessKeys", "TagUser", "DeleteLoginProfile", "DeleteAccessKey"].map((name) => ({ name, on }));

  test("may take it from anybody after two of them, and look", () => {
    const find = wantedOf([...leave("ann"), ...leave("bo.li")]);
    for (const action of ["iam:DeleteLoginProfile", "iam:DeleteAccessKey", "iam:ListAccessKeys", "iam:TagUser"])
      expect(find(action)?.resources).toEqual(anyUser);
  });

  test("is not known by one of them", () => {
    expect(wantedOf(leave("ann"))("iam:DeleteLoginProfile")?.resources).not.toEqual(anyUser);
  });

  test("is not one that changes the same users' keys again and again", () => {
    const again = ["05", "12", "19", "26"].flatMap((day) => users.map((on) => ({ name: "UpdateAccessKey", on, day })));
    expect(wantedOf(again)("iam:UpdateAccessKey")?.resources).not.toEqual(anyUser);
  });

  test("looks at all others by name, where it looks at more users than it takes from", () => {
    const find = wantedOf([...leave("ann"), ...leave("bo.li"), { name: "ListAccessKeys", on: "robot" }]);
    expect(find("iam:ListAccessKeys")?.resources).not.toEqual(anyUser);
    expect(find("iam:DeleteAccessKey")?.resources).toEqual(anyUser);
  });

  test("may write no policy to anybody but those that got one", () => {
    const find = wantedOf([
      ...leave("ann"),
      ...leave("bo.li"),
      ...["ann", "bo.li"].map((on) => ({ name: "PutUserPolicy", on, document: denying })),
    ]);
    expect(find("iam:PutUserPolicy")?.resources).not.toEqual(anyUser);
    expect(find("iam:DeleteLoginProfile")?.resources).toEqual(anyUser);
  });
});

describe("an action on things whose access was ended alone", () => {
  const user = (name: string) => `arn:aws:iam::111122223333:user/${name}`;
  const [ann, bo, cy] = [user("ann"), user("bo"), user("cy")];
  const opened = (
    action: string,
    seen: readonly (readonly [arn?: string, count?: number])[],
    withoutResource = 0,
    ended = [ann, bo, cy],
  ) => {
    const known = new Set(ended);
    const resources = seen.map(([arn = "", count = 1]) => ({ arn, count }));
    const entry = { action: asAction(action), resources, withoutResource, regions: [], accounts: [], via: [] };
    return openTaken(entry, { locked: known, taken: known }, catalogue).map(({ pattern, from }) => [pattern, from]);
  };

  test.each<[string, ReturnType<typeof opened>, readonly (readonly [string, number])[]]>([
    ["is opened after two where it takes away", opened("iam:DeleteAccessKey", [[ann], [bo]]), [[user("*"), 2]]],
    ["is not opened after one", opened("iam:DeleteAccessKey", [[ann]]), []],
    ["is opened after three where it gives rights as well", opened("iam:PutUserPolicy", [[ann], [bo], [cy]]), [[user("*"), 3]]],
    ["is not opened after two where it gives rights as well", opened("iam:PutUserPolicy", [[ann], [bo]]), []],
    ["is not opened where one call does not tell what it was on", opened("iam:DeleteAccessKey", [[ann], [bo]], 1), []],
    ["is opened where it was on one of them three times", opened("iam:DeleteAccessKey", [[ann, 3], [bo]]), [[user("*"), 2]]],
    ["is not opened where it was on one of them more often", opened("iam:DeleteAccessKey", [[ann, 4], [bo]]), []],
    ["is not opened where it was on another too", opened("iam:DeleteAccessKey", [[ann], [bo], [cy]], 0, [ann, bo]), []],
    [
      "is opened by type",
      opened("iam:TagRole", [["arn:aws:iam::111122223333:role/a"], [ann]], 0, ["arn:aws:iam::111122223333:role/a", ann]),
      [
        ["arn:aws:iam::111122223333:role/*", 1],
        [user("*"), 1],
      ],
    ],
  ])("%s", (_, found, expected) => {
    expect(found).toEqual(expected);
  });
});
