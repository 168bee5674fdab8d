import { IAMClient } from "@aws-sdk/client-iam";
import type { AccountAccess } from "../account-access.ts";
import { clientSettings } from "../client-settings.ts";

/** IAM of an account. */
export function iamClient({ client }: AccountAccess): IAMClient {
  return new IAMClient({ ...clientSettings, ...client });
}
