const SIGN_IN = "Sign in with aws sso login or aws configure, or name a profile: --profile NAME";

/** What to do about errors of AWS and its SDK, by their names. */
const REMEDIES: Readonly<Record<string, string>> = {
  CredentialsProviderError: `AWS credentials were not found, or no profile has that name (aws configure list-profiles). ${SIGN_IN}`,
  TokenProviderError: `the AWS session has ended. ${SIGN_IN}`,
  ExpiredToken: `the AWS session has ended. ${SIGN_IN}`,
  ExpiredTokenException: `the AWS session has ended. ${SIGN_IN}`,
  InvalidAccessKeyId: `AWS does not know the access key. ${SIGN_IN}`,
  InvalidClientTokenId: `AWS does not know the access key. ${SIGN_IN}`,
  SignatureDoesNotMatch: `the secret access key is wrong. ${SIGN_IN}`,
  NoSuchBucket: "there is no such bucket. Check its name and the profile's account.",
  NoSuchKey: "it was deleted while the trail was read.",
  InvalidObjectState: "it is archived in S3 Glacier. Restore it first: aws s3api restore-object",
  PreconditionFailed: "it changed while the trail was read. Run the command again.",
  RegionMissing: "no AWS region is set. Name one: --region REGION",
  PermanentRedirect: "the bucket is in another region. Name it: --region REGION",
};

/** Why AWS did not do what an operator asked, and what to do. `isRefusal`: it answered, and will answer the same again. */
export function awsErrorText(name: string, message: string, isRefusal = false): string {
  const remedy = REMEDIES[name];
  if (remedy !== undefined) return remedy;
  if (/^AccessDenied|^Forbidden$|^403$|^KMS/.test(name)) return `access denied (${message}). Use credentials that may read it.`;
  if (isRefusal) return `AWS refused it (${name}: ${message}).`;
  return `AWS could not be asked (${name}: ${message}). Run the command again.`;
}
