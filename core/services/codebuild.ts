import { service } from "./knowledge.ts";

export const codebuild = service("codebuild", {
  parameters: { ProjectName: ["projectname", ".name", "names"] },
  passesRoles: [
    {
      always: ["CreateProject"],
      sometimes: ["StartBuildBatch", "UpdateProject"],
      source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
    },
  ],
});
