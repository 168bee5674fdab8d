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
