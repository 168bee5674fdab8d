import * as v from "valibot";
import { RoleState } from "#core/review/model/role-state.ts";

/** What a test says differently about a role of a permission set. */
export interface SetRoleOptions {
  readonly account?: string;
  readonly set?: string;
  readonly name?: string;
  readonly path?: string;
  readonly attached?: readonly { readonly arn: string; readonly json: string; readonly versionId?: string }[];
  readonly inline?: readonly { readonly name: string; readonly json: string }[];
  readonly boundaryArn?: string;
  readonly lastUsed?: string;
  readonly neverUsed?: true;
}

/** A role of IAM Identity Center. */
export function setRole(options: SetRoleOptions): RoleState {
  const { account = "111122223333", set = "Admins", path = "/aws-reserved/sso.amazonaws.com/" } = options;
  const { name = `AWSReservedSSO_${set}_1a2b3c4d5e6f7a8b`, attached = [], inline = [], boundaryArn, lastUsed, neverUsed } = options;
  return v.parse(RoleState, {
    arn: `arn:aws:iam::${account}:role${path}${name}`,
    name,
    path,
    partition: "aws",
    accountId: account,
    createdAt: "2024-01-01T00:00:00.000Z",
    trust: "{}",
    tags: {},
    attached: attached.map(({ arn, json, versionId = "v1" }) => ({ arn, name: arn.slice(arn.lastIndexOf("/") + 1), versionId, json })),
    inline,
    instanceProfiles: [],
    ...(boundaryArn === undefined ? {} : { boundaryArn }),
    ...(lastUsed === undefined ? {} : { lastUsed: { at: lastUsed, region: "eu-west-1" } }),
    ...(neverUsed ? { neverUsed } : {}),
  });
}
