import { type Place, regionalArn } from "#core/aws/arn.ts";
import { type JsonObject, objectOf } from "#core/cloudtrail/record.ts";
import { type CallFacts, service } from "./knowledge.ts";
import { has } from "./request.ts";

const reference = "Service Authorization Reference: AWS Backup, dependent actions";

/**
 * A recovery point has the ARN of what AWS Backup makes of a resource, and not all services put an account in theirs (AWS Backup Developer
 * Guide, "API permissions reference", resource ARN formats, "Recovery point").
 */
const recoveryPoints: CallFacts = {
  resourceTypes: [
    {
      name: "recoveryPoint",
      required: true,
      arns: [
        "arn:${Partition}:backup:${Region}:${Account}:recovery-point:${RecoveryPointId}",
        "arn:${Partition}:ec2:${Region}::image/${RecoveryPointId}",
        "arn:${Partition}:ec2:${Region}::snapshot/${RecoveryPointId}",
        "arn:${Partition}:rds:${Region}:${Account}:snapshot:${RecoveryPointId}",
        "arn:${Partition}:rds:${Region}:${Account}:cluster-snapshot:${RecoveryPointId}",
        "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/backup/${RecoveryPointId}",
        "arn:${Partition}:fsx:${Region}:${Account}:backup/${RecoveryPointId}",
        "arn:${Partition}:redshift:${Region}:${Account}:snapshot:${ClusterName}/${RecoveryPointId}",
      ],
    },
  ],
};

export const backup = service("backup", {
  usuallyCalls: { backup: ["s3", "ebs"] },
  calls: {
    CreateBackupAccessPoint: recoveryPoints,
    DeleteRecoveryPoint: recoveryPoints,
    DescribeRecoveryPoint: recoveryPoints,
    DisassociateRecoveryPoint: recoveryPoints,
    DisassociateRecoveryPointFromParent: recoveryPoints,
    GetRecoveryPointIndexDetails: recoveryPoints,
    GetRecoveryPointRestoreMetadata: recoveryPoints,
    StartCopyJob: recoveryPoints,
    StartScanJob: recoveryPoints,
    UpdateRecoveryPointIndexSettings: recoveryPoints,
    UpdateRecoveryPointLifecycle: recoveryPoints,
    CreateBackupVault: {
      needs: [
        { actions: ["backup-storage:MountCapsule"], on: [], source: reference },
        {
          actions: ["kms:CreateGrant", "kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey", "kms:RetireGrant"],
          on: ["arn:${Partition}:kms:${Region}:${Account}:key/${encryptionkeyarn}"],
          when: has("encryptionKeyArn"),
          source: reference,
        },
      ],
    },
    StartRestoreJob: {
      ...recoveryPoints,
      makesToo: {
        things: ({ request: { resourceType, metadata } }, place) => restoredThings(String(resourceType), objectOf(metadata), place),
        source: "AWS Backup Developer Guide: Restore a backup by resource type (the metadata names the new thing, or AWS makes up its id)",
      },
    },
    DescribeRestoreJob: {
      makesToo: {
        things: ({ response: { createdResourceArn } }) => (typeof createdResourceArn === "string" ? [createdResourceArn] : []),
        source: "AWS Backup API Reference: DescribeRestoreJob, CreatedResourceArn",
      },
    },
    CreateLogicallyAirGappedBackupVault: { needs: [{ actions: ["backup-storage:MountCapsule"], on: [], source: reference }] },
  },
  // Amazon RDS names its own `awsbackup:job-…`.
  types: { recoveryPoint: { colons: { source: "AWS Backup Developer Guide: API permissions reference, resource ARN formats" } } },
  ephemeralTypes: ["recoveryPoint"],
  passesRoles: [
    {
      always: ["CreateBackupSelection", "StartBackupJob", "StartCopyJob"],
      sometimes: ["CreateBackupPlan", "StartRestoreJob", "UpdateBackupPlan", "UpdateRecoveryPointIndexSettings"],
      to: ["backup.amazonaws.com"],
      source: "the AWS managed policy AWSBackupFullAccess passes roles to it",
    },
    {
      always: ["CreateRestoreTestingSelection"],
      sometimes: ["UpdateRestoreTestingSelection"],
      to: ["restore-testing.backup.amazonaws.com"],
      source: "the AWS managed policy AWSBackupFullAccess passes roles to it",
    },
    {
      always: ["StartScanJob"],
      to: ["backup.amazonaws.com", "malware-protection.guardduty.amazonaws.com"],
      source: "the AWS managed policy AWSBackupFullAccess passes roles to them",
    },
  ],
});

/** By resource type of a restore: what it makes under an id that AWS makes up. */
const restoredIds: Readonly<Record<string, readonly string[]>> = {
  EBS: ["ec2:volume/"],
  EC2: ["ec2:instance/", "ec2:network-interface/", "ec2:volume/"],
  EFS: ["elasticfilesystem:file-system/"],
  FSx: ["fsx:file-system/", "fsx:volume/"],
};

function restoredThings(resourceType: string, metadata: JsonObject, place: Place): readonly string[] {
  const named = (key: string, arn: (name: string) => string) => {
    const name = Object.entries(metadata).find(([each]) => each.toLowerCase() === key)?.[1];
    return typeof name === "string" && name !== "" ? [arn(name)] : [];
  };
  return [
    ...(restoredIds[resourceType] ?? []),
    ...named("dbinstanceidentifier", (name) => regionalArn("rds", place, `db:${name}`)),
    ...named("dbclusteridentifier", (name) => regionalArn("rds", place, `cluster:${name}`)),
    ...named("targettablename", (name) => regionalArn("dynamodb", place, `table/${name}`)),
  ];
}
