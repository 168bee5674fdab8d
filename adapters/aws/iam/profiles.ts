import { IAMClient, paginateListInstanceProfiles } from "@aws-sdk/client-iam";
import { clientSettings } from "../client-settings.ts";
import { call } from "../errors.ts";

/** Names of the account's instance profiles → ARNs of their roles. A profile holds one role at most (IAM User Guide, "IAM and AWS STS quotas"). */
export function rolesOfProfiles(client = new IAMClient(clientSettings)): Promise<ReadonlyMap<string, string>> {
  return call("iam:ListInstanceProfiles", async () => {
    const found = new Map<string, string>();
    for await (const { InstanceProfiles = [] } of paginateListInstanceProfiles({ client, pageSize: 1000 }, {}))
      for (const { InstanceProfileName = "", Roles: [role] = [] } of InstanceProfiles)
        if (role?.Arn) found.set(InstanceProfileName, role.Arn);
    return found;
  });
}
