import { type Place, regionalArn } from "#core/aws/arn.ts";
import { service } from "./knowledge.ts";
import { has } from "./request.ts";

export const secretsmanager = service("secretsmanager", {
  byRequest: {
    BatchGetSecretValue: [
      {
        when: has("filters"),
        needs: ["ListSecrets"],
        source: "AWS Secrets Manager API Reference: BatchGetSecretValue, Required permissions",
      },
    ],
  },
  calls: {
    BatchGetSecretValue: {
      needs: [
        {
          actions: ["secretsmanager:GetSecretValue"],
          on: ({ request: { secretIdList } }, place) => named(secretIdList, place),
          when: has("secretIdList"),
          source: "AWS Secrets Manager API Reference: BatchGetSecretValue, Required permissions",
        },
      ],
    },
    RotateSecret: {
      needs: [
        {
          actions: ["lambda:InvokeFunction"],
          on: ["${rotationlambdaarn}"],
          when: has("rotationLambdaARN"),
          source: "Service Authorization Reference: AWS Secrets Manager, RotateSecret, dependent actions",
        },
      ],
    },
  },
  types: { Secret: { nameInArn: (name) => `${name}-??????` } },
  parameters: { SecretId: ["secretid", ".name", "secretidlist"] },
  meaningsOf: meaningsOf,
  discoveryCalls: ["ListSecrets"],
});

/**
 * A secret's ARN ends in a hyphen and six random characters, and a request may leave them out (AWS Secrets Manager API
 * Reference, GetSecretValue, SecretId). Six that are a word may be the name's own end: both readings then.
 */
function meaningsOf(arn: string): readonly string[] {
  if (!/^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^*?]+$/.test(arn)) return [arn];
  if (!/-[A-Za-z0-9]{6}$/.test(arn)) return [`${arn}-??????`];
  return /[A-Z][^-]*$/.test(arn) ? [arn] : [arn, `${arn}-??????`];
}

/** The secrets of a batch, by name or by ARN. */
function named(ids: unknown, place: Place): readonly string[] {
  const secrets = Array.isArray(ids) ? ids.filter((id) => typeof id === "string") : [];
  return secrets.flatMap((id) => (id.startsWith("arn:") ? meaningsOf(id) : [regionalArn("secretsmanager", place, `secret:${id}-??????`)]));
}
