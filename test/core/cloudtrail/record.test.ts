import { describe, expect, test } from "vitest";
import { readRecord } from "#core/cloudtrail/record.ts";
import { roleKey, roleKeyOf } from "#core/cloudtrail/role-key.ts";
import { ROLE, rawRecord, record } from "../usage/records.ts";
import cases from "./record.cases.json" with { type: "json" };

describe("one entry of Records is read", () => {
  test.each(cases)("$name", (example) => {
    const reading = readRecord(example.record);
    expect(reading.readable ? undefined : reading.because).toBe(example.because);
  });

  test("times come out in one form", () => {
    const times = [
      "2026-03-02T10:00:00Z",
      "2026-03-02T10:00:00.5Z",
      "2026-03-02 10:00:00.000",
      "2026-03-02T12:00:00+02:00",
      "2026-03-02 05:30:00.000 -0430",
      "2026-03-03T00:00:00.123+14:00",
    ].map((eventTime) => record({ eventTime }).time);
    expect(new Set(times)).toEqual(new Set(["2026-03-02T10:00:00Z"]));
  });

  test("a name too long to be one makes it unreadable, and an ARN too long is left out", () => {
    expect(readRecord(rawRecord({ eventName: "x".repeat(1000) })).readable).toBe(false);
    expect(record({ resources: [{ ARN: `arn:aws:s3:::${"x".repeat(5000)}` }, { ARN: "arn:aws:s3:::b" }] }).resources).toEqual([
      "arn:aws:s3:::b",
    ]);
  });
});

describe("a record that a tool wrote anew", () => {
  test("holds its request, answer and identity as objects, or as JSON text", () => {
    const request = { bucketName: "b", key: "k" };
    const told = record({ requestParameters: JSON.stringify(request), responseElements: JSON.stringify({ versionId: "v" }) });
    expect([told.request, told.response]).toEqual([request, { versionId: "v" }]);
    const arn = "arn:aws:sts::444455556666:assumed-role/a/b";
    expect(record({ userIdentity: JSON.stringify({ type: "AssumedRole", arn }) }).caller.arn).toBe(arn);
    expect(record({ requestParameters: "{bucketName=b}" }).request).toEqual({});
  });

  test("names its resources in lower case, and some are told by what they begin with", () => {
    const resources = [
      { arn: "arn:aws:s3:::b" },
      { ARNPrefix: "arn:aws:s3:::b/logs/" },
      { ARN: "arn:aws:s3:::c", arn: "arn:aws:s3:::d" },
      {},
    ];
    const named = ["arn:aws:s3:::b", "arn:aws:s3:::b/logs/*", "arn:aws:s3:::c"];
    expect([record({ resources }).resources, record({ resources: JSON.stringify(resources) }).resources]).toEqual([named, named]);
  });

  test("tells the caller's account by the caller's ARN where it does not say it", () => {
    const arn = "arn:aws:sts::444455556666:assumed-role/a/b";
    expect(record({ userIdentity: { type: "AssumedRole", arn } }).caller.account).toBe("444455556666");
    expect(record({ userIdentity: { type: "AssumedRole", arn, accountId: "111122223333" } }).caller.account).toBe("111122223333");
  });
});

interface Told {
  readonly issuer?: string;
  readonly type?: string;
  readonly arn?: string;
}

describe("a role and its sessions have one key", () => {
  test.each([
    ["a role with a path", ROLE, "111122223333/worker"],
    ["a role without", "arn:aws:iam::111122223333:role/worker", "111122223333/worker"],
    ["a role of China", "arn:aws-cn:iam::111122223333:role/worker", "111122223333/worker"],
  ])("%s", (_, arn, key) => {
    expect(roleKey(arn)).toBe(key);
  });

  test("a session", () => {
    expect(roleKeyOf(record())).toBe("111122223333/worker");
  });

  const session = "arn:aws:sts::111122223333:assumed-role/worker/i-1";

  test.each([
    ["the session's ARN where no issuer is named", { type: "AssumedRole", arn: session }, "111122223333/worker"],
    ["the role's own ARN where no issuer is named", { type: "Role", arn: ROLE }, "111122223333/worker"],
    ["the issuer, though the session's ARN names another", { issuer: "arn:aws:iam::111122223333:role/app/other" }, "111122223333/other"],
    ["nobody, where the issuer is no role", { issuer: "arn:aws:iam::111122223333:saml-provider/staff" }, undefined],
    ["nobody, where the ARN is no session's", { type: "AssumedRole", arn: "arn:aws:sts::111122223333:federated-user/worker" }, undefined],
    ["nobody, of a session without a name", { type: "AssumedRole", arn: "arn:aws:sts::111122223333:assumed-role" }, undefined],
    ["nobody, of a user", { type: "IAMUser", arn: session }, undefined],
  ])("a record's role is told by %s", (_, { issuer, type = "AssumedRole", arn = session }: Told, key) => {
    const sessionContext = issuer === undefined ? {} : { sessionContext: { sessionIssuer: { arn: issuer } } };
    expect(roleKeyOf(record({ userIdentity: { type, arn, ...sessionContext } }))).toBe(key);
  });

  test("a federated user that a user made is no role", () => {
    const sessionContext = { sessionIssuer: { type: "IAMUser", arn: "arn:aws:iam::111122223333:user/u" } };
    const userIdentity = { type: "FederatedUser", arn: "arn:aws:sts::111122223333:federated-user/f", sessionContext };
    expect(roleKeyOf(record({ userIdentity }))).toBeUndefined();
  });
});
