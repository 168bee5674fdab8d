import { KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { kmsAuditSigner } from "#adapters/aws/kms/audit-signer.ts";
import { NotAuthorizedError, ServiceFaultError } from "#core/errors.ts";

const kms = mockClient(KMSClient);
const signer = kmsAuditSigner("audit-key", new KMSClient({}));
beforeEach(() => kms.reset());

test("KMS signs an entry's text with the private half of the audit key", async () => {
  kms.on(SignCommand).resolves({ Signature: Buffer.from([1, 2, 255]) });
  expect(await signer.sign("entry 1")).toBe(Buffer.from([1, 2, 255]).toString("base64"));
  expect(kms.commandCalls(SignCommand)[0]?.args[0].input).toEqual({
    KeyId: "audit-key",
    Message: Buffer.from("entry 1"),
    MessageType: "RAW",
    SigningAlgorithm: "ECDSA_SHA_256",
  });
});

test("an answer without a signature is a fault, and a refusal is told as one", async () => {
  kms
    .on(SignCommand)
    .resolvesOnce({})
    .rejectsOnce(Object.assign(new Error("no"), { name: "AccessDeniedException" }));
  await expect(signer.sign("entry 1")).rejects.toThrow(ServiceFaultError);
  await expect(signer.sign("entry 1")).rejects.toThrow(NotAuthorizedError);
});
