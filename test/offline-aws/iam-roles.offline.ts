import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamRoleChanges } from "#adapters/aws/iam/role-changes.ts";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { PolicyExistsError, VersionLimitError } from "#core/review/errors.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { asRoleName } from "#test/names.ts";
import { ACCOUNT, type OfflineAws, offlineAwsMissing, operator, startOfflineAws } from "./offline-aws.ts";
import { parameters } from "./parameters.ts";

const missing = offlineAwsMissing();
const awsManaged = "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess";
const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Sid: "Percent", Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/100%25 of it/ä+*" }],
});
const older = document.replace("s3:GetObject", "s3:PutObject");

describe.skipIf(missing)(`IAM${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let aws: OfflineAws;
  let client: IAMClient;
  beforeAll(async () => {
    aws = await startOfflineAws(parameters);
    client = new IAMClient(operator(aws.endpoint));
  });
  afterAll(() => aws.stop());

  test("a role reads the same from the account's listing and by itself, documents byte for byte", async () => {
    const RoleName = "RoundTrip";
    const Tags = [{ Key: "whittle:review", Value: "on" }];
    await client.send(new CreateRoleCommand({ RoleName, Path: "/apps/", AssumeRolePolicyDocument: document, Tags }));
    const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName: "Local", PolicyDocument: older }));
    const PolicyArn = Policy?.Arn;
    await client.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document, SetAsDefault: true }));
    for (const arn of [PolicyArn, awsManaged]) await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: arn }));
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: "inline", PolicyDocument: document }));

    const roles = iamRoles(client);
    const alone = await roles.read(RoleName);
    const all: RoleState[] = [];
    for await (const role of roles.all()) all.push(role);
    expect(all.find((role) => role.name === RoleName)).toEqual(alone);
    expect(alone.inline[0]?.json).toBe(document);
    expect(alone.attached.map((policy) => policy.name)).toEqual(["Local", "CloudWatchLogsFullAccess"]);
    expect(alone.attached[0]).toMatchObject({ versionId: "v2", json: document });
  });

  test("a policy is made, versioned up to five, attached, detached and deleted", async () => {
    const changes = iamRoleChanges(client);
    const policy = { path: "/whittle/", name: "whittle-Cycle", document, description: "why", tags: { owner: "whittle" } };
    const { arn } = await changes.createPolicy(policy);
    expect(arn).toBe(`arn:aws:iam::${ACCOUNT}:policy/whittle/whittle-Cycle`);
    await expect(changes.createPolicy(policy)).rejects.toThrow(PolicyExistsError);
    for (let version = 2; version <= 5; version += 1) await changes.createPolicyVersion(arn, document);
    await expect(changes.createPolicyVersion(arn, document)).rejects.toThrow(VersionLimitError);
    await changes.setDefaultVersion(arn, "v2");
    await changes.deletePolicyVersion(arn, "v5");
    expect((await changes.policyVersions(arn)).map(({ versionId, isDefault }) => [versionId, isDefault])).toEqual([
      ["v4", false],
      ["v3", false],
      ["v2", true],
      ["v1", false],
    ]);
    expect(await changes.policyDocument(arn, "v3")).toBe(document);

    await client.send(new CreateRoleCommand({ RoleName: "Cycle", AssumeRolePolicyDocument: document }));
    await changes.attach(asRoleName("Cycle"), arn);
    await changes.attach(asRoleName("Cycle"), arn);
    expect(await changes.attached(asRoleName("Cycle"))).toEqual([{ arn, name: "whittle-Cycle" }]);
    await changes.detach(asRoleName("Cycle"), arn);
    await changes.detach(asRoleName("Cycle"), arn);
    expect(await changes.attached(asRoleName("Cycle"))).toEqual([]);
    for (const versionId of ["v1", "v3", "v4"]) await changes.deletePolicyVersion(arn, versionId);
    await changes.deletePolicy(arn);
    await changes.deletePolicy(arn);
    expect(await changes.policyVersions(arn)).toEqual([]);
  });
});
