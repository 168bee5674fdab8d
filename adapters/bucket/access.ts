/** Which credentials and region of the operator's machine are used; undefined: what the environment and the default profile say. */
export interface AwsAccess {
  readonly profile: string | undefined;
  readonly region: string | undefined;
}

/** Settings for a client of the SDK, which looks for credentials where the AWS CLI does. */
export function settingsOf({ profile, region }: AwsAccess) {
  return {
    retryMode: "standard",
    maxAttempts: 6,
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  };
}
