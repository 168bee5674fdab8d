import { expect, test } from "vitest";
import { messageOf } from "#core/messages/message-of.ts";

const about = (...roles: readonly string[]) => messageOf({ kind: "digest", roles, title: "Title", lead: [] }).account;
const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

test("a message about roles of one account names it, for those who subscribe to that account alone", () => {
  expect(about(role("111122223333", "A"))).toBe("111122223333");
  expect(about(role("111122223333", "A"), role("111122223333", "B"))).toBe("111122223333");
});

test("one about several accounts, about none, or about a permission set names no account", () => {
  expect(about(role("111122223333", "A"), role("444455556666", "A"))).toBeUndefined();
  expect(about()).toBeUndefined();
  expect(about("arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admins_*")).toBeUndefined();
});
