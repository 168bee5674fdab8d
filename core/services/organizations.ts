import { globalArn, inAnyAccount, type Place } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";

/** Parameters that hold the id of a thing of any type: where an account is moved from and to, what a policy is attached to, what is tagged. */
const anything = ["accountId", "sourceParentId", "destinationParentId", "parentId", "childId", "targetId", "policyId", "resourceId"];

/** Roots, units, accounts and policies, by ids that hold the organisation's own only in ARNs. */
function named({ request }: CloudTrailRecord, place: Place): readonly string[] | undefined {
  const found = anything.flatMap((parameter) => {
    const id = request[parameter];
    const resource = typeof id === "string" ? resourceOf(id) : undefined;
    return resource === undefined ? [] : [globalArn("organizations", place, resource)];
  });
  return found.length === 0 ? undefined : found;
}

/** What an id is of, as an ARN has it. */
function resourceOf(id: string): string | undefined {
  if (/^\d{12}$/.test(id)) return `account/o-*/${id}`;
  if (/^p-\w+$/.test(id)) return `policy/o-*/*/${id}`;
  const type = /^(ou|rp?)-[\w-]+$/.exec(id)?.[1];
  return type === undefined ? undefined : `${{ ou: "ou", r: "root", rp: "resourcepolicy" }[type]}/o-*/${id}`;
}

/** A role that each new account comes with, in any account; other roles as they are. */
function inEachAccount(arn: string): string {
  return /:role\/(?:OrganizationAccountAccessRole|AWSControlTowerExecution)$/.test(arn) ? (inAnyAccount(arn) ?? arn) : arn;
}

export const organizations = service("organizations", {
  told: {
    arns: named,
    alone: false,
    source:
      "AWS Organizations API Reference: MoveAccount, AttachPolicy, TagResource; Service Authorization Reference, Resource types; AWS Organizations User Guide: Resource-based policy examples, Attach policies to a single OU or account",
  },
  durableTypes: "all",
  calls: {
    CreateAccount: {
      makesToo: {
        untold: ["account"],
        source: "AWS Organizations API Reference: CreateAccount (asynchronous; the answer has an id of the request, not the account's)",
      },
    },
  },
  parameters: { AccountId: ["accountid"] },
  implied: [
    {
      seen: ["sts:AssumeRole"],
      beside: ["organizations:CreateAccount"],
      implies: ["sts:AssumeRole"],
      whereUsed: true,
      on: inEachAccount,
      because: "the role that a new account comes with is assumed in the next one, too",
      source:
        "AWS Organizations User Guide: Accessing member accounts in an organization; AWS Control Tower User Guide: AWSControlTowerExecution",
    },
  ],
  discoveryCalls: ["DescribeOrganization", "ListAccounts"],
});
