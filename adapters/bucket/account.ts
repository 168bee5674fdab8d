import { type GetAccountAuthorizationDetailsResponse, IAMClient, paginateGetAccountAuthorizationDetails } from "@aws-sdk/client-iam";
import { parseSnapshot, type Snapshot } from "../local/account/snapshot.ts";
import { type AwsAccess, settingsOf } from "./access.ts";
import { AwsReadError } from "./errors.ts";

const WHAT = "--account aws";

/** The account as IAM describes it now, in all its pages. Throws AwsReadError, and UnusableFileError for an account without roles. */
export async function accountSnapshot(access: AwsAccess): Promise<Snapshot> {
  const client = new IAMClient(settingsOf(access));
  const pages: GetAccountAuthorizationDetailsResponse[] = [];
  try {
    for await (const page of paginateGetAccountAuthorizationDetails({ client, pageSize: 1000 }, {})) pages.push(page);
  } catch (error) {
    throw new AwsReadError(WHAT, error);
  }
  const all = <T>(listOf: (page: GetAccountAuthorizationDetailsResponse) => T[] | undefined) => pages.flatMap((page) => listOf(page) ?? []);
  const whole = {
    UserDetailList: all(({ UserDetailList }) => UserDetailList),
    GroupDetailList: all(({ GroupDetailList }) => GroupDetailList),
    RoleDetailList: all(({ RoleDetailList }) => RoleDetailList),
    // Stand-ins of IAM leave the name out, which the ARN holds.
    Policies: all(({ Policies }) => Policies).map((policy) => ({ PolicyName: policy.Arn?.split("/").at(-1), ...policy })),
  };
  // Dates become text, as in the output of the AWS CLI.
  return parseSnapshot(JSON.parse(JSON.stringify(whole)), WHAT);
}
