import { describe, expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { fingerprint } from "#core/review/change/fingerprint.ts";
import type { AttachedPolicy, RoleState } from "#core/review/model/role-state.ts";
import { asArn } from "#test/names.ts";
import { approvedAccount } from "./account.ts";
import { worker } from "./scenarios.ts";

const { before: role } = await approvedAccount(worker);
const [first, ...others] = role.attached;
const changedFirst = (change: Partial<AttachedPolicy>): RoleState => ({
  ...role,
  attached: first ? [{ ...first, ...change }, ...others] : [],
});
const inline = (json: string) => [{ name: "extra", json, document: parsePolicy(json, "extra") }];

test("is a SHA-256 in hex, the same every time", () => {
  expect(fingerprint(role)).toMatch(/^[0-9a-f]{64}$/);
  expect(fingerprint(structuredClone(role))).toBe(fingerprint(role));
});

describe("is another one", () => {
  test.each<readonly [string, RoleState]>([
    ["with a policy more", { ...role, attached: [...role.attached, ...full({ arn: asArn("arn:aws:iam::aws:policy/X") })] }],
    ["with a policy less", { ...role, attached: others }],
    ["with another default version", changedFirst({ versionId: "v9" })],
    ["with another document under the same version", changedFirst({ json: '{"Statement":[]}' })],
    ["with another inline document", { ...role, inline: inline('{"Statement":{"Effect":"Allow","Action":"kms:Encrypt","Resource":"*"}}') }],
    ["without its inline policy", { ...role, inline: [] }],
    ["with a policy that others carry by now too", changedFirst({ shared: true })],
    ["with another inline policy's name", { ...role, inline: role.inline.map((policy) => ({ ...policy, name: "renamed" })) }],
    ["with a boundary", { ...role, boundaryArn: asArn("arn:aws:iam::111122223333:policy/limit") }],
    ["of a role that was made anew under the same name", { ...role, createdAt: "2026-11-30T00:00:00.000Z" }],
    ["of another role", { ...role, arn: asArn(`${role.arn}2`) }],
  ])("%s", (_, other) => {
    expect(fingerprint(other)).not.toBe(fingerprint(role));
  });
});

describe("is the same one", () => {
  test.each<readonly [string, RoleState]>([
    ["with other tags", { ...role, tags: { team: "other" } }],
    ["with another trust policy", { ...role, trust: "{}" }],
    ["after it was used", { ...role, lastUsed: { at: "2026-11-24T00:00:00.000Z", region: "us-east-1" } }],
    ["with its policies in another order", { ...role, attached: role.attached.toReversed() }],
    ["with white space in a document", changedFirst({ json: JSON.stringify(JSON.parse(first?.json ?? "{}"), undefined, 4) })],
  ])("%s", (_, other) => {
    expect(fingerprint(other)).toBe(fingerprint(role));
  });
});

test("leaves out the attached policies that it is told to", () => {
  const except = new Set([first?.arn ?? ""]);
  expect(fingerprint(role, except)).toBe(fingerprint({ ...role, attached: others }));
});

function full(policy: Partial<AttachedPolicy> & { readonly arn: string }): AttachedPolicy[] {
  return first ? [{ ...first, ...policy }] : [];
}
