import { type Place, regionalArn } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { service, type ToldFact } from "./knowledge.ts";

/** The versions of a model stand below the name of their group. */
const versions: ToldFact = {
  alone: true,
  arns: ({ request }, place) => versionsOf(request, place),
  source: "Amazon SageMaker Developer Guide: Deploy a model version from a different account (model-package/GROUP/*)",
};

/** An app's ARN has its type as the request spells it, or in lower case. */
const apps: ToldFact = {
  alone: true,
  arns: ({ request }, place) => appIn(request, place),
  source: "the AWS managed policy SageMakerStudioProjectRoleMachineLearningPolicy (app/*/*/JupyterLab/* and app/*/*/jupyterlab/*)",
};

export const sagemaker = service("sagemaker", {
  receivesRolesAs: ["sagemaker.amazonaws.com"],
  eventSources: [
    { name: "api.sagemaker", source: "Service Authorization Reference: Amazon SageMaker" },
    { name: "runtime.sagemaker", source: "Service Authorization Reference: Amazon SageMaker" },
  ],
  calls: {
    CreateApp: { told: apps },
    CreateModelPackage: { told: versions },
    DeleteApp: { told: apps },
    DescribeApp: { told: apps },
  },
  ephemeralTypes: [
    "ai-benchmark-job",
    "ai-recommendation-job",
    "automl-job",
    "compilation-job",
    "edge-packaging-job",
    "hyper-parameter-tuning-job",
    "inference-recommendations-job",
    "job",
    "labeling-job",
    "model-card-export-job",
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
    {
      kind: "data-event",
      actions: [
        "BatchGetRecord",
        "DeleteRecord",
        "GetRecord",
        "InvokeEndpoint",
        "InvokeEndpointAsync",
        "InvokeEndpointWithResponseStream",
        "PutRecord",
      ],
      seldom: ["BatchPutMetrics"],
      source: "CloudTrail User Guide: Logging data events",
    },
  ],
  usuallyCalls: { sagemaker: ["s3", "cloudwatch", "logs", "sagemaker", "elasticfilesystem"] },
});

function versionsOf({ modelPackageGroupName: group }: JsonObject, place: Place): readonly string[] | undefined {
  if (typeof group !== "string" || group === "") return undefined;
  const { before = regionalArn("sagemaker", place, ""), name = group } =
    /^(?<before>arn:.*:)model-package-group\/(?<name>[^/]+)$/.exec(group)?.groups ?? {};
  return [`${before}model-package/${name}/*`];
}

function appIn({ domainId, userProfileName, spaceName, appType, appName }: JsonObject, place: Place): readonly string[] | undefined {
  const parts = [domainId, userProfileName ?? spaceName, appType, appName];
  if (!parts.every((part) => typeof part === "string") || typeof appType !== "string") return undefined;
  const [domain, owner, , name] = parts;
  return [appType, appType.toLowerCase()].map((type) => regionalArn("sagemaker", place, `app/${domain}/${owner}/${type}/${name}`));
}
