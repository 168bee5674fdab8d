import { globalArn } from "#core/aws/arn.ts";
import { service } from "./knowledge.ts";

export const iam = service("iam", {
  calls: {
    CreateRole: { tagsWith: "TagRole" },
    CreateUser: { tagsWith: "TagUser" },
    CreatePolicy: { tagsWith: "TagPolicy" },
    CreateInstanceProfile: { tagsWith: "TagInstanceProfile" },
    CreateOpenIDConnectProvider: { tagsWith: "TagOpenIDConnectProvider" },
    CreateSAMLProvider: { tagsWith: "TagSAMLProvider" },
    CreateServiceLinkedRole: {
      told: {
        alone: true,
        arns: ({ request: { awsServiceName } }, place) =>
          typeof awsServiceName === "string" && /^[a-z0-9.-]+$/.test(awsServiceName)
            ? [globalArn("iam", place, `role/aws-service-role/${awsServiceName}/*`)]
            : undefined,
        source: "IAM User Guide: Service-linked role permissions",
      },
    },
  },
  passesRoles: [{ always: ["AddRoleToInstanceProfile"], source: "IAM API Reference: AddRoleToInstanceProfile" }],
  actsOnRoles: true,
  blindSpots: [
    { kind: "not-logged", actions: ["PassRole"], source: "IAM User Guide: Grant a user permissions to pass a role to an AWS service" },
  ],
  discoveryCalls: [
    "GetAccountAuthorizationDetails",
    "GetAccountSummary",
    "GetUser",
    "ListAccessKeys",
    "ListAttachedRolePolicies",
    "ListAttachedUserPolicies",
    "ListGroups",
    "ListPolicies",
    "ListRoles",
    "ListUsers",
  ],
});
