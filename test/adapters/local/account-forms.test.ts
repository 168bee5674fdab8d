import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSnapshot } from "#adapters/local/account/snapshot.ts";

const role = (name: string, ...policies: string[]) => ({
  RoleName: name,
  Arn: `arn:aws:iam::111122223333:role/${name}`,
  AttachedManagedPolicies: policies.map((PolicyName) => ({ PolicyName, PolicyArn: `arn:aws:iam::aws:policy/${PolicyName}` })),
});
const policy = (PolicyName: string) => ({
  PolicyName,
  Arn: `arn:aws:iam::aws:policy/${PolicyName}`,
  PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: { Statement: 'a "}{" in a text' } }],
});
const page = (name: string, more: object = { IsTruncated: false }) => ({
  UserDetailList: [],
  GroupDetailList: [],
  RoleDetailList: [role(name, "A", "B")],
  Policies: [policy(name === "app" ? "A" : "B")],
  ...more,
});
const json = (value: unknown) => JSON.stringify(value, undefined, 4);
const truncated = { IsTruncated: true, Marker: "x" };
const pages = [page("app", truncated), page("other")];

function read(content: string | Buffer) {
  const file = join(mkdtempSync(join(tmpdir(), "account-")), "account.json");
  writeFileSync(file, content);
  const { RoleDetailList, Policies } = readSnapshot(file);
  return [RoleDetailList.map(({ RoleName }) => RoleName), Policies.map(({ PolicyName }) => PolicyName)];
}

describe("an account export is read", () => {
  const utf16 = Buffer.from(`\ufeff${json(page("app"))}`, "utf16le");
  test.each([
    ["as the command prints it", json(page("app"))],
    ["in UTF-16", utf16],
    ["in UTF-16, big-endian", Buffer.from(utf16).swap16()],
    ["in UTF-16 without a byte order mark", utf16.subarray(2)],
    ["with a byte order mark and CRLF", `\ufeff${json(page("app")).replaceAll("\n", "\r\n")}`],
    ["in a list of one page, as jq -s makes it", json([page("app")])],
  ])("%s", (_, content) => {
    expect(read(content)).toEqual([["app"], ["A"]]);
  });

  test.each([
    ["one after the other", pages.map(json).join("\n")],
    ["one after the other, without a line's end", pages.map((each) => JSON.stringify(each)).join("")],
    ["in a list", json(pages)],
  ])("in pages, %s: the policies of all pages count", (_, content) => {
    expect(read(content)).toEqual([
      ["app", "other"],
      ["A", "B"],
    ]);
  });
});

test.each([
  ["a page alone", json(page("app", truncated)), /only a part of the account: IsTruncated is true\. Run .* without --max-items/],
  ["a page that the AWS CLI was told to stop after", json(page("app", { NextToken: "x" })), /only a part of the account/],
  ["pages without the last one", json([page("app", truncated), page("other", truncated)]), /only a part of the account/],
  ["two exports", json(page("app")) + json(page("other")), /it holds 2 exports/],
  ["roles alone", json([role("app")]), /a list of roles without their policies\. Run .* without --query/],
  ["users alone", json({ UserDetailList: [{ UserName: "ann" }], RoleDetailList: [] }), /it holds no role\. Run .* without --filter/],
  ["YAML", "GroupDetailList: []\nIsTruncated: false\nRoleDetailList:\n- Arn: x\n", /it is YAML of the AWS CLI\. Run .* --output json/],
  ["text output", "False\nROLEDETAILLIST\tarn:aws:iam::1:role/app\n", /it is text output of the AWS CLI\. Run .* --output json/],
  ["a zip archive", Buffer.from("504b030414000000", "hex"), /it is a zip archive\..* unzip/],
  ["zstd", Buffer.from("28b52ffd0458", "hex"), /it is compressed; unpack it first/],
  [
    "a CSV",
    "user,arn,user_creation_time\n<root_account>,arn:aws:iam::1:root,2020\n",
    /it is CSV, such as a credential report\. Run aws iam get-account/,
  ],
  ["Python's print", "{'RoleDetailList': [], 'Policies': []}\n", /it is what Python prints .* json\.dump/],
  [
    "a refusal",
    "\nAn error occurred (AccessDenied) when calling it: not authorized\n",
    /the AWS CLI's answer: An error occurred \(AccessDenied\)/,
  ],
  ["a cut export", json(page("app")).slice(0, 300), /it is not JSON, or it was cut off/],
])("%s: refused by name, and told what to do", (_, content, message) => {
  expect(() => read(content)).toThrow(message);
});

describe("a name that IAM does not give is refused, since files and scripts are named after it", () => {
  const withRole = (more: object) => json({ ...page("app"), RoleDetailList: [{ ...role("app", "A"), ...more }] });
  test.each([
    [
      "an inline policy in another folder",
      withRole({ RolePolicyList: [{ PolicyName: "../../x", PolicyDocument: {} }] }),
      /RolePolicyList\[0\]\.PolicyName/,
    ],
    [
      "an inline policy with a line break",
      withRole({ RolePolicyList: [{ PolicyName: "x\ny", PolicyDocument: {} }] }),
      /RolePolicyList\[0\]\.PolicyName/,
    ],
    [
      "an attached policy with a control character",
      withRole({ AttachedManagedPolicies: [{ PolicyName: "x", PolicyArn: "arn:aws:iam::aws:policy/\u001b" }] }),
      /PolicyArn/,
    ],
    ["a role of an account that is a command", withRole({ Arn: "arn:aws:iam::$(id):role/app" }), /Arn: it is no ARN/],
    [
      "a policy with a name of no policy",
      json({ ...page("app"), Policies: [{ ...policy("A"), PolicyName: "a/b" }] }),
      /Policies\[0\]\.PolicyName/,
    ],
  ])("%s", (_, content, why) => {
    expect(() => read(content)).toThrow(why);
  });
});
