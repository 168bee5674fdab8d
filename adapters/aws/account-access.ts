import type { AssumeRoleCommandOutput, STSClient } from "@aws-sdk/client-sts";
import * as v from "valibot";
import { type ArnParts, formatArn, parseArn } from "#core/aws/arn.ts";
import { InvalidInputError, isTransient } from "#core/errors.ts";
import { AccountUnreachableError } from "#core/review/errors.ts";
import { clientSettings } from "./client-settings.ts";
import { toWhittleError } from "./errors.ts";
import { type Environment, readEnvironment } from "./settings.ts";

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** The SDK asks again some minutes before. */
  readonly expiration: Date;
}

/** How the services of one account are called. */
export interface AccountAccess {
  readonly account: string;
  /** For SDK clients. Without credentials they use those of the function's own role, which reach its own account alone. */
  readonly client: { readonly credentials?: () => Promise<Credentials> };
}

const RoleArn = v.looseObject({
  service: v.literal("iam"),
  account: v.pipe(v.string(), v.regex(/^\d{12}$/)),
  resource: v.pipe(v.string(), v.regex(/^role\/\S+$/)),
});

const Member = v.object({
  /** The ARN that the function's role of a member would have in the stack's own account. */
  MEMBER_ROLE: v.pipe(
    v.string("is not set"),
    v.transform(parseArn),
    v.custom<ArnParts>((arn) => v.is(RoleArn, arn), "is no role's ARN"),
  ),
  /** Empty where the stack has no members. */
  MEMBER_EXTERNAL_ID: v.optional(v.string(), ""),
});

/** The account of the stack itself. Throws InvalidInputError. */
export function ownAccount(environment: Environment): string {
  return readEnvironment(Member, environment).MEMBER_ROLE.account;
}

/**
 * How a function reaches an account: its own with its own role, a member with the role that infra/member-account.yaml made there for this
 * function alone. The credentials of that role throw AccountUnreachableError where STS refuses them, and ThrottledError and
 * ServiceFaultError, which may pass. Throws AccountUnreachableError at once where the stack has no members.
 */
export function accountAccess(environment: Environment, sts: () => Promise<Sts> = loadSts): (account: string) => AccountAccess {
  const { MEMBER_ROLE: role, MEMBER_EXTERNAL_ID: externalId } = readEnvironment(Member, environment);
  return (account) => {
    if (account === role.account) return { account, client: {} };
    if (externalId === "" || !/^\d{12}$/.test(account)) throw new AccountUnreachableError(account, "it is no member of this stack.");
    const asked = { RoleArn: formatArn({ ...role, account }), RoleSessionName: "whittle", ExternalId: externalId };
    return { account, client: { credentials: async () => await assume(await sts(), asked) } };
  };
}

interface Asked {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly ExternalId: string;
}

export type Sts = (asked: Asked) => Promise<AssumeRoleCommandOutput>;

/** Loaded for the first member. */
async function loadSts(): Promise<Sts> {
  const { STSClient: Client, AssumeRoleCommand } = await import("@aws-sdk/client-sts");
  const client: STSClient = new Client(clientSettings);
  return (asked) => client.send(new AssumeRoleCommand(asked));
}

/** What STS says of a refusal names the role and whoever asked, and never the external id. */
async function assume(sts: Sts, asked: Asked): Promise<Credentials> {
  const { account = "" } = parseArn(asked.RoleArn) ?? {};
  const answer = await sts(asked).catch((error: unknown) => {
    const known = toWhittleError("sts:AssumeRole", error);
    throw isTransient(known) ? known : new AccountUnreachableError(account, known.message, { cause: known });
  });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new AccountUnreachableError(account, "STS answered without credentials.");
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, expiration: Expiration };
}

/** An ARN of the stack's account, as it is in another account. Throws InvalidInputError where it is no ARN. */
export function inAccount(arn: string, account: string): string {
  const parts = parseArn(arn);
  if (!parts) throw new InvalidInputError("an ARN of the environment", "it is no ARN.");
  return formatArn({ ...parts, account });
}
