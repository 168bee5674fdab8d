import { CloudFormationClient, DescribeStackResourcesCommand, type StackResource } from "@aws-sdk/client-cloudformation";
import type { Stacks } from "#core/review/ports/iam.ts";
import type { AccountAccess } from "./account-access.ts";
import { clientSettings } from "./client-settings.ts";
import { call, errorName } from "./errors.ts";

/** As many resources as DescribeStackResources tells of a stack (CloudFormation API Reference). */
const MOST_TOLD = 100;

/** Asks CloudFormation of an account by a role's name which stack made it. */
export function cloudFormationStacks(access: AccountAccess, client = clientOf(access)): Stacks {
  return {
    async ownerOf(roleName) {
      const resources = await call("cloudformation:DescribeStackResources", () => besides(client, roleName));
      const role = resources.find((resource) => isRole(resource, roleName));
      if (role?.StackName) return { stack: role.StackName, ...(role.LogicalResourceId ? { logicalId: role.LogicalResourceId } : {}) };
      const [first] = resources;
      return resources.length >= MOST_TOLD && first?.StackName ? { stack: first.StackName } : undefined;
    },
  };
}

function clientOf({ client }: AccountAccess): CloudFormationClient {
  return new CloudFormationClient({ ...clientSettings, ...client });
}

/** The resources of the stack that something of this name belongs to; none where there is no such stack. */
async function besides(client: CloudFormationClient, name: string): Promise<readonly StackResource[]> {
  try {
    return (await client.send(new DescribeStackResourcesCommand({ PhysicalResourceId: name }))).StackResources ?? [];
  } catch (error) {
    if (errorName(error) === "ValidationError" && /does not exist/.test(String(error))) return [];
    throw error;
  }
}

/** Something else may have the role's name, and a deleted stack may have left the role behind. */
function isRole({ ResourceType, PhysicalResourceId, ResourceStatus }: StackResource, roleName: string): boolean {
  return ResourceType === "AWS::IAM::Role" && PhysicalResourceId === roleName && !ResourceStatus?.startsWith("DELETE_");
}
