import {
  AttachManagedPolicyToPermissionSetCommand,
  DeleteInlinePolicyFromPermissionSetCommand,
  DescribePermissionSetProvisioningStatusCommand,
  DetachManagedPolicyFromPermissionSetCommand,
  GetInlinePolicyForPermissionSetCommand,
  type PermissionSetProvisioningStatus,
  ProvisionPermissionSetCommand,
  PutInlinePolicyToPermissionSetCommand,
  type SSOAdminClient,
} from "@aws-sdk/client-sso-admin";
import { nameInArn } from "#core/aws/arn.ts";
import { Arn, type RoleName } from "#core/aws/names.ts";
import { ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { ProvisioningFailedError } from "#core/review/errors.ts";
import type { Pauses } from "#core/review/ports/machine.ts";
import type { SetChanges } from "#core/review/ports/permission-sets.ts";
import { call, errorName, unlessNotFound } from "../errors.ts";
import { presentAs } from "../iam/role-state.ts";
import { accountsOf, managedPolicies, type SetPlace, setFinder, ssoAdmin } from "./permission-sets.ts";

/** As long as provisioning is awaited in one call of the function, which lives for 15 minutes: most take seconds. */
const MOST_LOOKS = 100;
const LOOK_SECONDS = 5;

/** IAM Identity Center, write. What a set has already counts as attached, what it lacks as detached. */
export function permissionSetChanges(InstanceArn: string, pauses: Pauses, client = ssoAdmin()): SetChanges {
  const find = setFinder(client, InstanceArn);
  const placeOf = async (setName: RoleName): Promise<SetPlace> => {
    const { PermissionSetArn } = await find(setName);
    return { InstanceArn, PermissionSetArn };
  };
  return {
    async attach(setName, ManagedPolicyArn) {
      const place = await placeOf(setName);
      const isAttached = async () => (await managedPolicies(client, place)).includes(ManagedPolicyArn);
      const command = new AttachManagedPolicyToPermissionSetCommand({ ...place, ManagedPolicyArn });
      await change("sso:AttachManagedPolicyToPermissionSet", () => client.send(command), isAttached);
    },
    async detach(setName, ManagedPolicyArn) {
      const command = new DetachManagedPolicyFromPermissionSetCommand({ ...(await placeOf(setName)), ManagedPolicyArn });
      await change("sso:DetachManagedPolicyFromPermissionSet", () => unlessNotFound(() => client.send(command)));
    },
    async putInline(setName, _, InlinePolicy) {
      const command = new PutInlinePolicyToPermissionSetCommand({ ...(await placeOf(setName)), InlinePolicy });
      await change("sso:PutInlinePolicyToPermissionSet", () => client.send(command));
    },
    async deleteInline(setName) {
      const command = new DeleteInlinePolicyFromPermissionSetCommand(await placeOf(setName));
      await change("sso:DeleteInlinePolicyFromPermissionSet", () => unlessNotFound(() => client.send(command)));
    },
    async inlineDocument(setName) {
      const command = new GetInlinePolicyForPermissionSetCommand(await placeOf(setName));
      const { InlinePolicy = "" } = await call("sso:GetInlinePolicyForPermissionSet", () => client.send(command));
      return InlinePolicy === "" ? undefined : InlinePolicy;
    },
    async attached(setName) {
      const arns = await managedPolicies(client, await placeOf(setName));
      return arns.map((arn) => ({ arn: presentAs(Arn, arn, "Arn"), name: nameInArn(arn) }));
    },
    async provision(setName) {
      const place = await placeOf(setName);
      await provisioned({ client, place, pauses }, { TargetType: "ALL_PROVISIONED_ACCOUNTS" });
      const failed: string[] = [];
      for (const TargetId of await accountsOf(client, place, true)) {
        const status = await provisioned({ client, place, pauses }, { TargetType: "AWS_ACCOUNT", TargetId });
        if (status.Status === "FAILED") failed.push(`${TargetId} (${status.FailureReason ?? "no reason given"})`);
      }
      if (failed.length > 0) throw new ProvisioningFailedError(setName, failed);
    },
  };
}

interface Provisioning {
  readonly client: SSOAdminClient;
  readonly place: SetPlace;
  readonly pauses: Pauses;
}

type Target = { readonly TargetType: "ALL_PROVISIONED_ACCOUNTS" } | { readonly TargetType: "AWS_ACCOUNT"; readonly TargetId: string };

/** Starts a provisioning and awaits its end. One that another run started, and that still goes on, is tried again by the workflow. */
async function provisioned({ client, place, pauses }: Provisioning, target: Target): Promise<PermissionSetProvisioningStatus> {
  const command = new ProvisionPermissionSetCommand({ ...place, ...target });
  const started = (await change(PROVISION, () => client.send(command)))?.PermissionSetProvisioningStatus;
  let status = started;
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if (status?.Status === "SUCCEEDED" || status?.Status === "FAILED") return status;
    await pauses.pause(LOOK_SECONDS);
    const look = { InstanceArn: place.InstanceArn, ProvisionPermissionSetRequestId: started?.RequestId };
    status = await call("sso:DescribePermissionSetProvisioningStatus", async () => {
      return (await client.send(new DescribePermissionSetProvisioningStatusCommand(look))).PermissionSetProvisioningStatus;
    });
  }
  throw new ServiceFaultError(PROVISION, `it was not done after ${(MOST_LOOKS * LOOK_SECONDS) / 60} minutes.`);
}

const PROVISION = "sso:ProvisionPermissionSet";
const never = async () => false;

/**
 * ConflictException says that it is done already, or that something else is being done to the set and the call may be made again (IAM Identity
 * Center API Reference, "ConflictException").
 */
function change<T>(operation: string, send: () => Promise<T>, isDone: () => Promise<boolean> = never): Promise<T | undefined> {
  return call(operation, async () => {
    try {
      return await send();
    } catch (error) {
      if (errorName(error) !== "ConflictException") throw error;
      if (await isDone()) return undefined;
      throw new ThrottledError(operation, { cause: error });
    }
  });
}
