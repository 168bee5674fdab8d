import { service } from "./knowledge.ts";

export const cloudtrail = service("cloudtrail", {
  parameters: { TrailName: [".name", "trailname", "trailnamelist"] },
  passesRoles: [
    {
      sometimes: ["CreateTrail", "StartImport", "UpdateTrail"],
      to: ["cloudtrail.amazonaws.com"],
      source: "the AWS managed policy AWSCloudTrail_FullAccess passes roles to it",
    },
  ],
  tagging: { action: "AddTags" },
  discoveryCalls: ["DescribeTrails"],
});
