/** Calls of a service that hand a role to it: `iam:PassRole` is needed for each, and no event of its own ever shows it. */
export interface RolePassing {
  readonly service: string;
  /** Calls that cannot be made without a role. */
  readonly always: readonly string[];
  /** Calls that may hand one over. */
  readonly sometimes: readonly string[];
  /** What `iam:PassedToService` says then; empty where AWS does not say it for sure, and no condition is written. */
  readonly receivers: readonly string[];
  /** Request parameters that name something which holds the role, so that the request need not name the role itself. */
  readonly heldBy?: readonly string[];
  readonly source: string;
}

const managed = (policy: string) => `the AWS managed policy ${policy} passes roles to it`;
const reference = "Service Authorization Reference, dependent actions; each service's API Reference for what is required";

/**
 * One line a service and receiver. To add one, name the actions, who gets the role, and the AWS page or managed policy that says
 * so; a test checks the names. A service that is not here still counts where a request names a role in a parameter called a role.
 */
export const rolePassing: readonly RolePassing[] = [
  {
    service: "lambda",
    always: ["CreateFunction"],
    sometimes: ["UpdateFunctionConfiguration"],
    receivers: ["lambda.amazonaws.com"],
    source: managed("AWSLambda_FullAccess"),
  },
  {
    service: "ec2",
    always: ["AssociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation"],
    sometimes: ["RequestSpotInstances", "RunInstances"],
    receivers: ["ec2.amazonaws.com"],
    source: managed("AWSApplicationMigrationFullAccess"),
  },
  {
    service: "ec2",
    always: ["RequestSpotFleet"],
    sometimes: [],
    receivers: ["ec2.amazonaws.com", "spotfleet.amazonaws.com"],
    source: managed("AWSThinkboxAWSPortalAdminPolicy"),
  },
  { service: "ec2", always: [], sometimes: ["CreateFlowLogs", "EnableFastLaunch"], receivers: [], source: reference },
  {
    service: "autoscaling",
    always: [],
    sometimes: ["CreateAutoScalingGroup", "CreateLaunchConfiguration", "UpdateAutoScalingGroup"],
    heldBy: ["launchTemplate", "mixedInstancesPolicy"],
    receivers: ["ec2.amazonaws.com"],
    source: "Amazon EC2 Auto Scaling User Guide: Control Amazon EC2 launch template usage",
  },
  { service: "autoscaling", always: [], sometimes: ["PutLifecycleHook"], receivers: [], source: reference },
  {
    service: "ecs",
    always: ["RunTask", "StartTask"],
    sometimes: ["RegisterTaskDefinition"],
    heldBy: ["taskDefinition"],
    receivers: ["ecs-tasks.amazonaws.com"],
    source: managed("AmazonECS_FullAccess"),
  },
  { service: "ecs", always: ["CreateExpressGatewayService"], sometimes: ["CreateService"], receivers: [], source: reference },
  {
    service: "application-autoscaling",
    always: [],
    sometimes: ["RegisterScalableTarget"],
    receivers: ["application-autoscaling.amazonaws.com"],
    source: managed("AmazonECS_FullAccess"),
  },
  {
    service: "states",
    always: ["CreateStateMachine"],
    sometimes: ["TestState", "UpdateStateMachine"],
    receivers: ["states.amazonaws.com"],
    source: managed("AmazonSageMakerFullAccess"),
  },
  {
    service: "events",
    always: [],
    sometimes: ["CreateEndpoint", "PutRule", "PutTargets", "UpdateEndpoint"],
    receivers: ["events.amazonaws.com"],
    source: managed("AmazonEventBridgeFullAccess"),
  },
  {
    service: "scheduler",
    always: ["CreateSchedule", "UpdateSchedule"],
    sometimes: [],
    receivers: ["scheduler.amazonaws.com"],
    source: managed("AmazonEventBridgeSchedulerFullAccess"),
  },
  {
    service: "pipes",
    always: ["CreatePipe", "UpdatePipe"],
    sometimes: [],
    receivers: ["pipes.amazonaws.com"],
    source: managed("AmazonEventBridgePipesFullAccess"),
  },
  {
    service: "cloudformation",
    always: [],
    sometimes: [
      "ContinueUpdateRollback",
      "CreateChangeSet",
      "CreateStack",
      "CreateStackSet",
      "RollbackStack",
      "UpdateStack",
      "UpdateStackSet",
    ],
    receivers: ["cloudformation.amazonaws.com"],
    source: managed("AdministratorAccess-AWSElasticBeanstalk"),
  },
  {
    service: "codepipeline",
    always: ["CreatePipeline", "UpdatePipeline"],
    sometimes: [],
    receivers: ["codepipeline.amazonaws.com"],
    source: managed("AWSCodePipeline_FullAccess"),
  },
  { service: "codebuild", always: ["CreateProject"], sometimes: ["StartBuildBatch", "UpdateProject"], receivers: [], source: reference },
  { service: "codedeploy", always: ["CreateDeploymentGroup"], sometimes: ["UpdateDeploymentGroup"], receivers: [], source: reference },
  {
    service: "glue",
    always: ["CreateCrawler", "CreateDevEndpoint", "CreateJob", "CreateMLTransform", "CreateSession"],
    sometimes: ["UpdateCrawler", "UpdateJob", "UpdateMLTransform"],
    receivers: ["glue.amazonaws.com"],
    source: managed("AWSGlueConsoleFullAccess"),
  },
  {
    service: "elasticmapreduce",
    always: ["RunJobFlow"],
    sometimes: ["AddInstanceGroups", "AddJobFlowSteps"],
    receivers: ["application-autoscaling.amazonaws.com", "ec2.amazonaws.com", "elasticmapreduce.amazonaws.com"],
    source: managed("AmazonEMRFullAccessPolicy_v2"),
  },
  {
    service: "emr-serverless",
    always: ["StartJobRun"],
    sometimes: [],
    receivers: ["emr-serverless.amazonaws.com"],
    source: managed("AmazonSageMakerCanvasFullAccess"),
  },
  {
    service: "sagemaker",
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
    receivers: ["sagemaker.amazonaws.com"],
    source: managed("AmazonSageMakerFullAccess"),
  },
  {
    service: "bedrock",
    always: ["CreateFlow", "CreateKnowledgeBase", "CreateModelCustomizationJob", "CreateModelInvocationJob", "UpdateAgent"],
    sometimes: ["CreateAgent", "PutModelInvocationLoggingConfiguration"],
    receivers: ["bedrock.amazonaws.com"],
    source: managed("AmazonBedrockFullAccess"),
  },
  { service: "firehose", always: ["CreateDeliveryStream"], sometimes: ["UpdateDestination"], receivers: [], source: reference },
  {
    service: "backup",
    always: ["CreateBackupSelection", "CreateRestoreTestingSelection", "StartBackupJob", "StartCopyJob"],
    sometimes: ["CreateBackupPlan", "StartRestoreJob", "UpdateBackupPlan"],
    receivers: [],
    source: reference,
  },
  {
    service: "config",
    always: [],
    sometimes: ["PutConfigurationAggregator", "PutConfigurationRecorder", "PutRemediationConfigurations"],
    receivers: [],
    source: reference,
  },
  {
    service: "datasync",
    always: ["CreateLocationS3"],
    sometimes: [],
    receivers: ["datasync.amazonaws.com"],
    source: managed("AWSDataSyncFullAccess"),
  },
  {
    service: "mediaconvert",
    always: ["CreateJob"],
    sometimes: [],
    receivers: ["mediaconvert.amazonaws.com"],
    source: managed("AWSElementalMediaConvertFullAccess"),
  },
  {
    service: "cloudtrail",
    always: [],
    sometimes: ["CreateTrail", "UpdateTrail"],
    receivers: ["cloudtrail.amazonaws.com"],
    source: managed("AWSCloudTrail_FullAccess"),
  },
  {
    service: "transfer",
    always: ["CreateAccess", "CreateAgreement", "CreateConnector", "CreateUser"],
    sometimes: ["CreateServer", "UpdateAccess", "UpdateServer", "UpdateUser"],
    receivers: ["transfer.amazonaws.com"],
    source: managed("AWSTransferFullAccess"),
  },
  {
    service: "rolesanywhere",
    always: ["CreateProfile"],
    sometimes: ["EnableProfile", "UpdateProfile"],
    receivers: ["rolesanywhere.amazonaws.com"],
    source: managed("AWSRolesAnywhereFullAccess"),
  },
  {
    service: "synthetics",
    always: ["CreateCanary"],
    sometimes: ["UpdateCanary"],
    receivers: ["lambda.amazonaws.com", "synthetics.amazonaws.com"],
    source: managed("CloudWatchSyntheticsFullAccess"),
  },
  {
    service: "dax",
    always: ["CreateCluster"],
    sometimes: [],
    receivers: ["dax.amazonaws.com"],
    source: managed("AmazonDynamoDBFullAccess"),
  },
  {
    service: "apigateway",
    always: [],
    sometimes: ["PATCH", "POST", "PUT"],
    receivers: [],
    source: "API Gateway Developer Guide: the credentials of an integration and the account's CloudWatch role need iam:PassRole",
  },
  {
    service: "s3",
    always: ["CreateJob", "PutReplicationConfiguration"],
    sometimes: [],
    receivers: [],
    source: "Amazon S3 API Reference: PutBucketReplication, CreateJob, Permissions",
  },
  {
    service: "eks",
    always: ["CreateCluster", "CreateFargateProfile", "CreateNodegroup", "CreatePodIdentityAssociation"],
    sometimes: ["CreateAddon", "UpdateAddon", "UpdatePodIdentityAssociation"],
    receivers: [],
    source: reference,
  },
  {
    service: "rds",
    always: ["AddRoleToDBCluster", "AddRoleToDBInstance", "CreateDBProxy", "StartExportTask"],
    sometimes: ["CreateDBCluster", "CreateDBInstance", "ModifyDBCluster", "ModifyDBInstance"],
    receivers: [],
    source: reference,
  },
  {
    service: "redshift",
    always: ["CreateScheduledAction"],
    sometimes: ["CreateCluster", "ModifyClusterIamRoles", "RestoreFromClusterSnapshot"],
    receivers: [],
    source: reference,
  },
  { service: "batch", always: [], sometimes: ["CreateComputeEnvironment", "RegisterJobDefinition"], receivers: [], source: reference },
  {
    service: "ssm",
    always: ["CreateActivation"],
    sometimes: ["CreateAssociation", "RegisterTaskWithMaintenanceWindow", "SendCommand", "StartAutomationExecution"],
    receivers: [],
    source: "Systems Manager User Guide: setting up Automation, maintenance windows and Run Command notifications",
  },
  { service: "logs", always: ["PutDestination"], sometimes: ["PutSubscriptionFilter"], receivers: [], source: reference },
  {
    service: "iot",
    always: ["CreateProvisioningTemplate", "CreateRoleAlias"],
    sometimes: ["CreateTopicRule", "ReplaceTopicRule", "UpdateRoleAlias"],
    receivers: [],
    source: reference,
  },
  {
    service: "sns",
    always: [],
    sometimes: ["CreatePlatformApplication", "CreateTopic", "SetTopicAttributes"],
    receivers: [],
    source: reference,
  },
  {
    service: "imagebuilder",
    always: ["CreateInfrastructureConfiguration"],
    sometimes: ["CreateImage", "CreateImagePipeline"],
    receivers: [],
    source: reference,
  },
  {
    service: "dms",
    always: [],
    sometimes: ["CreateEndpoint", "CreateReplicationInstance", "ModifyEndpoint"],
    receivers: [],
    source: reference,
  },
  { service: "dlm", always: ["CreateLifecyclePolicy"], sometimes: ["UpdateLifecyclePolicy"], receivers: [], source: reference },
  {
    service: "iam",
    always: ["AddRoleToInstanceProfile"],
    sometimes: [],
    receivers: [],
    source: "IAM API Reference: AddRoleToInstanceProfile",
  },
  { service: "airflow", always: ["CreateEnvironment"], sometimes: ["UpdateEnvironment"], receivers: [], source: reference },
];

/** The line of an action (`prefix:Name`); undefined where none is known. */
export function rolePassingOf(action: string): RolePassing | undefined {
  return byAction.get(action);
}

const byAction = new Map(
  rolePassing.flatMap((line) =>
    [...line.always, ...line.sometimes].map((name): [string, RolePassing] => [`${line.service}:${name}`, line]),
  ),
);
