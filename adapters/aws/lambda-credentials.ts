import { NotAuthorizedError } from "#core/errors.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Stands for the SDK's chain of credential providers in the bundles: Lambda puts the credentials of a function's role into
 * its environment and nowhere else (Lambda Developer Guide, "Using Lambda environment variables"). It saves 100 KB a function.
 */
export function defaultProvider() {
  return async (): Promise<Credentials> => {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
    if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
      throw new NotAuthorizedError("any AWS action", "the environment holds no credentials.");
    }
    return {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    };
  };
}
