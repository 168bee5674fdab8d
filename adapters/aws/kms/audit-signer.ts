import { KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { ServiceFaultError } from "#core/errors.ts";
import type { AuditSigner } from "#core/review/audit/chain.ts";
import { clientSettings } from "../client-settings.ts";
import { call } from "../errors.ts";

/** Signs with a key pair whose private half never leaves KMS: who may check an entry need not be able to make one. */
export function kmsAuditSigner(KeyId: string, client = new KMSClient(clientSettings)): AuditSigner {
  return {
    async sign(text) {
      const command = new SignCommand({ KeyId, Message: Buffer.from(text), MessageType: "RAW", SigningAlgorithm: "ECDSA_SHA_256" });
      const { Signature } = await call("kms:Sign", () => client.send(command));
      if (!Signature) throw new ServiceFaultError("kms:Sign", "no signature came back");
      return Buffer.from(Signature).toString("base64");
    },
  };
}
