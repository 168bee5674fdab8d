import { service } from "./knowledge.ts";

export const sagemaker = service("sagemaker", {
  eventSources: [
    { name: "api.sagemaker", source: "Service Authorization Reference: Amazon SageMaker" },
    { name: "runtime.sagemaker", source: "Service Authorization Reference: Amazon SageMaker" },
  ],
  passesRoles: [
    {
      always: [
        "CreateAutoMLJob",
        "CreateAutoMLJobV2",
        "CreateCompilationJob",
        "CreateDomain",
        "CreateFlowDefinition",
        "CreateHyperParameterTuningJob",
        "CreateImage",
        "CreateLabelingJob",
        "CreateModel",
        "CreateMonitoringSchedule",
        "CreateNotebookInstance",
        "CreatePipeline",
        "CreateProcessingJob",
        "CreateTrainingJob",
      ],
      sometimes: [
        "CreateCluster",
        "CreateEndpointConfig",
        "CreateFeatureGroup",
        "CreateUserProfile",
        "UpdateNotebookInstance",
        "UpdatePipeline",
      ],
      to: ["sagemaker.amazonaws.com"],
      source: "the AWS managed policy AmazonSageMakerFullAccess passes roles to it",
    },
  ],
  tagging: { action: "AddTags" },
  blindSpots: [
    { kind: "data-event", actions: ["GetRecord", "InvokeEndpoint", "PutRecord"], source: "CloudTrail User Guide: Logging data events" },
  ],
  usuallyCalls: { sagemaker: ["s3", "cloudwatch", "logs"] },
});
