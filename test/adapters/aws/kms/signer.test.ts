import { GenerateMacCommand, KMSClient, VerifyMacCommand } from "@aws-sdk/client-kms";
import { mockClient } from "aws-sdk-client-mock";
import { beforeEach, expect, test } from "vitest";
import { kmsSigner } from "#adapters/aws/kms/signer.ts";
import { ServiceFaultError, ThrottledError } from "#core/errors.ts";

const aws = mockClient(KMSClient);
const signer = kmsSigner({ review: "key", vote: "votes" }, new KMSClient({}));
const mac = Buffer.alloc(32, 0xfb);

beforeEach(() => aws.reset());

test("signs in base64url without padding", async () => {
  aws.on(GenerateMacCommand).resolves({ Mac: mac });
  expect(await signer.sign("review", "text")).toBe(mac.toString("base64url"));
  expect(aws.call(0).args[0].input).toEqual({ KeyId: "key", MacAlgorithm: "HMAC_SHA_256", Message: Buffer.from("review text") });
});

test("an answer without a signature is a fault of the service, and no empty signature", async () => {
  aws.on(GenerateMacCommand).resolves({});
  await expect(signer.sign("review", "text")).rejects.toThrow(ServiceFaultError);
});

test("has a key for each purpose, and the purpose under the signature", async () => {
  aws.on(GenerateMacCommand).resolves({ Mac: mac });
  await signer.sign("vote", "text");
  expect(aws.call(0).args[0].input).toMatchObject({ KeyId: "votes", Message: Buffer.from("vote text") });
});

test("verifies what KMS verifies, and refuses what KMS refuses", async () => {
  const refused = Object.assign(new Error("no"), { name: "KMSInvalidMacException", $metadata: { httpStatusCode: 400 } });
  aws.on(VerifyMacCommand).resolvesOnce({ MacValid: true }).rejectsOnce(refused);
  expect(await signer.verify("review", "text", mac.toString("base64url"))).toBe(true);
  expect(await signer.verify("review", "text", mac.toString("base64url"))).toBe(false);
});

test.each([
  ["an empty one", ""],
  ["a short one", "abc"],
  ["one with padding", `${mac.toString("base64url")}=`],
  ["one in plain base64", mac.toString("base64")],
  ["one whose spare bits differ", `${mac.toString("base64url").slice(0, -1)}t`],
])("a signature of another spelling is refused without asking KMS: %s", async (_, signature) => {
  expect(await signer.verify("review", "text", signature)).toBe(false);
  expect(aws.calls()).toHaveLength(0);
});

test("throttling is an error, not a refusal", async () => {
  aws.on(VerifyMacCommand).rejects(Object.assign(new Error("slow"), { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } }));
  await expect(signer.verify("review", "text", mac.toString("base64url"))).rejects.toThrow(ThrottledError);
});
