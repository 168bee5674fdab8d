import { service } from "./knowledge.ts";

export const dms = service("dms", {
  ephemeralTypes: ["ReplicationTaskAssessmentRun"],
  usuallyCalls: { dms: ["s3", "kinesis", "dynamodb", "es", "logs"] },
  events: [
    {
      renamed: {
        DescribeDataProviders: "ListDataProviders",
        DescribeExtensionPackAssociations: "ListExtensionPacks",
        DescribeInstanceProfiles: "ListInstanceProfiles",
        DescribeMetadataModelAssessments: "ListMetadataModelAssessments",
        DescribeMetadataModelConversions: "ListMetadataModelConversions",
        DescribeMetadataModelExportsAsScript: "ListMetadataModelExports",
        DescribeMetadataModelExportsToTarget: "ListMetadataModelExports",
        DescribeMigrationProjects: "ListMigrationProjects",
        ModifyConversionConfiguration: "UpdateConversionConfiguration",
        ModifyDataProvider: "UpdateDataProvider",
        ModifyInstanceProfile: "UpdateInstanceProfile",
        ModifyMigrationProject: "UpdateMigrationProject",
        StartExtensionPackAssociation: "AssociateExtensionPack",
        StartMetadataModelExportAsScript: "StartMetadataModelExportAsScripts",
      },
      source: "AWS DMS API Reference: Required permissions of each operation",
    },
  ],
  passesRoles: [
    {
      sometimes: ["CreateEndpoint", "CreateReplicationInstance", "ModifyEndpoint"],
      to: ["dms.amazonaws.com"],
      source: "the AWS managed policy DBModProvisioningAndMigration passes roles to it",
    },
  ],
  tagging: { action: "AddTagsToResource" },
});
