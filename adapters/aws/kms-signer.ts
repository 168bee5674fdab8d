import { GenerateMacCommand, KMSClient, VerifyMacCommand } from "@aws-sdk/client-kms";
import type { Signer } from "#core/review/ports/machine.ts";
import { clientSettings } from "./client-settings.ts";
import { call, errorName } from "./errors.ts";

const MacAlgorithm = "HMAC_SHA_256";
const MAC_BYTES = 32;

/**
 * Keyed hashes that never leave KMS: nobody, Whittle's own code included, can read the key.
 * GenerateMac takes at most 4,096 bytes (KMS API Reference), so texts are links and tokens, not documents.
 */
export function kmsSigner(keyId: string, client = new KMSClient(clientSettings)): Signer {
  return {
    async sign(text) {
      const Message = Buffer.from(text, "utf8");
      const { Mac } = await call("kms:GenerateMac", () => client.send(new GenerateMacCommand({ KeyId: keyId, MacAlgorithm, Message })));
      return Buffer.from(Mac ?? []).toString("base64url");
    },
    async verify(text, signature) {
      const Mac = Buffer.from(signature, "base64url");
      // One text for one signature: base64url has spare bits and takes padding, KMS would not see the difference.
      if (Mac.length !== MAC_BYTES || Mac.toString("base64url") !== signature) return false;
      return call("kms:VerifyMac", async () => {
        try {
          const command = new VerifyMacCommand({ KeyId: keyId, MacAlgorithm, Mac, Message: Buffer.from(text, "utf8") });
          return (await client.send(command)).MacValid === true;
        } catch (error) {
          if (errorName(error) === "KMSInvalidMacException") return false;
          throw error;
        }
      });
    },
  };
}
