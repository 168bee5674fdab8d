import { service } from "./knowledge.ts";

export const codebuild = service("codebuild", {
  usuallyCalls: { codebuild: ["s3", "logs", "kms"] },
  parameters: { ProjectName: ["projectname", ".name", "names"] },
  passesRoles: [
    {
      always: ["CreateProject"],
      sometimes: ["StartBuildBatch", "UpdateProject"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
});
