import { globalArn, inAnyAccount, type Place } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";

/** Where an account or unit is moved from and to: roots and units, by ids that hold the organisation's own only in ARNs. */
function parents({ request }: CloudTrailRecord, place: Place): readonly string[] | undefined {
  const ids = [request.sourceParentId, request.destinationParentId, request.parentId].filter((id) => typeof id === "string");
  const found = ids.flatMap((id) => {
    const type = /^ou-/.test(id) ? "ou" : /^r-/.test(id) ? "root" : undefined;
    return type === undefined ? [] : [globalArn("organizations", place, `${type}/o-*/${id}`)];
  });
  return found.length === 0 ? undefined : found;
}

/** A role that each new account comes with, in any account; other roles as they are. */
function inEachAccount(arn: string): string {
  return /:role\/(?:OrganizationAccountAccessRole|AWSControlTowerExecution)$/.test(arn) ? (inAnyAccount(arn) ?? arn) : arn;
}

export const organizations = service("organizations", {
  told: {
    arns: parents,
    alone: false,
    source: "AWS Organizations API Reference: MoveAccount; Service Authorization Reference, Resource types",
  },
  durableTypes: "all",
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
