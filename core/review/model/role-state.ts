import * as v from "valibot";
import { Arn, RoleName } from "#core/aws/names.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { instant, list, object, optional } from "#core/schema.ts";

export const PolicyRef = object({ arn: Arn, name: v.string() });
export type PolicyRef = v.InferOutput<typeof PolicyRef>;

/** The document is read from the text anew: a saved one could say something else. */
const parsed = <const P extends { readonly name: string; readonly json: string }>(policy: P) => ({
  ...policy,
  document: parsePolicy(policy.json, policy.name),
});

/** Any name may be a key here; valibot's own record leaves names such as `constructor` out. */
const texts = v.custom<Readonly<Record<string, string>>>(
  (value) => typeof value === "object" && value !== null && Object.values(value).every((text) => typeof text === "string"),
  "must hold texts by name",
);

const AttachedPolicy = v.pipe(
  v.object({
    ...PolicyRef.pipe[0].entries,
    versionId: v.string(),
    /** When the default version was made; absent where it is not known. */
    since: optional(instant),
    /** The default version, exactly as IAM gave it, as JSON text. */
    json: v.string(),
    /** A refined policy that others carry too, or have as their boundary: a new version of it would change them. */
    shared: optional(v.literal(true)),
  }),
  v.transform(parsed),
  v.readonly(),
);
export type AttachedPolicy = v.InferOutput<typeof AttachedPolicy>;

const InlinePolicy = v.pipe(v.object({ name: v.string(), json: v.string() }), v.transform(parsed), v.readonly());
export type InlinePolicy = v.InferOutput<typeof InlinePolicy>;

/** What tells a permission set of IAM Identity Center from a role. */
const SetIdentity = object({
  instanceArn: v.string(),
  arn: v.string(),
  /** Every account that it is provisioned in, sorted. */
  accounts: list(v.string()),
  /** The management account, where the set is provisioned in it and the stack is elsewhere: AWS lets that account alone change the set. */
  changeableOnlyIn: optional(v.string()),
});
export type SetIdentity = v.InferOutput<typeof SetIdentity>;

/**
 * Everything that decides a role's permissions at one moment, and what says whose role it is. A permission set is told of as the one role
 * that Identity Center makes of it in each account.
 */
export const RoleState = object({
  arn: Arn,
  name: RoleName,
  path: v.string(),
  partition: v.string(),
  accountId: v.string(),
  createdAt: instant,
  /** The trust policy, as JSON text. */
  trust: v.string(),
  tags: texts,
  /** Sorted by ARN. */
  attached: list(AttachedPolicy),
  /** Sorted by name. */
  inline: list(InlinePolicy),
  boundaryArn: optional(Arn),
  /** Names, sorted. */
  instanceProfiles: list(v.string()),
  /** Why its policies could not be read, where that is so; then none of them is listed, and it cannot be reviewed. */
  unreadable: optional(v.string()),
  lastUsed: optional(object({ at: instant, region: v.string() })),
  /** IAM reports that it was not used once in the time that IAM looks back. */
  neverUsed: optional(v.literal(true)),
  permissionSet: optional(SetIdentity),
});
export type RoleState = v.InferOutput<typeof RoleState>;
