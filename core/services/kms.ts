import { regionalArn } from "#core/aws/arn.ts";
import { service } from "./knowledge.ts";

const keyId = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

export const kms = service("kms", {
  events: [{ renamed: { ReEncrypt: "ReEncryptFrom ReEncryptTo" }, source: "AWS KMS API Reference: ReEncrypt, Required permissions" }],
  durableTypes: "all",
  calls: {
    ReplicateKey: {
      needs: [{ actions: ["CreateKey"], on: [], source: "AWS KMS Developer Guide: Controlling access to multi-Region keys, ReplicateKey" }],
    },
    UpdateAlias: {
      told: {
        alone: false,
        arns: (_record, place) => [regionalArn("kms", place, "key/*")],
        source:
          "AWS KMS Developer Guide: Controlling access to aliases (the key that the alias leaves must be allowed as well; no call tells it)",
      },
    },
  },
  types: {
    alias: { nameInArn: (name) => name.replace(/^alias\//, "") },
    key: { nameInArn: (name) => (/^(?:mrk-)?[0-9a-f-]{32,36}$/.test(name) ? name : "*") },
  },
  parameters: { KeyId: ["keyid", "targetkeyid"], Alias: ["aliasname"] },
  blindSpots: [
    {
      kind: "excludable",
      actions: [
        "CreateGrant",
        "Decrypt",
        "DescribeKey",
        "Encrypt",
        "GenerateDataKey",
        "GenerateDataKeyWithoutPlaintext",
        "GenerateMac",
        "GetPublicKey",
        "ReEncryptFrom",
        "ReEncryptTo",
        "Sign",
        "Verify",
        "VerifyMac",
      ],
      source: "CloudTrail User Guide: Logging management events, Excluding AWS KMS events",
    },
  ],
  namedIn: (parameter, value, place) =>
    /key(?:id|identifier)?$/.test(parameter) && keyId.test(value) ? regionalArn("kms", place, `key/${value}`) : undefined,
  discoveryCalls: ["ListKeys"],
});
