import { IAMClient, paginateListPolicies } from "@aws-sdk/client-iam";
import { type AwsAccess, settingsOf } from "../bucket/access.ts";
import { AwsReadError } from "../bucket/errors.ts";

/** The policies that Whittle made in the account, by their path: those of every stack and region. */
export async function whittlePolicies(access: AwsAccess): Promise<readonly { readonly arn: string; readonly isAttached: boolean }[]> {
  const client = new IAMClient(settingsOf(access));
  const found: { arn: string; isAttached: boolean }[] = [];
  try {
    for await (const { Policies = [] } of paginateListPolicies({ client }, { Scope: "Local", PathPrefix: "/whittle/" }))
      found.push(...Policies.map(({ Arn = "", AttachmentCount = 0 }) => ({ arn: Arn, isAttached: AttachmentCount > 0 })));
  } catch (error) {
    throw new AwsReadError("policies under the path /whittle/", error);
  }
  return found;
}
