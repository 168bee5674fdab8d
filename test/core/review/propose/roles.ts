import { toJson } from "#core/policy/json.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { managedPolicy } from "#test/core/policy/catalogue.ts";
import { asArn, asRoleName } from "#test/names.ts";

const ACCOUNT = "111122223333";

/** A role of a made-up account that carries AWS managed policies, by name. */
export function roleWith(policies: readonly string[], more: Partial<RoleState> = {}): RoleState {
  return {
    arn: asArn(`arn:aws:iam::${ACCOUNT}:role/TestRole`),
    name: asRoleName("TestRole"),
    path: "/",
    partition: "aws",
    accountId: ACCOUNT,
    createdAt: "2016-01-01T00:00:00.000Z",
    trust: "{}",
    tags: {},
    attached: policies.toSorted().map((name) => {
      const document = managedPolicy(name);
      return { arn: asArn(`arn:aws:iam::aws:policy/${name}`), name, versionId: "v1", json: JSON.stringify(toJson(document)), document };
    }),
    inline: [],
    instanceProfiles: [],
    ...more,
  };
}
