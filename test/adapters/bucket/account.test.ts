import { GetAccountAuthorizationDetailsCommand, IAMClient } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { afterEach, expect, test } from "vitest";
import { accountSnapshot } from "#adapters/bucket/account.ts";

const iam = mockClient(IAMClient);
afterEach(() => iam.reset());

const access = { profile: undefined, region: "eu-west-1" };
const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const role = (name: string) => ({
  Arn: `arn:aws:iam::111122223333:role/${name}`,
  RoleName: name,
  Path: "/",
  RoleId: name,
  CreateDate: new Date("2026-01-31T12:00:00Z"),
  AttachedManagedPolicies: [{ PolicyName: "ReadOnlyAccess", PolicyArn: arn }],
});

test("joins all pages into one snapshot", async () => {
  const policy = {
    Arn: arn,
    PolicyName: "ReadOnlyAccess",
    PolicyVersionList: [{ VersionId: "v1", IsDefaultVersion: true, Document: "%7B%7D" }],
  };
  iam
    .on(GetAccountAuthorizationDetailsCommand, { Marker: undefined })
    .resolves({ RoleDetailList: [role("a")], IsTruncated: true, Marker: "next" });
  iam
    .on(GetAccountAuthorizationDetailsCommand, { Marker: "next" })
    .resolves({ RoleDetailList: [role("b")], Policies: [policy], IsTruncated: false });
  const snapshot = await accountSnapshot(access);
  expect(snapshot.RoleDetailList.map(({ RoleName, CreateDate }) => [RoleName, CreateDate])).toEqual([
    ["a", "2026-01-31T12:00:00.000Z"],
    ["b", "2026-01-31T12:00:00.000Z"],
  ]);
  expect(snapshot.Policies.map(({ PolicyName }) => PolicyName)).toEqual(["ReadOnlyAccess"]);
});

test.each([
  [
    "CredentialsProviderError",
    "Could not load credentials from any providers",
    /AWS credentials were not found, or no profile has that name \(aws configure list-profiles\)\. Sign in/,
  ],
  ["ExpiredToken", "The security token included in the request is expired", /the AWS session has ended\. Sign in/],
  [
    "AccessDenied",
    "User: x is not authorized to perform: iam:GetAccountAuthorizationDetails",
    /access denied \(User: x .*\)\. Use credentials/,
  ],
])("says what to do about %s", async (name, message, expected) => {
  iam.on(GetAccountAuthorizationDetailsCommand).rejects(Object.assign(new Error(message), { name }));
  await expect(accountSnapshot(access)).rejects.toThrow(expected);
});
