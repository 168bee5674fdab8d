import { service } from "./knowledge.ts";
import { has } from "./request.ts";

const reference = "Service Authorization Reference: AWS Backup, dependent actions";

export const backup = service("backup", {
  usuallyCalls: { backup: ["s3", "ebs"] },
  calls: {
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
    CreateLogicallyAirGappedBackupVault: { needs: [{ actions: ["backup-storage:MountCapsule"], on: [], source: reference }] },
  },
  ephemeralTypes: ["recoveryPoint"],
  passesRoles: [
    {
      always: ["CreateBackupSelection", "StartBackupJob", "StartCopyJob"],
      sometimes: ["CreateBackupPlan", "StartRestoreJob", "UpdateBackupPlan"],
      to: ["backup.amazonaws.com"],
      source: "the AWS managed policy AWSBackupFullAccess passes roles to it",
    },
    {
      always: ["CreateRestoreTestingSelection"],
      to: ["restore-testing.backup.amazonaws.com"],
      source: "the AWS managed policy AWSBackupFullAccess passes roles to it",
    },
  ],
});
