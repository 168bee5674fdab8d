import { service } from "./knowledge.ts";

export const emrServerless = service("emr-serverless", {
  receivesRolesAs: ["emr-serverless.amazonaws.com"],
  usuallyCalls: { "emr-serverless": ["s3", "kms", "logs"] },
  eventSources: [{ name: "emrserverless", source: "Service Authorization Reference: Amazon EMR Serverless" }],
  ephemeralTypes: ["jobRun", "session"],
  passesRoles: [
    {
      always: ["StartJobRun"],
      to: ["emr-serverless.amazonaws.com"],
      source: "the AWS managed policy AmazonSageMakerCanvasFullAccess passes roles to it",
    },
  ],
});
