import { globalArn, type Place } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { type CallFacts, type HandingFact, service } from "./knowledge.ts";

/** Whoever may attach any policy to a role may make it an administrator. */
const managedPolicy: HandingFact = {
  key: "iam:PolicyARN",
  parameter: "policyArn",
  typeOf: "GetPolicy",
  onlyDenies: ["AWSCompromisedKeyQuarantine", "AWSCompromisedKeyQuarantineV2", "AWSCompromisedKeyQuarantineV3", "AWSDenyAll"],
  source: "IAM User Guide: Available keys for IAM, iam:PolicyARN; AWS Managed Policy Reference: AWSDenyAll, AWSCompromisedKeyQuarantine",
};

const inlinePolicy: CallFacts = {
  writesPolicy: { parameter: "policyDocument", source: "IAM API Reference: PutGroupPolicy, PutRolePolicy, PutUserPolicy" },
};

export const iam = service("iam", {
  durableTypes: "all",
  calls: {
    GenerateServiceLastAccessedDetails: {
      alternatives: {
        types: ["group", "policy", "role", "user"],
        source: "IAM API Reference: GenerateServiceLastAccessedDetails, Arn (one user, group, role or policy)",
      },
    },
    PutGroupPolicy: inlinePolicy,
    PutRolePolicy: inlinePolicy,
    PutUserPolicy: inlinePolicy,
    AttachGroupPolicy: { handsOn: managedPolicy },
    AttachRolePolicy: { handsOn: managedPolicy },
    AttachUserPolicy: { handsOn: managedPolicy },
    DetachGroupPolicy: { handsOn: managedPolicy },
    DetachRolePolicy: { handsOn: managedPolicy },
    DetachUserPolicy: { handsOn: managedPolicy },
    CreateRole: { tagsWith: "TagRole" },
    CreateUser: { tagsWith: "TagUser" },
    CreatePolicy: { tagsWith: "TagPolicy" },
    CreateInstanceProfile: { tagsWith: "TagInstanceProfile" },
    CreateOpenIDConnectProvider: {
      tagsWith: "TagOpenIDConnectProvider",
      told: {
        alone: true,
        arns: ({ request }, place) => identityProvider(request, place),
        source: "IAM API Reference: CreateOpenIDConnectProvider (the ARN ends in the URL without its scheme)",
      },
    },
    CreateSAMLProvider: { tagsWith: "TagSAMLProvider" },
    CreateServiceLinkedRole: {
      repeatable: { source: "IAM User Guide: Create a service-linked role (services ask for it whether it exists or not)" },
      told: {
        alone: true,
        arns: ({ request }, place) => serviceRole(request, place),
        source: "IAM User Guide: Service-linked role permissions",
      },
    },
  },
  types: { mfa: { parameters: { MfaTokenIdWithPath: ["virtualmfadevicename"] } } },
  passesRoles: [
    {
      always: ["AddRoleToInstanceProfile"],
      to: ["ec2.amazonaws.com"],
      holderMadeBy: { AddRoleToInstanceProfile: "instanceProfileName" },
      holderName: (profile) => profile,
      source: "the AWS managed policies AmazonEKSComputePolicy and ROSAInstallerPolicy pass roles to it",
    },
  ],
  actsOnRoles: true,
  takesAway: {
    actions: [
      "DeactivateMFADevice",
      "DeleteAccessKey",
      "DeleteLoginProfile",
      "DeleteServiceSpecificCredential",
      "DeleteSigningCertificate",
      "DeleteSSHPublicKey",
      "DeleteUser",
      "DeleteUserPolicy",
      "DeleteVirtualMFADevice",
      "DetachUserPolicy",
      "UpdateAccessKey",
    ],
    source: "IAM User Guide: Remove or deactivate an IAM user; Update access keys",
  },
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

/** CloudTrail writes the parameter `aWSServiceName`. */
function serviceRole(request: JsonObject, place: Place): readonly string[] | undefined {
  const name = request.aWSServiceName ?? request.awsServiceName;
  return typeof name === "string" && /^[a-z0-9.-]+$/.test(name) ? [globalArn("iam", place, `role/aws-service-role/${name}/*`)] : undefined;
}

function identityProvider({ url }: JsonObject, place: Place): readonly string[] | undefined {
  const name = typeof url === "string" ? /^https:\/\/([\w.:/-]+?)\/?$/.exec(url)?.[1] : undefined;
  return name === undefined ? undefined : [globalArn("iam", place, `oidc-provider/${name}`)];
}
