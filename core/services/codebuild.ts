import { service } from "./knowledge.ts";

export const codebuild = service("codebuild", {
  receivesRolesAs: ["codebuild.amazonaws.com"],
  usuallyCalls: { codebuild: ["s3", "logs", "kms"] },
  parameters: { ProjectName: ["projectname", ".name", "names"] },
  passesRoles: [
    {
      always: ["CreateProject"],
      sometimes: ["StartBuildBatch", "UpdateProject"],
      to: ["codebuild.amazonaws.com"],
      source: "the AWS managed policy AWSProtonCodeBuildProvisioningServiceRolePolicy passes roles to it",
    },
  ],
});
