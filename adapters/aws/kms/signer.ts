import { GenerateMacCommand, KMSClient, VerifyMacCommand } from "@aws-sdk/client-kms";
import { ServiceFaultError } from "#core/errors.ts";
import type { Signer, SigningPurpose } from "#core/review/ports/machine.ts";
import { clientSettings } from "../client-settings.ts";
import { call, errorName } from "../errors.ts";

const MacAlgorithm = "HMAC_SHA_256";
const MAC_BYTES = 32;

/**
 * Keyed hashes whose keys never leave KMS: nobody, Whittle's own code included, can read one. `keys` holds the id of the key of each purpose.
 * GenerateMac takes at most 4,096 bytes (KMS API Reference), so texts are links and tokens, not documents.
 */
export function kmsSigner<Purpose extends SigningPurpose>(
  keys: Readonly<Record<Purpose, string>>,
  client = new KMSClient(clientSettings),
): Signer<Purpose> {
  return {
    async sign(purpose, text) {
      const Message = messageOf(purpose, text);
      const KeyId = keys[purpose];
      const { Mac } = await call("kms:GenerateMac", () => client.send(new GenerateMacCommand({ KeyId, MacAlgorithm, Message })));
      if (!Mac) throw new ServiceFaultError("kms:GenerateMac", "no signature came back");
      return Buffer.from(Mac).toString("base64url");
    },
    async verify(purpose, text, signature) {
      const Mac = Buffer.from(signature, "base64url");
      // One text for one signature: base64url has spare bits and takes padding, KMS would not see the difference.
      if (Mac.length !== MAC_BYTES || Mac.toString("base64url") !== signature) return false;
      return call("kms:VerifyMac", async () => {
        try {
          const command = new VerifyMacCommand({ KeyId: keys[purpose], MacAlgorithm, Mac, Message: messageOf(purpose, text) });
          return (await client.send(command)).MacValid === true;
        } catch (error) {
          if (errorName(error) === "KMSInvalidMacException") return false;
          throw error;
        }
      });
    },
  };
}

/** Under one key, too, what was signed for one purpose is good for no other. */
function messageOf(purpose: SigningPurpose, text: string): Buffer {
  return Buffer.from(`${purpose} ${text}`, "utf8");
}
