import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient, GetTrailCommand, ListTrailsCommand } from "@aws-sdk/client-cloudtrail";
import { GetRoleCommand, IAMClient, ListRolesCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, HeadBucketCommand, PutPublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { decodeDocument } from "#adapters/aws/iam/documents.ts";
import { reasonOf } from "#adapters/bucket/errors.ts";
import { nameInArn, parseArn } from "#core/aws/arn.ts";
import { purposeOf } from "#core/evidence/purpose.ts";
import { stackNamed } from "./change-set.ts";

interface Access {
  readonly region: string;
}

/** The stack that README makes of infra/access-role.yaml. */
const ACCESS_STACK = "whittle-access";
const READER = "access-analyzer";

/** Looks things up for the questions of a deployment, and tells what is wrong with an answer; undefined where nothing is. */
export function deploymentChecks({ region }: Access) {
  const trails = new CloudTrailClient({ region });
  const iam = new IAMClient({ region });
  const s3 = new S3Client({ region, followRegionRedirects: true });
  const cloudFormation = new CloudFormationClient({ region });
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
    /** The bucket that a trail writes to; empty where it cannot be told. */
    async bucketOf(trail: string): Promise<string> {
      try {
        return trail === "" ? "" : ((await trails.send(new GetTrailCommand({ Name: trail }))).Trail?.S3BucketName ?? "");
      } catch {
        return "";
      }
    },
    /** The access role that the stack of infra/access-role.yaml made; empty where there is no such stack, or it may not be asked for. */
    async accessRole(): Promise<string> {
      try {
        const { Outputs = [] } = (await stackNamed(cloudFormation, ACCESS_STACK)) ?? {};
        return Outputs.find(({ OutputKey }) => OutputKey === "AccessRoleArn")?.OutputValue ?? "";
      } catch {
        return "";
      }
    },
    async trailProblem(arn: string): Promise<string | undefined> {
      if (parseArn(arn)?.service !== "cloudtrail") return "it must be the ARN of a trail: aws cloudtrail list-trails";
      return await problem(() => trails.send(new GetTrailCommand({ Name: arn })), { TrailNotFoundException: "there is no such trail" });
    },
    async roleProblem(arn: string): Promise<string | undefined> {
      if (!/:role\//.test(arn) || parseArn(arn)?.service !== "iam") return "it must be the ARN of a role";
      let found: Awaited<ReturnType<typeof readRole>>;
      const unread = await problem(
        async () => {
          found = await readRole(iam, nameInArn(arn));
        },
        { NoSuchEntityException: "there is no such role: deploy infra/access-role.yaml first" },
      );
      if (unread !== undefined) return unread;
      if (found?.arn !== arn) return `the ARN of the role with this name is ${found?.arn}`;
      return found.services.includes(READER) ? undefined : `its trust policy does not let ${READER}.amazonaws.com take it`;
    },
    /** A bucket of another account may not be seen. */
    trailBucketProblem: (Bucket: string) =>
      problem(() => s3.send(new HeadBucketCommand({ Bucket })), {
        NotFound: "there is no such bucket",
        Forbidden: undefined,
        "403": undefined,
      }),
    /** Makes the bucket where there is none. */
    bucketProblem: (Bucket: string) =>
      problem(
        async () => {
          try {
            await s3.send(new HeadBucketCommand({ Bucket }));
          } catch (error) {
            if (!(error instanceof Error) || error.name !== "NotFound") throw error;
            // The SDK adds the region by itself.
            await s3.send(new CreateBucketCommand({ Bucket }));
            const closed = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
            await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: closed }));
          }
        },
        { Forbidden: NOT_YOURS, "403": NOT_YOURS, BucketAlreadyExists: NOT_YOURS },
      ),
  };
}

const NOT_YOURS = "a bucket of this name is somebody else's, or your credentials may not use it";

async function readRole(client: IAMClient, RoleName: string) {
  const { Role } = await client.send(new GetRoleCommand({ RoleName }));
  return Role && { arn: Role.Arn ?? "", services: purposeOf(decodeDocument(Role.AssumeRolePolicyDocument ?? "")).services };
}

/** Why AWS refused, undefined where it did not. `words` are those for errors that say what is wrong with an answer, by their names. */
async function problem(ask: () => Promise<unknown>, words: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    const name = error instanceof Error ? error.name : "";
    return name in words ? words[name] : reasonOf(error);
  }
}
