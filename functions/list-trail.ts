import { S3Client } from "@aws-sdk/client-s3";
import { clientSettings } from "#adapters/aws/client-settings.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required } from "#adapters/aws/settings.ts";
import { listTrail } from "#adapters/cloudtrail/list-trail.ts";
import { s3Summaries } from "#adapters/cloudtrail/summaries.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

export const handler = stepHandler("list-trail", listTrail, {
  trail: {
    client: new S3Client({ ...clientSettings, followRegionRedirects: true }),
    bucket: required(env, "TRAIL_BUCKET"),
    prefix: env.TRAIL_PREFIX ?? "",
  },
  summaries: s3Summaries(required(env, "SUMMARY_BUCKET"), kmsSigner({ evidence: required(env, "EVIDENCE_KEY_ID") })),
});
