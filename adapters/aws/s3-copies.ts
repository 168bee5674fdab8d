import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { AuditCopies } from "#core/review/ports/audit.ts";
import { clientSettings } from "./client-settings.ts";
import { call, errorName } from "./errors.ts";

/**
 * Each entry as an object of its own, which is never written twice. The SDK sends a checksum with it, which S3 asks for in a bucket with
 * Object Lock (S3 User Guide, "Object Lock considerations").
 */
export function s3Copies(Bucket: string, prefix: string, client = new S3Client(clientSettings)): AuditCopies {
  return {
    async send(entry) {
      const Key = `${prefix}/${entry.recordedAt.slice(0, 10).replaceAll("-", "/")}/${String(entry.sequence).padStart(12, "0")}.json`;
      const object = { Bucket, Key, Body: JSON.stringify(entry), ContentType: "application/json", IfNoneMatch: "*" };
      await call("s3:PutObject", async () => {
        try {
          await client.send(new PutObjectCommand(object));
        } catch (error) {
          // It is there since an earlier delivery.
          if (errorName(error) !== "PreconditionFailed") throw error;
        }
      });
    },
  };
}
