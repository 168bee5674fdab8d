import { CloudTrailClient, GetTrailCommand, ListTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { GetRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, HeadBucketCommand, PutPublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { reasonOf } from "#adapters/bucket/errors.ts";
import { nameInArn, parseArn } from "#core/aws/arn.ts";

interface Access {
  readonly region: string;
}

/** Looks things up for the questions of a deployment, and tells what is wrong with an answer; undefined where nothing is. */
export function deploymentChecks({ region }: Access) {
  const trails = new CloudTrailClient({ region });
  const iam = new IAMClient({ region });
  const s3 = new S3Client({ region, followRegionRedirects: true });
  return {
    /** The account's number; IAM tells it with any role. Undefined where the account has none that may be listed. */
    async account(): Promise<string | undefined> {
      const { Roles: [role] = [] } = await iam.send(new ListRolesCommand({ MaxItems: 1 }));
      return parseArn(role?.Arn ?? "")?.account;
    },
    /** The first trail of the account; empty where there is none, or it may not be asked for. */
    async trail(): Promise<string> {
      try {
        return (await trails.send(new ListTrailsCommand({}))).Trails?.[0]?.TrailARN ?? "";
      } catch {
        return "";
      }
    },
    trailProblem: (arn: string) => problem(() => trails.send(new GetTrailCommand({ Name: arn }))),
    roleProblem: (arn: string) => problem(() => iam.send(new GetRoleCommand({ RoleName: nameInArn(arn) }))),
    /** Makes the bucket where there is none. */
    bucketProblem: (Bucket: string) =>
      problem(async () => {
        try {
          await s3.send(new HeadBucketCommand({ Bucket }));
        } catch (error) {
          if (!(error instanceof Error) || error.name !== "NotFound") throw error;
          // The SDK adds the region by itself.
          await s3.send(new CreateBucketCommand({ Bucket }));
          const closed = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
          await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: closed }));
        }
      }),
  };
}

async function problem(ask: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
