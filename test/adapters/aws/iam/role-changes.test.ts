import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DetachRolePolicyCommand,
  IAMClient,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
} from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, describe, expect, test } from "vitest";
import { iamRoleChanges } from "#adapters/aws/iam/role-changes.ts";
import { NotAuthorizedError, QuotaExceededError, RequestRefusedError } from "#core/errors.ts";
import { PolicyExistsError, PolicyNotFoundError, VersionLimitError } from "#core/review/errors.ts";
import { asArn, asRoleName } from "#test/names.ts";

const aws = mockClient(IAMClient);
const changes = iamRoleChanges(new IAMClient({}));
const arn = asArn("arn:aws:iam::111122223333:policy/whittle/whittle-MyRole");
const role = asRoleName("MyRole");
const elsewhere = "arn:aws:iam::111122223333:policy/team/whittle-myrole";
const createdAt = new Date("2026-01-01T00:00:00Z");

function iamError(name: string, httpStatusCode: number) {
  return Object.assign(new Error("no"), { name, $metadata: { httpStatusCode } });
}

beforeEach(() => aws.reset());

describe("creating", () => {
  const policy = { path: "/whittle/", name: "whittle-MyRole", document: "{}", description: "why", tags: { owner: "whittle" } };

  test("a policy with path, description and tags", async () => {
    aws.on(CreatePolicyCommand).resolves({ Policy: { Arn: arn } });
    expect(await changes.createPolicy(policy)).toEqual({ arn });
    expect(aws.call(0).args[0].input).toEqual({
      Path: "/whittle/",
      PolicyName: "whittle-MyRole",
      PolicyDocument: "{}",
      Description: "why",
      Tags: [{ Key: "owner", Value: "whittle" }],
    });
  });

  test.each([
    ["LimitExceededException", 409, QuotaExceededError],
    ["MalformedPolicyDocumentException", 400, RequestRefusedError],
    ["AccessDenied", 403, NotAuthorizedError],
  ])("a policy: %s (%i) is a %o", async (name, status, expected) => {
    aws.on(CreatePolicyCommand).rejects(iamError(name, status));
    await expect(changes.createPolicy(policy)).rejects.toThrow(expected);
  });

  test.each([
    ["another policy that has it, at another path", [{ PolicyName: "whittle-myrole", Arn: elsewhere }], elsewhere],
    ["none, where IAM does not show it yet", [], undefined],
  ])("a policy whose name is taken names %s", async (_, later, holder) => {
    aws.on(CreatePolicyCommand).rejects(iamError("EntityAlreadyExistsException", 409));
    const other = { PolicyName: "Other", Arn: "arn:aws:iam::111122223333:policy/Other" };
    aws
      .on(ListPoliciesCommand, { Scope: "Local" })
      .resolvesOnce({ Policies: [other], IsTruncated: true, Marker: "2" })
      .resolves({ Policies: later });
    const error = await changes.createPolicy(policy).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PolicyExistsError);
    expect(error).toMatchObject({ holder });
  });

  test("a version, which takes effect at once", async () => {
    aws.on(CreatePolicyVersionCommand).resolves({ PolicyVersion: { VersionId: "v2" } });
    expect(await changes.createPolicyVersion(arn, "{}")).toEqual({ versionId: "v2" });
    expect(aws.call(0).args[0].input).toEqual({ PolicyArn: arn, PolicyDocument: "{}", SetAsDefault: true });
  });

  test("a sixth version is refused as such", async () => {
    aws.on(CreatePolicyVersionCommand).rejects(iamError("LimitExceededException", 409));
    await expect(changes.createPolicyVersion(arn, "{}")).rejects.toThrow(VersionLimitError);
  });
});

describe("versions", () => {
  test("newest first, over every page: v10 is newer than v9", async () => {
    const version = (VersionId: string) => ({ VersionId, IsDefaultVersion: VersionId === "v10", CreateDate: createdAt });
    aws
      .on(ListPolicyVersionsCommand)
      .resolvesOnce({ Versions: [version("v9"), version("v2")], IsTruncated: true, Marker: "2" })
      .resolvesOnce({ Versions: [version("v10")] });
    expect((await changes.policyVersions(arn)).map((each) => each.versionId)).toEqual(["v10", "v9", "v2"]);
  });

  test("none where the policy does not exist", async () => {
    aws.on(ListPolicyVersionsCommand).rejects(iamError("NoSuchEntityException", 404));
    expect(await changes.policyVersions(arn)).toEqual([]);
  });
});

describe("what is gone already", () => {
  test("is deleted and detached", async () => {
    aws.on(DeletePolicyCommand).rejects(iamError("NoSuchEntityException", 404));
    aws.on(DetachRolePolicyCommand).rejects(iamError("NoSuchEntityException", 404));
    await changes.deletePolicy(arn);
    await changes.detach(role, arn);
    expect(aws.calls()).toHaveLength(2);
  });

  test("cannot be attached", async () => {
    aws.on(AttachRolePolicyCommand).rejects(iamError("NoSuchEntityException", 404));
    await expect(changes.attach(role, arn)).rejects.toThrow(RequestRefusedError);
  });

  test("but a refusal to detach is told", async () => {
    aws.on(DetachRolePolicyCommand).rejects(iamError("AccessDenied", 403));
    await expect(changes.detach(role, arn)).rejects.toThrow(NotAuthorizedError);
  });
});

describe("a policy that IAM does not know yet", () => {
  const missing = Object.assign(new Error(`Policy ${arn} does not exist or is not attachable.`), {
    name: "NoSuchEntityException",
    $metadata: { httpStatusCode: 404 },
  });

  test("is told as such when it is attached", async () => {
    aws.on(AttachRolePolicyCommand).rejects(missing);
    await expect(changes.attach(role, arn)).rejects.toThrow(PolicyNotFoundError);
  });

  test("is told as such when it gets a version", async () => {
    aws.on(CreatePolicyVersionCommand).rejects(missing);
    await expect(changes.createPolicyVersion(arn, "{}")).rejects.toThrow(PolicyNotFoundError);
  });

  test("is not a role that is gone", async () => {
    const gone = { name: "NoSuchEntityException", $metadata: { httpStatusCode: 404 } };
    aws.on(AttachRolePolicyCommand).rejects(Object.assign(new Error("The role with name MyRole cannot be found."), gone));
    await expect(changes.attach(role, arn)).rejects.toThrow(RequestRefusedError);
  });
});
