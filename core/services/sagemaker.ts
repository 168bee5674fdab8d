import { service } from "./knowledge.ts";

export const sagemaker = service("sagemaker", {
  receivesRolesAs: ["sagemaker.amazonaws.com"],
  eventSources: [
    { name: "api.sagemaker", source: "Service Authorization Reference: Amazon SageMaker" },
    { name: "runtime.sagemaker", source: "Service Authorization Reference: Amazon SageMaker" },
  ],
  ephemeralTypes: [
    "automl-job",
    "compilation-job",
    "edge-packaging-job",
    "hyper-parameter-tuning-job",
    "inference-recommendations-job",
    "labeling-job",
    "optimization-job",
    "pipeline-execution",
    "processing-job",
    "training-job",
    "transform-job",
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
    {
      sometimes: ["CreateDeviceFleet", "UpdateDeviceFleet"],
      to: ["credentials.iot.amazonaws.com", "iot.amazonaws.com", "sagemaker.amazonaws.com"],
      source: "Amazon SageMaker Developer Guide: SageMaker Edge Manager, Create an AWS IoT role alias",
    },
  ],
  tagging: { action: "AddTags" },
  blindSpots: [
    { kind: "data-event", actions: ["GetRecord", "InvokeEndpoint", "PutRecord"], source: "CloudTrail User Guide: Logging data events" },
  ],
  usuallyCalls: { sagemaker: ["s3", "cloudwatch", "logs", "sagemaker", "elasticfilesystem"] },
});
