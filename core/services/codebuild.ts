import { regionalArn } from "#core/aws/arn.ts";
import { service } from "./knowledge.ts";
import { alsoChecked, connectionsOf } from "./permission-only.ts";

const OF_BUILD = /^(?:Batch(?:Delete|Get)|Delete|Retry|Stop)Build(?:Batch)?(?:e?s)?$/;

export const codebuild = service("codebuild", {
  receivesRolesAs: ["codebuild.amazonaws.com"],
  usuallyCalls: { codebuild: ["s3", "logs", "kms"] },
  blindSpots: [
    {
      kind: "not-logged",
      actions: ["BatchPutCodeCoverages", "BatchPutTestCases", "CreateReport", "UpdateReport"],
      source:
        "AWS CodeBuild User Guide: Test report permissions; Service Authorization Reference: AWS CodeBuild, actions with permission only",
    },
  ],
  calls: alsoChecked(
    ["CreateProject", "ImportSourceCredentials", "UpdateProject"],
    ["codeconnections:PassConnection"],
    connectionsOf("codeconnections"),
  ),
  told: {
    alone: true,
    arns: ({ name, request: { id, ids } }, place) => {
      const builds = [id, ids].flat().filter((build) => typeof build === "string");
      const projects = builds.flatMap((build) => /^(?:arn:.*:build(?:-batch)?\/)?([^:/]+):/.exec(build)?.[1] ?? []);
      if (!OF_BUILD.test(name) || projects.length === 0) return undefined;
      return [...new Set(projects)].map((project) => regionalArn("codebuild", place, `project/${project}`));
    },
    source: "Service Authorization Reference: AWS CodeBuild, BatchGetBuilds and StopBuild; AWS CodeBuild API Reference: Build, id",
  },
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
