import { globalArn, type Place } from "#core/aws/arn.ts";
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

export const organizations = service("organizations", {
  told: {
    arns: parents,
    alone: false,
    source: "AWS Organizations API Reference: MoveAccount; Service Authorization Reference, Resource types",
  },
  durableTypes: "all",
  parameters: { AccountId: ["accountid"] },
  discoveryCalls: ["DescribeOrganization", "ListAccounts"],
});
