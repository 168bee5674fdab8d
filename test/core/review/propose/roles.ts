import { toJson } from "#core/policy/json.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Activity } from "#core/usage/activity.ts";
import { activityFromDocuments } from "#core/usage/generated.ts";
import { catalogue, managedPolicy } from "#test/core/policy/catalogue.ts";
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

/** What Access Analyzer says of a role in October 2026: the documents that it generated. */
export function generatedActivity(role: RoleState, documents: readonly string[], isComplete = true): Activity {
  const { arn: roleArn, accountId: account } = role;
  return activityFromDocuments({
    documents,
    isComplete,
    roleArn,
    window: OCTOBER,
    partition: "aws",
    account,
    region: "us-east-1",
    catalogue,
  });
}

export const OCTOBER = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };
