import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { InvalidInputError } from "#core/errors.ts";
import { clientSettings } from "./client-settings.ts";
import { call } from "./errors.ts";

/** The current value of a secret that is plain text. Throws InvalidInputError where it holds none. */
export async function readSecret(arn: string, client = new SecretsManagerClient(clientSettings)): Promise<string> {
  const { SecretString } = await call("secretsmanager:GetSecretValue", () => client.send(new GetSecretValueCommand({ SecretId: arn })));
  const secret = SecretString?.trim() ?? "";
  if (secret === "" || secret.startsWith("{")) throw new InvalidInputError(arn, "holds no secret as plain text.");
  return secret;
}
