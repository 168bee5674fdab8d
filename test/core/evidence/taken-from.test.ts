import { describe, expect, test } from "vitest";
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
