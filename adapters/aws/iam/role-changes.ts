import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  type PolicyVersion as IamPolicyVersion,
  PutRolePolicyCommand,
  paginateListPolicyVersions,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
} from "@aws-sdk/client-iam";
import { Arn } from "#core/aws/names.ts";
import { PolicyExistsError, PolicyNotFoundError, VersionLimitError } from "#core/review/errors.ts";
import type { PolicyVersion, RoleChanges } from "#core/review/ports/iam.ts";
import { clientSettings } from "../client-settings.ts";
import { call, errorName } from "../errors.ts";
import { decodeDocument } from "./documents.ts";
import { present, presentAs } from "./role-state.ts";
import { attachedPolicies, carriersOf, isNoSuchEntity, policyNamed } from "./roles.ts";

/** IAM, write: each method is one call. What is gone already counts as deleted, what is off already as detached. */
export function iamRoleChanges(client = new IAMClient(clientSettings)): RoleChanges {
  return {
    createPolicy: ({ path, name, document, description, tags }) =>
      call("iam:CreatePolicy", async () => {
        const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        const command = new CreatePolicyCommand({
          Path: path,
          PolicyName: name,
          PolicyDocument: document,
          Description: description,
          Tags,
        });
        const { Policy } = await orNameTheHolder(client, name, () => client.send(command));
        return { arn: presentAs(Arn, Policy?.Arn, "Policy.Arn") };
      }),
    createPolicyVersion: (arn, document) =>
      call("iam:CreatePolicyVersion", async () => {
        const command = new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: document, SetAsDefault: true });
        const answer = await named(/^LimitExceeded/, new VersionLimitError(arn), () => orMissing(arn, () => client.send(command)));
        return { versionId: present(answer.PolicyVersion?.VersionId, "PolicyVersion.VersionId") };
      }),
    async setDefaultVersion(arn, versionId) {
      const command = new SetDefaultPolicyVersionCommand({ PolicyArn: arn, VersionId: versionId });
      await call("iam:SetDefaultPolicyVersion", () => orMissing(arn, () => client.send(command)));
    },
    deletePolicyVersion: (arn, versionId) =>
      call("iam:DeletePolicyVersion", () =>
        unlessGone(() => client.send(new DeletePolicyVersionCommand({ PolicyArn: arn, VersionId: versionId }))),
      ),
    policyVersions: (arn) => call("iam:ListPolicyVersions", () => policyVersions(client, arn)),
    async policyDocument(arn, versionId) {
      const command = new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: versionId });
      const { PolicyVersion } = await call("iam:GetPolicyVersion", () => client.send(command));
      return decodeDocument(present(PolicyVersion?.Document, "PolicyVersion.Document"));
    },
    deletePolicy: (arn) => call("iam:DeletePolicy", () => unlessGone(() => client.send(new DeletePolicyCommand({ PolicyArn: arn })))),
    async tagPolicy(arn, tags) {
      const command = new TagPolicyCommand({ PolicyArn: arn, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) });
      await call("iam:TagPolicy", () => orMissing(arn, () => client.send(command)));
    },
    async attach(roleName, policyArn) {
      const command = new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: policyArn });
      await call("iam:AttachRolePolicy", () => orMissing(policyArn, () => client.send(command)));
    },
    detach: (roleName, policyArn) =>
      call("iam:DetachRolePolicy", () =>
        unlessGone(() => client.send(new DetachRolePolicyCommand({ RoleName: roleName, PolicyArn: policyArn }))),
      ),
    async putInline(roleName, name, document) {
      const command = new PutRolePolicyCommand({ RoleName: roleName, PolicyName: name, PolicyDocument: document });
      await call("iam:PutRolePolicy", () => client.send(command));
    },
    deleteInline: (roleName, name) =>
      call("iam:DeleteRolePolicy", () =>
        unlessGone(() => client.send(new DeleteRolePolicyCommand({ RoleName: roleName, PolicyName: name }))),
      ),
    inlineDocument: (roleName, name) =>
      call("iam:GetRolePolicy", async () => {
        let document: string | undefined;
        await unlessGone(async () => {
          const { PolicyDocument } = await client.send(new GetRolePolicyCommand({ RoleName: roleName, PolicyName: name }));
          document = decodeDocument(present(PolicyDocument, "PolicyDocument"));
        });
        return document;
      }),
    carriers: (arn) =>
      call("iam:GetPolicy", async () => {
        let count = 0;
        await unlessGone(async () => {
          const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn: arn }));
          count = carriersOf(Policy);
        });
        return count;
      }),
    async attached(roleName) {
      const policies = await attachedPolicies(client, roleName);
      return policies.map(({ PolicyArn, PolicyName }) => ({
        arn: presentAs(Arn, PolicyArn, "PolicyArn"),
        name: present(PolicyName, "PolicyName"),
      }));
    },
  };
}

async function policyVersions(client: IAMClient, arn: string): Promise<PolicyVersion[]> {
  const found: IamPolicyVersion[] = [];
  await unlessGone(async () => {
    for await (const page of paginateListPolicyVersions({ client }, { PolicyArn: arn })) found.push(...(page.Versions ?? []));
  });
  return found.map(policyVersion).sort((a, b) => versionNumber(b) - versionNumber(a));
}

function policyVersion({ VersionId, IsDefaultVersion, CreateDate }: IamPolicyVersion): PolicyVersion {
  return {
    versionId: present(VersionId, "VersionId"),
    isDefault: IsDefaultVersion === true,
    createdAt: present(CreateDate, "CreateDate").toISOString(),
  };
}

/** `v12` → 12. IAM counts versions up and never reuses a number, so the highest is the newest. */
function versionNumber({ versionId }: PolicyVersion): number {
  return Number(versionId.slice(1));
}

/** Puts an error of ours in the place of the IAM error of that name. */
async function named<T>(iamError: RegExp, ours: Error, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw iamError.test(errorName(error)) ? ours : error;
  }
}

/** IAM says of the role too that there is none; its message tells which of the two it misses. */
async function orMissing<T>(policyArn: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const isPolicy = isNoSuchEntity(error) && /policy/i.test(error instanceof Error ? error.message : "");
    throw isPolicy ? new PolicyNotFoundError(policyArn, { cause: error }) : error;
  }
}

async function orNameTheHolder<T>(client: IAMClient, name: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw errorName(error).startsWith("EntityAlreadyExists") ? new PolicyExistsError(name, await policyNamed(client, name)) : error;
  }
}

async function unlessGone(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!isNoSuchEntity(error)) throw error;
  }
}
