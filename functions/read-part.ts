import { S3Client } from "@aws-sdk/client-s3";
import { clientSettings } from "#adapters/aws/client-settings.ts";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { required } from "#adapters/aws/settings.ts";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { codeHash } from "#adapters/cloudtrail/code-hash.ts";
import type { PartReading } from "#adapters/cloudtrail/read-part.ts";
import { s3Summaries } from "#adapters/cloudtrail/summaries.ts";
import { stepHandler } from "./handler.ts";

const { env } = process;

/** Loaded when there is a part to read. */
const readPart = async (ports: PartReading, input: unknown) => (await import("#adapters/cloudtrail/read-part.ts")).readPart(ports, input);

export const handler = stepHandler("read-part", readPart, {
  trail: { client: new S3Client({ ...clientSettings, followRegionRedirects: true }), bucket: required(env, "TRAIL_BUCKET") },
  summaries: s3Summaries(required(env, "SUMMARY_BUCKET"), kmsSigner({ evidence: required(env, "EVIDENCE_KEY_ID") })),
  catalogue: loadCatalogue(),
  madeBy: await codeHash(import.meta.dirname),
});
