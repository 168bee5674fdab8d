import { regionalArn, worldwideArn } from "#core/aws/arn.ts";
import { objectOf } from "#core/cloudtrail/record.ts";
import { type NeedFact, type RequestFact, type ServiceKnowledge, service, type ToldFact } from "./knowledge.ts";
import { alsoChecked, connectionsOf, deliversLogs, logDelivery } from "./permission-only.ts";
import { asks, has, mentions } from "./request.ts";

/** ElastiCache and MemoryDB make a cluster's network interfaces with the caller's rights. */
const inVpc: readonly NeedFact[] = [
  {
    actions: ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface"],
    on: ["arn:${Partition}:ec2:${Region}:${Account}:network-interface/*"],
    source: "Service Authorization Reference: Amazon ElastiCache and Amazon MemoryDB, dependent actions",
  },
  {
    actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:DescribeVpcs"],
    on: [],
    source: "Service Authorization Reference: Amazon ElastiCache and Amazon MemoryDB, dependent actions",
  },
];

const cacheLogs = logDelivery(has("logDeliveryConfigurations"), "Amazon ElastiCache User Guide: ElastiCache logging destinations");

/** A directory's network interfaces and their security group are made with the caller's rights. */
const directoryNeeds: readonly NeedFact[] = [
  {
    actions: [
      "ec2:AuthorizeSecurityGroupEgress",
      "ec2:AuthorizeSecurityGroupIngress",
      "ec2:CreateNetworkInterface",
      "ec2:CreateSecurityGroup",
      "ec2:CreateTags",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:DescribeVpcs",
    ],
    on: [],
    source: "Service Authorization Reference: AWS Directory Service, CreateMicrosoftAD, dependent actions",
  },
];

/** A registry's token is made of one that AWS STS hands out with the caller's rights. */
const bearerToken: NeedFact = {
  actions: ["sts:GetServiceBearerToken"],
  on: [],
  source: "CodeArtifact API Reference: GetAuthorizationToken; Amazon ECR Public User Guide: Registry authentication",
};

const queries = "Amazon Athena User Guide: Configure access to workgroups and tags, actions on the workgroup that a query runs in";
const deployed = "AWS CodePipeline User Guide: Manage the CodePipeline service role, permissions for the CodeDeploy action";
const deployments = "Service Authorization Reference: AWS CodeDeploy, GetDeployment on a deployment group";

/** A function that CloudFront runs is copied to the edge with the rights of whoever puts it before a distribution. */
const atTheEdge: NeedFact = {
  actions: ["lambda:DisableReplication", "lambda:EnableReplication", "lambda:GetFunction"],
  on: ({ request }) => (JSON.stringify(request).match(edgeFunction) ?? []).flatMap((arn) => [arn, arn.replace(/[^:]+$/, "*")]),
  when: mentions(/"lambdaFunctionARN":"arn:/i, "with a function of Lambda@Edge"),
  source: "Amazon CloudFront Developer Guide: Set up IAM permissions and roles for Lambda@Edge",
};

const edgeFunction = /arn:[^:"]*:lambda:[^:"]*:\d{12}:function:[\w-]+:\d+/g;

const passedConnections: readonly NeedFact[] = (["codeconnections", "codestar-connections"] as const).map((service) => ({
  actions: [`${service}:PassConnection`],
  ...connectionsOf(service),
}));

/** What a source account shares with a monitoring account, by the types of its telemetry. */
const shared: readonly NeedFact[] = [
  ["Metric", "cloudwatch"],
  ["LogGroup", "logs"],
  ["XRay::Trace", "xray"],
  ["ApplicationInsights", "applicationinsights"],
  ["InternetMonitor", "internetmonitor"],
  ["ApplicationSignals", "application-signals"],
].map(([type, service]) => ({
  actions: [`${service}:Link`],
  on: [],
  when: mentions(new RegExp(`"AWS::[^"]*${type}`), `with \`${type}\` among the resource types`),
  source: "Amazon CloudWatch User Guide: CloudWatch cross-account observability, permissions needed to create links",
}));

/** Athena looks with the caller's rights where the bucket is that a query's results go to. */
const bucketOfResults: NeedFact = {
  actions: ["s3:GetBucketLocation"],
  on: ({ request: { resultConfiguration } }, place) => {
    const bucket = /^s3:\/\/([^/]+)/.exec(String(objectOf(resultConfiguration).outputLocation))?.[1];
    return bucket === undefined ? [] : [worldwideArn("s3", place, bucket)];
  },
  when: mentions(/"outputLocation":"s3:/, "with a location of its results"),
  source: "Amazon Athena User Guide: Control access to Amazon S3 from Athena, query result location",
};

const copyOfDistribution = "Amazon CloudFront API Reference: CopyDistribution, permissions";

/** What a pipeline or image is made of is looked up with the caller's rights. */
const partsOfImages = Object.entries({
  "container-recipe": "GetContainerRecipe",
  "distribution-configuration": "GetDistributionConfiguration",
  "image-recipe": "GetImageRecipe",
  "infrastructure-configuration": "GetInfrastructureConfiguration",
  workflow: "GetWorkflow",
}).map(([type, action]): NeedFact => {
  const arn = new RegExp(`arn:[^:"]*:imagebuilder:[^:"]*:[^:"]*:${type}/[^"]+`, "g");
  return {
    actions: [action],
    on: ({ request }) => JSON.stringify(request).match(arn) ?? [],
    when: mentions(new RegExp(`:imagebuilder:[^"]*:${type}/`), `with a \`${type}\``),
    source: dependent("EC2 Image Builder"),
  };
});

const mounts =
  "Amazon EFS User Guide: Logging Amazon EFS API calls with AWS CloudTrail, Amazon EFS log file entries for encrypted file systems and IAM";

/** A mount writes down which rights its client has. */
const clientRights: readonly RequestFact[] = ["ClientMount", "ClientWrite", "ClientRootAccess"].map((right) => ({
  when: {
    says: `with \`${right}\` among the permissions`,
    holds: (_request, { additional }) => objectOf(additional.permissions)[right] === true,
  },
  needs: [right],
  source: mounts,
}));

/** A component is called as its recipe says, which the answer alone tells. */
const componentMade: ToldFact = {
  alone: true,
  arns: ({ response: { componentName } }, place) =>
    typeof componentName === "string" ? [regionalArn("greengrass", place, `components:${componentName}`)] : undefined,
  source: "AWS IoT Greengrass API Reference: CreateComponentVersion, componentName",
};

/** What sends a message: a number or pool by its id, a sender by its name, or a number that does not tell its id. */
const sender: ToldFact = {
  alone: false,
  arns: ({ request: { originationIdentity: identity } }, place) => {
    if (typeof identity !== "string" || !/^(?:phone-|pool-|\+?\d|[A-Za-z])[\w -]*$/.test(identity)) return undefined;
    const type = /^(?:phone-|\+?\d)/.test(identity) ? "phone-number" : identity.startsWith("pool-") ? "pool" : "sender-id";
    const name = type === "sender-id" ? `${identity}/*` : /^\+?\d/.test(identity) ? "*" : identity;
    return [regionalArn("sms-voice", place, `${type}/${name}`)];
  },
  source: "AWS End User Messaging SMS API Reference: SendTextMessage, OriginationIdentity",
};

function dependent(name: string): string {
  return `Service Authorization Reference: ${name}, dependent actions`;
}

/** Services of which a line or two is known. One of which more is known has a file of its own, named after its prefix. */
export const small: readonly ServiceKnowledge[] = [
  service("access-analyzer", {
    receivesRolesAs: ["access-analyzer.amazonaws.com"],
    events: [
      {
        renamed: { GetFindingV2: "GetFinding", ListFindingsV2: "ListFindings" },
        source: "IAM Access Analyzer API Reference: GetFindingV2, ListFindingsV2",
      },
    ],
  }),
  service("acm", { tagging: { action: "AddTagsToCertificate" } }),
  service("acm-pca", { tagging: { action: "TagCertificateAuthority" } }),
  service("aiops", { receivesRolesAs: ["aiops.amazonaws.com"] }),
  service("airflow", {
    // Who signs in to an environment does so as a role in it, which no request names.
    types: { "rbac-role": { parameters: { EnvironmentName: [".name"] }, madeUp: ["RoleName"] } },
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["PublishMetrics"],
        source: "Amazon Managed Workflows for Apache Airflow User Guide: Amazon MWAA execution role",
      },
    ],
    usuallyCalls: {
      "airflow-env": ["s3", "sqs", "logs", "cloudwatch", "kms", "airflow"],
      airflow: ["s3", "sqs", "logs", "cloudwatch", "kms", "airflow"],
    },
    passesRoles: [
      {
        always: ["CreateEnvironment"],
        sometimes: ["UpdateEnvironment"],
        to: ["airflow.amazonaws.com"],
        source: "the AWS managed policy SageMakerStudioProjectProvisioningRolePolicy passes roles to it",
      },
    ],
  }),
  service("airflow-serverless", { receivesRolesAs: ["airflow-serverless.amazonaws.com"] }),
  service("amplify", { receivesRolesAs: ["amplify.amazonaws.com"], ephemeralTypes: ["jobs"] }),
  service("amplifyuibuilder", { ephemeralTypes: ["CodegenJobResource"] }),
  service("aoss", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["APIAccessAll", "DashboardsAccessAll"],
        source: "Amazon OpenSearch Service Developer Guide: Data access control for Amazon OpenSearch Serverless",
      },
    ],
    eventSources: [{ name: "opensearchserverless", source: "Service Authorization Reference: Amazon OpenSearch Serverless" }],
  }),
  service("appconfig", {
    receivesRolesAs: ["appconfig.amazonaws.com"],
    blindSpots: [
      {
        kind: "data-event",
        actions: ["GetLatestConfiguration", "StartConfigurationSession"],
        source: "AWS AppConfig User Guide: Logging AWS AppConfig API calls using AWS CloudTrail, data events",
      },
    ],
    ephemeralTypes: ["deployment", "experimentrun"],
  }),
  service("appflow", { receivesRolesAs: ["appflow.amazonaws.com"] }),
  service("apprunner", {
    receivesRolesAs: ["apprunner.amazonaws.com"],
    usuallyCalls: { "tasks.apprunner": ["s3", "dynamodb", "sqs", "sns", "xray"] },
  }),
  service("appstream", {
    receivesRolesAs: ["appstream.amazonaws.com"],
    eventSources: [{ name: "appstream2", source: "Service Authorization Reference: Amazon AppStream 2.0" }],
  }),
  service("appsync", {
    receivesRolesAs: ["appsync.amazonaws.com"],
    passesRoles: [
      {
        sometimes: ["CreateDataSource", "CreateGraphqlApi", "UpdateDataSource", "UpdateGraphqlApi"],
        to: ["appsync.amazonaws.com"],
        source: "the AWS managed policy AWSAppSyncAdministrator passes roles to it",
      },
    ],
    usuallyCalls: { appsync: ["dynamodb", "lambda", "es", "rds-data", "events"] },
    blindSpots: [
      {
        kind: "data-event",
        actions: ["GraphQL"],
        source: "AWS AppSync Developer Guide: Logging AWS AppSync API calls with AWS CloudTrail, data events",
      },
      {
        kind: "not-logged",
        actions: ["EventConnect", "EventPublish", "EventSubscribe"],
        seldom: ["SourceGraphQL"],
        source: "AWS AppSync Events Developer Guide: Configuring authorization and authentication, IAM authorization",
      },
    ],
  }),
  service("apptest", { ephemeralTypes: ["TestRun"] }),
  service("aps", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["GetLabels", "GetMetricMetadata", "GetSeries", "QueryMetrics", "RemoteWrite"],
        source: "Amazon Managed Service for Prometheus User Guide: Logging API calls using AWS CloudTrail",
      },
    ],
  }),
  service("athena", {
    receivesRolesAs: ["athena.amazonaws.com"],
    calls: {
      StartQueryExecution: { needs: [bucketOfResults], startsWithin: { answer: "queryExecutionId", source: queries } },
      ...Object.fromEntries(
        ["GetQueryExecution", "GetQueryResults", "GetQueryResultsStream", "GetQueryRuntimeStatistics", "StopQueryExecution"].map((call) => [
          call,
          { asksWithin: { parameter: "queryExecutionId", source: queries } },
        ]),
      ),
      BatchGetQueryExecution: { asksWithin: { parameter: "queryExecutionIds", source: queries } },
      CreateNamedQuery: { startsWithin: { answer: "namedQueryId", source: queries } },
      DeleteNamedQuery: { asksWithin: { parameter: "namedQueryId", source: queries } },
      GetNamedQuery: { asksWithin: { parameter: "namedQueryId", source: queries } },
    },
    parameters: { WorkGroupName: ["workgroup"] },
    omitted: {
      values: { WorkGroupName: "primary" },
      calls: /^(?:StartQueryExecution|CreateNamedQuery|ListNamedQueries|ListQueryExecutions)$/,
      source:
        "Amazon Athena API Reference: ListQueryExecutions, WorkGroup; Athena User Guide: Use workgroups (the primary one, unless told)",
    },
    ephemeralTypes: ["session"],
  }),
  service("backup-search", { ephemeralTypes: ["searchExportJob", "searchJob"] }),
  service("billing", {
    calls: alsoChecked(["AssociateSourceViews", "CreateBillingView"], ["UseSourceView"], { on: [] }),
    eventSources: [
      {
        name: "billingconsole",
        sharedWith: ["account", "payments", "tax", "invoicing", "consolidatedbilling", "freetier", "purchase-orders", "aws-portal"],
        source: "AWS Billing User Guide: Mapping fine-grained IAM actions",
      },
    ],
  }),
  service("braket", {
    receivesRolesAs: ["braket.amazonaws.com"],
    ephemeralTypes: ["job", "quantum-task"],
  }),
  service("cases", { ephemeralTypes: ["Case"] }),
  service("chatbot", { receivesRolesAs: ["chatbot.amazonaws.com"] }),
  service("chime", {
    receivesRolesAs: ["mediapipelines.chime.amazonaws.com"],
    calls: deliversLogs(["DeleteVoiceConnector", "PutVoiceConnectorLoggingConfiguration"], ["Create", "Delete", "Get", "List"]),
  }),
  service("cleanrooms", {
    calls: {
      ...deliversLogs(["CreateMembership", "UpdateMembership"], ["Create", "Delete", "Get", "List", "Update"], {
        when: mentions(/"(?:query|job)LogStatus":"ENABLED"/, "with logs of its queries or jobs"),
      }),
      ...alsoChecked(["BatchGetSchema", "BatchGetSchemaAnalysisRule", "GetSchemaAnalysisRule"], ["GetSchema"], {
        source: dependent("AWS Clean Rooms"),
      }),
      ...alsoChecked(["BatchGetCollaborationAnalysisTemplate"], ["GetCollaborationAnalysisTemplate"], {
        source: dependent("AWS Clean Rooms"),
      }),
      ...alsoChecked(["StartProtectedQuery"], ["GetCollaborationAnalysisTemplate", "GetSchema"], {
        on: [],
        source: dependent("AWS Clean Rooms"),
      }),
    },
    receivesRolesAs: ["cleanrooms.amazonaws.com"],
  }),
  service("cleanrooms-ml", {
    receivesRolesAs: ["cleanrooms-ml.amazonaws.com"],
    ephemeralTypes: ["TrainedModelInferenceJob", "audiencegenerationjob"],
  }),
  service("cloudfront", {
    calls: {
      CopyDistribution: {
        needs: [
          { actions: ["GetDistribution"], source: copyOfDistribution },
          { actions: ["CreateDistribution"], on: [], source: copyOfDistribution },
        ],
      },
      PublishConnectionFunction: { makes: [] },
      PublishFunction: { makes: [] },
      CreateDistribution: { needs: [atTheEdge] },
      UpdateDistribution: { needs: [atTheEdge] },
    },
    receivesRolesAs: ["cloudfront.amazonaws.com"],
    events: [
      {
        renamed: {
          CreateDistributionWithTags: "CreateDistribution TagResource",
          CreateStreamingDistributionWithTags: "CreateStreamingDistribution TagResource",
        },
        source: "Amazon CloudFront API Reference",
      },
    ],
  }),
  service("cloudfront-keyvaluestore", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["DeleteKey", "DescribeKeyValueStore", "GetKey", "ListKeys", "PutKey", "UpdateKeys"],
        managedBy: ["cloudfront"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("cloudhsm", {
    eventSources: [{ name: "cloudhsmv2", source: "Service Authorization Reference: AWS CloudHSM" }],
    ephemeralTypes: ["backup"],
  }),
  service("cloudsearch", {
    events: [
      { renamed: { Search: "search", Suggest: "suggest", UploadDocuments: "document" }, source: "Amazon CloudSearch Developer Guide" },
    ],
  }),
  service("cloudtrail-data", {
    blindSpots: [
      { kind: "data-event", actions: ["PutAuditEvents"], managedBy: ["cloudtrail"], source: "CloudTrail User Guide: Logging data events" },
    ],
  }),
  service("codeartifact", {
    parameters: { PackageFormat: ["format"], PackageNamespace: ["namespace"] },
    calls: { GetAuthorizationToken: { needs: [bearerToken] } },
    ownerParameter: { name: "domainowner", source: "CodeArtifact API Reference: GetAuthorizationToken, domainOwner" },
  }),
  ...["codeconnections", "codestar-connections"].map((prefix) =>
    service(prefix, {
      calls: {
        ...alsoChecked(["CreateRepositoryLink"], ["PassConnection", "UseConnection"], { on: ["${connectionarn}"] }),
        ...alsoChecked(["CreateSyncConfiguration"], ["PassRepository"], { on: [] }),
        ...alsoChecked(["GetIndividualAccessToken"], ["StartOAuthHandshake"], { on: [] }),
        ...alsoChecked(["ListInstallationTargets"], ["GetIndividualAccessToken", "StartOAuthHandshake"], { on: [] }),
        ...alsoChecked(
          ["UpdateConnectionInstallation"],
          ["GetIndividualAccessToken", "GetInstallationUrl", "ListInstallationTargets", "StartOAuthHandshake"],
          { on: [] },
        ),
      },
    }),
  ),
  service("codedeploy", {
    calls: {
      CreateDeployment: {
        startsWithin: { answer: "deploymentId", source: deployments },
        needs: [
          {
            actions: ["GetDeploymentConfig"],
            on: ["arn:${Partition}:codedeploy:${Region}:${Account}:deploymentconfig:${deploymentconfigname}"],
            source: deployed,
          },
          {
            actions: ["GetApplicationRevision"],
            on: ["arn:${Partition}:codedeploy:${Region}:${Account}:application:${applicationname}"],
            source: deployed,
          },
        ],
      },
      ...Object.fromEntries(
        [
          "ContinueDeployment",
          "GetDeployment",
          "GetDeploymentInstance",
          "GetDeploymentTarget",
          "ListDeploymentInstances",
          "ListDeploymentTargets",
          "StopDeployment",
        ].map((call) => [call, { asksWithin: { parameter: "deploymentId", source: deployments } }]),
      ),
      ...Object.fromEntries(
        ["BatchGetDeploymentInstances", "BatchGetDeploymentTargets"].map((call) => [
          call,
          { asksWithin: { parameter: "deploymentId", source: deployments } },
        ]),
      ),
      BatchGetDeployments: { asksWithin: { parameter: "deploymentIds", source: deployments } },
    },
    passesRoles: [
      {
        always: ["CreateDeploymentGroup"],
        sometimes: ["UpdateDeploymentGroup"],
        to: ["codedeploy.amazonaws.com"],
        source: "AWS CodeDeploy User Guide: Create a service role for CodeDeploy",
      },
    ],
  }),
  service("codeguru-profiler", {
    blindSpots: [
      { kind: "data-event", actions: ["ConfigureAgent", "PostAgentProfile"], source: "CloudTrail User Guide: Logging data events" },
    ],
  }),
  service("codecommit", {
    implied: [
      {
        seen: ["GetBranch", "GetCommit"],
        purposes: ["codepipeline"],
        implies: ["CancelUploadArchive", "GetUploadArchiveStatus", "UploadArchive"],
        on: "same-resources",
        because: "a pipeline has the source packed up where it finds a new commit",
        source: "AWS CodePipeline User Guide: Add permissions to the CodePipeline service role, AWS CodeCommit",
      },
    ],
  }),
  service("codepipeline", {
    calls: Object.fromEntries(["CreatePipeline", "UpdatePipeline"].map((call) => [call, { needs: passedConnections }])),
    usuallyCalls: { codepipeline: ["s3", "lambda", "sns", "kms"] },
    passesRoles: [
      {
        always: ["CreatePipeline", "UpdatePipeline"],
        to: ["codepipeline.amazonaws.com"],
        source: "the AWS managed policy AWSCodePipeline_FullAccess passes roles to it",
      },
    ],
  }),
  service("cognito-sync", {
    blindSpots: [
      { kind: "data-event", actions: ["ListRecords", "UpdateRecords"], source: "Amazon Cognito Developer Guide: Logging with CloudTrail" },
    ],
  }),
  service("comprehendmedical", { receivesRolesAs: ["comprehendmedical.amazonaws.com"] }),
  service("config", {
    receivesRolesAs: ["config.amazonaws.com"],
    types: {
      AggregationAuthorization: { parameters: { AggregatorAccount: ["authorizedaccountid"], AggregatorRegion: ["authorizedawsregion"] } },
    },
    passesRoles: [
      {
        sometimes: ["PutRemediationConfigurations"],
        source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
      },
    ],
  }),
  service("connect", {
    ephemeralTypes: ["contact", "contact-evaluation"],
    calls: {
      ...alsoChecked(
        ["CreateInstance", "ReplicateInstance"],
        ["ds:AuthorizeApplication", "ds:CheckAlias", "ds:CreateIdentityPoolDirectory", "ds:UnauthorizeApplication"],
        { on: [] },
      ),
      ...alsoChecked(["DeleteInstance"], ["ds:UnauthorizeApplication"], { on: [] }),
    },
  }),
  service("connect-campaigns", {
    eventSources: [{ name: "connectcampaigns", source: "Service Authorization Reference: Amazon Connect Outbound Campaigns" }],
  }),
  service("databrew", {
    parameters: { ResourceId: [".name"] },
    receivesRolesAs: ["databrew.amazonaws.com"],
    usuallyCalls: { databrew: ["s3"] },
  }),
  service("dataexchange", {
    blindSpots: [{ kind: "data-event", actions: ["SendApiAsset"], source: "CloudTrail User Guide: Logging data events" }],
    ephemeralTypes: ["jobs"],
  }),
  service("datasync", {
    receivesRolesAs: ["datasync.amazonaws.com"],
    usuallyCalls: { datasync: ["s3", "elasticfilesystem"] },
    ephemeralTypes: ["discoveryjob", "taskexecution"],
    passesRoles: [
      {
        always: ["CreateLocationS3"],
        to: ["datasync.amazonaws.com"],
        source: "the AWS managed policy AWSDataSyncFullAccess passes roles to it",
      },
    ],
  }),
  service("datazone", {
    receivesRolesAs: ["datazone.amazonaws.com"],
  }),
  service("dax", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: [
          "BatchGetItem",
          "BatchWriteItem",
          "ConditionCheckItem",
          "DeleteItem",
          "GetItem",
          "PutItem",
          "Query",
          "Scan",
          "UpdateItem",
        ],
        source: "Amazon DynamoDB Developer Guide: DAX access control; Logging DAX operations using AWS CloudTrail",
      },
    ],
    passesRoles: [
      {
        always: ["CreateCluster"],
        to: ["dax.amazonaws.com"],
        source: "the AWS managed policy AmazonDynamoDBFullAccess passes roles to it",
      },
    ],
  }),
  service("ds", {
    types: { directory: { parameters: { DirectoryId: ["directoryid", "resourceid"] } } },
    calls: {
      AddRegion: { needs: directoryNeeds },
      ConnectDirectory: { needs: directoryNeeds },
      CreateDirectory: { needs: directoryNeeds },
      CreateMicrosoftAD: { needs: directoryNeeds },
      DeleteDirectory: {
        needs: [
          {
            actions: [
              "ec2:DeleteNetworkInterface",
              "ec2:DeleteSecurityGroup",
              "ec2:DescribeNetworkInterfaces",
              "ec2:RevokeSecurityGroupEgress",
              "ec2:RevokeSecurityGroupIngress",
            ],
            on: [],
            source: "Service Authorization Reference: AWS Directory Service, DeleteDirectory, dependent actions",
          },
        ],
      },
    },
  }),
  service("deadline", { ephemeralTypes: ["job"] }),
  service("detective", {
    events: [
      {
        renamed: { ListOrganizationAdminAccounts: "ListOrganizationAdminAccount" },
        source: "Service Authorization Reference: Amazon Detective",
      },
    ],
  }),
  service("devicefarm", { receivesRolesAs: ["devicefarm.amazonaws.com"], ephemeralTypes: ["job", "run", "session", "testgrid-session"] }),
  service("dlm", {
    passesRoles: [
      {
        always: ["CreateLifecyclePolicy"],
        sometimes: ["UpdateLifecyclePolicy"],
        to: ["dlm.amazonaws.com"],
        source: "Amazon EBS User Guide: Control access to Amazon Data Lifecycle Manager using IAM",
      },
    ],
  }),
  service("drs", {
    ephemeralTypes: ["JobResource", "RecoveryPlanExecutionResource"],
    calls: alsoChecked(["StartRecovery"], ["CreateRecoveryInstanceForDrs"]),
  }),
  service("ds-data", {
    calls: alsoChecked(
      [
        "AddGroupMember",
        "CreateGroup",
        "CreateUser",
        "DeleteGroup",
        "DeleteUser",
        "DescribeGroup",
        "DescribeUser",
        "DisableUser",
        "ListGroupMembers",
        "ListGroups",
        "ListGroupsForMember",
        "ListUsers",
        "RemoveGroupMember",
        "SearchGroups",
        "SearchUsers",
        "UpdateGroup",
        "UpdateUser",
      ],
      ["ds:AccessDSData"],
    ),
  }),
  service("dsql", {
    calls: alsoChecked(["CreateCluster", "UpdateCluster"], ["AddPeerCluster", "PutMultiRegionProperties", "PutWitnessRegion"], {
      when: has("multiRegionProperties"),
      source: "Amazon Aurora DSQL User Guide: Creating multi-Region clusters, required permissions",
    }),
    blindSpots: [
      {
        kind: "data-event",
        actions: ["DbConnect", "DbConnectAdmin"],
        source: "Amazon Aurora DSQL User Guide: Logging Aurora DSQL operations using AWS CloudTrail",
      },
    ],
  }),
  service("ebs", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["GetSnapshotBlock", "ListChangedBlocks", "ListSnapshotBlocks", "PutSnapshotBlock"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("ec2messages", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["AcknowledgeMessage", "DeleteMessage", "FailMessage", "GetEndpoint", "GetMessages", "SendReply"],
        source: "Systems Manager User Guide: ec2messages, ssmmessages, and other API operations",
      },
    ],
  }),
  service("ecr-public", { calls: { GetAuthorizationToken: { needs: [bearerToken] } } }),
  service("elasticache", {
    calls: {
      CreateCacheCluster: { needs: [...inVpc, cacheLogs] },
      CreateReplicationGroup: { needs: [...inVpc, cacheLogs] },
      ModifyCacheCluster: { needs: [cacheLogs] },
      ModifyReplicationGroup: { needs: [cacheLogs] },
    },
    // The last snapshot is made as its cluster is deleted, and a cluster that is there already may be a new group's first.
    parameters: {
      SnapshotName: ["snapshotname", "sourcesnapshotname", "targetsnapshotname", "finalsnapshotidentifier"],
      ServerlessCacheSnapshotName: [
        "serverlesscachesnapshotname",
        "sourceserverlesscachesnapshotname",
        "targetserverlesscachesnapshotname",
        "finalsnapshotname",
      ],
      CacheClusterId: ["cacheclusterid", "primaryclusterid"],
    },
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["Connect"],
        source: "Amazon ElastiCache User Guide: Authenticating with IAM",
      },
    ],
    tagging: { action: "AddTagsToResource" },
  }),
  service("elasticbeanstalk", {
    tagging: { action: "AddTags" },
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["PutInstanceStatistics"],
        source: "AWS Elastic Beanstalk Developer Guide: Managing Elastic Beanstalk instance profiles, enhanced health reporting",
      },
    ],
  }),
  service("elasticfilesystem", {
    types: {
      "access-point": { idBeginning: "fsap-", parameters: { AccessPointId: ["accesspointid", "resourceid"] } },
      "file-system": { idBeginning: "fs-", parameters: { FileSystemId: ["filesystemid", "sourcefilesystemid", "resourceid"] } },
    },
    receivesRolesAs: ["elasticfilesystem.amazonaws.com"],
    events: [{ onlyByRequest: "NewClientConnection UpdateClientConnection", source: mounts }],
    byRequest: { NewClientConnection: clientRights, UpdateClientConnection: clientRights },
    calls: {
      CreateMountTarget: {
        needs: [
          {
            actions: ["ec2:CreateNetworkInterface"],
            on: [
              "arn:${Partition}:ec2:${Region}:${Account}:network-interface/*",
              "arn:${Partition}:ec2:${Region}:${Account}:security-group/${securitygroups}",
              "arn:${Partition}:ec2:${Region}:${Account}:subnet/${subnetid}",
            ],
            source: "Amazon EFS API Reference: CreateMountTarget",
          },
          {
            actions: ["ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets"],
            on: [],
            source: "Amazon EFS API Reference: CreateMountTarget",
          },
        ],
      },
      DeleteMountTarget: {
        needs: [
          {
            actions: ["ec2:DeleteNetworkInterface"],
            on: ["arn:${Partition}:ec2:${Region}:${Account}:network-interface/*"],
            source: "Amazon EFS API Reference: DeleteMountTarget",
          },
        ],
      },
      DescribeMountTargetSecurityGroups: {
        needs: [
          {
            actions: ["ec2:DescribeNetworkInterfaceAttribute"],
            on: [],
            source: "Amazon EFS API Reference: DescribeMountTargetSecurityGroups",
          },
        ],
      },
      ModifyMountTargetSecurityGroups: {
        needs: [
          {
            actions: ["ec2:ModifyNetworkInterfaceAttribute"],
            on: ["arn:${Partition}:ec2:${Region}:${Account}:network-interface/*"],
            source: "Amazon EFS API Reference: ModifyMountTargetSecurityGroups",
          },
        ],
      },
    },
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["ClientMount", "ClientRootAccess", "ClientWrite"],
        source: "Amazon EFS User Guide: Using IAM to control file system data access",
      },
    ],
  }),
  service("elastictranscoder", {
    receivesRolesAs: ["elastictranscoder.amazonaws.com"],
    ephemeralTypes: ["job"],
  }),
  service("emr-containers", { ephemeralTypes: ["jobRun"] }),
  service("entityresolution", {
    receivesRolesAs: ["entityresolution.amazonaws.com"],
  }),
  service("finspace", {
    calls: {
      ...alsoChecked(["CreateKxCluster"], ["MountKxDatabase"]),
      ...alsoChecked(["GetKxConnectionString"], ["ConnectKxCluster"]),
    },
  }),
  service("forecast", {
    ephemeralTypes: ["datasetImportJob", "explainabilityExport", "forecastExport", "predictorBacktestExportJob", "whatIfForecastExport"],
    receivesRolesAs: ["forecast.amazonaws.com"],
  }),
  service("frauddetector", {
    ephemeralTypes: ["batch-import"],
    receivesRolesAs: ["frauddetector.amazonaws.com"],
  }),
  service("fsx", {
    ephemeralTypes: ["backup", "task"],
    // A request names a volume by its id alone.
    types: { volume: { madeUp: ["FileSystemId"] } },
    calls: alsoChecked(["DeleteFileSystem"], ["CreateBackup"], {
      on: ["arn:${Partition}:fsx:${Region}:${Account}:backup/*", "arn:${Partition}:fsx:${Region}:${Account}:file-system/${filesystemid}"],
      when: { says: "with a final backup", holds: (_request, { response }) => /finalBackupId/i.test(JSON.stringify(response)) },
      source: "Amazon FSx API Reference: DeleteFileSystem, FinalBackupId; Service Authorization Reference: Amazon FSx, dependent actions",
    }),
  }),
  service("gamelift", {
    receivesRolesAs: ["autoscaling.amazonaws.com", "gamelift.amazonaws.com"],
    types: { location: { parameters: { LocationId: ["locationname"] } } },
  }),
  service("geo", { ephemeralTypes: ["job"] }),
  service("geo-maps", {
    blindSpots: [{ kind: "data-event", actions: ["GetStaticMap", "GetTile"], source: "CloudTrail User Guide: Logging data events" }],
  }),
  service("geo-places", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["Autocomplete", "Geocode", "GetPlace", "ReverseGeocode", "SearchNearby", "SearchText", "Suggest"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("geo-routes", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["CalculateIsolines", "CalculateRouteMatrix", "CalculateRoutes", "OptimizeWaypoints", "SnapToRoads"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("grafana", {
    passesRoles: [
      {
        sometimes: ["CreateWorkspace", "UpdateWorkspace"],
        to: ["grafana.amazonaws.com"],
        source: "the AWS managed policy AWSGrafanaAccountAdministrator passes roles to it",
      },
    ],
    usuallyCalls: { grafana: ["aps", "cloudwatch", "logs", "timestream", "xray"] },
  }),
  service("greengrass", {
    calls: { CreateComponentVersion: { told: componentMade } },
    ephemeralTypes: ["bulkDeployment", "deployment"],
    receivesRolesAs: ["greengrass.amazonaws.com"],
    passesRoles: [
      {
        always: ["AssociateServiceRoleToAccount"],
        to: ["greengrass.amazonaws.com"],
        source: "AWS IoT Greengrass Developer Guide: Greengrass service role",
      },
    ],
    blindSpots: [
      {
        kind: "data-event",
        actions: ["GetComponentVersionArtifact", "ResolveComponentCandidates"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("globalaccelerator", {
    calls: alsoChecked(["AddEndpoints", "RemoveEndpoints"], ["UpdateEndpointGroup"], { source: dependent("AWS Global Accelerator") }),
  }),
  service("groundstation", { receivesRolesAs: ["groundstation.amazonaws.com"], ephemeralTypes: ["Contact"] }),
  service("guardduty", {
    receivesRolesAs: ["malware-protection-plan.guardduty.amazonaws.com"],
    blindSpots: [{ kind: "data-event", actions: ["SendSecurityTelemetry"], source: "CloudTrail User Guide: Logging data events" }],
    discoveryCalls: ["ListDetectors"],
  }),
  service("health-agent", { ephemeralTypes: ["PatientInsightsJob", "Session"] }),
  service("healthlake", {
    receivesRolesAs: ["healthlake.amazonaws.com"],
  }),
  service("imagebuilder", {
    receivesRolesAs: ["imagebuilder.amazonaws.com"],
    usuallyCalls: { imagebuilder: ["s3", "logs"] },
    calls: {
      CreateImage: { needs: partsOfImages },
      CreateImagePipeline: { needs: partsOfImages },
      UpdateImagePipeline: { needs: partsOfImages },
    },
    ephemeralTypes: ["lifecycleExecution", "workflowExecution", "workflowStepExecution"],
    passesRoles: [
      {
        always: ["CreateInfrastructureConfiguration"],
        source: "Service Authorization Reference, dependent actions; each service's API Reference for what is required",
      },
    ],
  }),
  service("iotdeviceadvisor", { ephemeralTypes: ["Suiterun"] }),
  service("iotevents", {
    receivesRolesAs: ["iotevents.amazonaws.com"],
    usuallyCalls: { iotevents: ["sns", "sqs", "lambda", "iot", "firehose", "dynamodb"] },
    eventSources: [{ name: "ioteventsdata", source: "Service Authorization Reference: AWS IoT Events" }],
  }),
  service("iotfleetwise", {
    receivesRolesAs: ["iotfleetwise.amazonaws.com"],
    types: { vehicle: { parameters: { VehicleId: ["vehiclename", "vehicleid"] } } },
  }),
  service("iotjobsdata", { eventSources: [{ name: "data.jobs.iot", source: "Service Authorization Reference: AWS IoT Jobs DataPlane" }] }),
  service("iotsitewise", {
    receivesRolesAs: ["iotsitewise.amazonaws.com"],
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "BatchGetAssetPropertyAggregates",
          "BatchGetAssetPropertyValue",
          "BatchGetAssetPropertyValueHistory",
          "BatchPutAssetPropertyValue",
          "ExecuteQuery",
          "GetAssetPropertyAggregates",
          "GetAssetPropertyValue",
          "GetAssetPropertyValueHistory",
          "GetInterpolatedAssetPropertyValues",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("iottwinmaker", {
    receivesRolesAs: ["iottwinmaker.amazonaws.com"],
    ephemeralTypes: ["metadataTransferJob"],
    blindSpots: [
      {
        kind: "data-event",
        actions: ["BatchPutPropertyValues", "ExecuteQuery", "GetPropertyValue", "GetPropertyValueHistory"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("iotwireless", {
    receivesRolesAs: ["iotwireless.amazonaws.com"],
    ephemeralTypes: ["ImportTask"],
    // What a call acts on first is its `id`; what it joins that with has a name of its own.
    types: {
      FuotaTask: { parameters: { FuotaTaskId: ["fuotataskid", ".id"] } },
      MulticastGroup: { parameters: { MulticastGroupId: ["multicastgroupid", ".id"] } },
      WirelessDevice: { parameters: { WirelessDeviceId: ["wirelessdeviceid", ".id"] } },
      WirelessGateway: { parameters: { WirelessGatewayId: ["wirelessgatewayid", ".id"] } },
    },
  }),
  service("kafka", {
    calls: deliversLogs(["CreateCluster", "CreateClusterV2", "UpdateMonitoring"], ["Create", "Delete", "Get", "List", "Update"], {
      when: mentions(/"brokerLogs":.*"enabled":true/i, "with logs of its brokers"),
      source: "Amazon MSK Developer Guide: Amazon MSK logging, Required permissions (the AWS managed policy AmazonMSKFullAccess)",
    }),
    receivesRolesAs: ["kafka.amazonaws.com"],
  }),
  service("kafka-cluster", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: [
          "AlterGroup",
          "Connect",
          "DescribeCluster",
          "DescribeGroup",
          "DescribeTopic",
          "DescribeTopicDynamicConfiguration",
          "ReadData",
          "WriteData",
          "WriteDataIdempotently",
        ],
        managedBy: ["kafka"],
        source: "Amazon MSK Developer Guide: IAM access control",
      },
    ],
  }),
  service("kafkaconnect", {
    calls: {
      ...deliversLogs(["CreateConnector"], ["Create", "Get", "List"], { when: has("logDelivery") }),
      ...deliversLogs(["DeleteConnector"], ["Delete", "List"]),
    },
    usuallyCalls: { kafkaconnect: ["kafka-cluster", "s3"] },
    passesRoles: [
      {
        always: ["CreateConnector"],
        to: ["kafkaconnect.amazonaws.com"],
        source: "Amazon MSK Developer Guide: Service execution role of a connector, trust policy",
      },
    ],
    ephemeralTypes: ["connector operation"],
  }),
  service("fis", {
    ephemeralTypes: ["experiment"],
    types: {
      action: {
        parameters: { Id: ["actionid", ".id"] },
        colons: { source: "AWS FIS User Guide: Actions, ids such as aws:ec2:stop-instances" },
      },
    },
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["InjectApiInternalError", "InjectApiThrottleError", "InjectApiUnavailableError"],
        source: "Service Authorization Reference: AWS Fault Injection Service, actions with permission only",
      },
    ],
    passesRoles: [
      {
        always: ["CreateExperimentTemplate"],
        sometimes: ["UpdateExperimentTemplate"],
        to: ["fis.amazonaws.com"],
        source: "AWS Fault Injection Service User Guide: IAM roles for AWS FIS experiments, trust policy",
      },
    ],
  }),
  service("kendra-ranking", {
    blindSpots: [{ kind: "data-event", actions: ["Rescore"], source: "CloudTrail User Guide: Logging data events" }],
  }),
  service("kendra", {
    receivesRolesAs: ["kendra.amazonaws.com"],
  }),
  service("kinesisanalytics", {
    receivesRolesAs: ["kinesisanalytics.amazonaws.com"],
    passesRoles: [
      {
        always: ["CreateApplication"],
        sometimes: ["UpdateApplication"],
        to: ["kinesisanalytics.amazonaws.com"],
        source: "Managed Service for Apache Flink Developer Guide: Using identity-based policies, trust policy",
      },
    ],
    usuallyCalls: { kinesisanalytics: ["kinesis", "firehose", "s3", "logs", "cloudwatch", "kafka-cluster"] },
  }),
  service("kinesisvideo", {
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "ConnectAsMaster",
          "ConnectAsViewer",
          "GetClip",
          "GetDASHStreamingSessionURL",
          "GetHLSStreamingSessionURL",
          "GetImages",
          "GetMedia",
          "GetMediaForFragmentList",
          "JoinStorageSession",
          "ListFragments",
          "PutMedia",
          "SendAlexaOfferToMaster",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("lakeformation", { receivesRolesAs: ["lakeformation.amazonaws.com"] }),
  service("lookoutequipment", { receivesRolesAs: ["lookoutequipment.amazonaws.com"] }),
  service("machinelearning", {
    receivesRolesAs: ["machinelearning.amazonaws.com"],
    blindSpots: [{ kind: "data-event", actions: ["Predict"], source: "CloudTrail User Guide: Logging data events" }],
  }),
  service("macie2", { ephemeralTypes: ["ClassificationJob"] }),
  service("managedblockchain", {
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "GET",
          "Invoke",
          "InvokeRpcBitcoinMainnet",
          "InvokeRpcBitcoinTestnet",
          "InvokeRpcPolygonMainnet",
          "InvokeRpcPolygonMumbaiTestnet",
          "POST",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("mechanicalturk", {
    eventSources: [{ name: "mturk-requester", source: "Service Authorization Reference: Amazon Mechanical Turk" }],
  }),
  service("mediaconnect", {
    receivesRolesAs: ["mediaconnect.amazonaws.com"],
  }),
  service("mediaconvert", {
    usuallyCalls: { mediaconvert: ["s3", "execute-api"] },
    ephemeralTypes: ["Job"],
    passesRoles: [
      {
        always: ["CreateJob"],
        to: ["mediaconvert.amazonaws.com"],
        source: "the AWS managed policy AWSElementalMediaConvertFullAccess passes roles to it",
      },
    ],
  }),
  service("medialive", {
    receivesRolesAs: ["medialive.amazonaws.com"],
    tagging: { action: "CreateTags" },
  }),
  service("mediapackage", {
    receivesRolesAs: ["mediapackage.amazonaws.com"],
    ephemeralTypes: ["harvest_jobs"],
    // An ARN's id is not the one that requests name (AWS Elemental MediaPackage User Guide: identity-based policy examples).
    madeUp: ["ChannelIdentifier", "OriginEndpointIdentifier"],
  }),
  service("mediapackagev2", { ephemeralTypes: ["HarvestJob"] }),
  service("mediapackage-vod", { receivesRolesAs: ["mediapackage.amazonaws.com"] }),
  service("medical-imaging", {
    receivesRolesAs: ["medical-imaging.amazonaws.com"],
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "CopyImageSet",
          "DeleteImageSet",
          "GetDICOMInstance",
          "GetDICOMInstanceFrames",
          "GetDICOMInstanceMetadata",
          "GetImageFrame",
          "GetImageSet",
          "GetImageSetMetadata",
          "ListImageSetVersions",
          "SearchImageSets",
          "UpdateImageSetMetadata",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("mediatailor", {
    types: { playbackConfiguration: { parameters: { ResourceId: ["playbackconfigurationname", ".name"] } } },
  }),
  service("memorydb", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["Connect"],
        source: "Amazon MemoryDB Developer Guide: Authenticating with IAM",
      },
    ],
    calls: { CreateCluster: { needs: inVpc } },
    parameters: { SnapshotName: ["snapshotname", "sourcesnapshotname", "targetsnapshotname", "finalsnapshotname"] },
    eventSources: [{ name: "memory-db", source: "Service Authorization Reference: Amazon MemoryDB" }],
  }),
  service("mgh", { ephemeralTypes: ["AutomationRunResource"] }),
  service("mgn", { ephemeralTypes: ["ExportResource", "ImportResource", "JobResource"] }),
  service("mobiletargeting", {
    receivesRolesAs: ["pinpoint.amazonaws.com"],
    eventSources: [{ name: "pinpoint", source: "Service Authorization Reference: Amazon Pinpoint" }],
    parameters: { AppId: ["applicationid"] },
    blindSpots: [
      {
        kind: "not-logged",
        actions: [
          "GetEndpoint",
          "GetInAppMessages",
          "GetUserEndpoints",
          "PutEvents",
          "SendMessages",
          "SendUsersMessages",
          "UpdateEndpoint",
          "UpdateEndpointsBatch",
        ],
        source: "Amazon Pinpoint Developer Guide: Logging Amazon Pinpoint API calls with AWS CloudTrail, actions that are not logged",
      },
    ],
    ephemeralTypes: ["export-job", "import-job"],
  }),
  service("mq", {
    eventSources: [{ name: "amazonmq", source: "Amazon MQ Developer Guide: Logging Amazon MQ API calls using AWS CloudTrail" }],
    tagging: { action: "CreateTags" },
  }),
  service("mpa", { ephemeralTypes: ["session"] }),
  service("neptune-db", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: [
          "CancelQuery",
          "connect",
          "DeleteDataViaQuery",
          "GetEngineStatus",
          "GetLoaderJobStatus",
          "GetQueryStatus",
          "GetStreamRecords",
          "ListLoaderJobs",
          "ReadDataViaQuery",
          "StartLoaderJob",
          "WriteDataViaQuery",
        ],
        managedBy: ["rds"],
        source: "Amazon Neptune User Guide: Logging Amazon Neptune API calls with AWS CloudTrail; IAM actions for Neptune data access",
      },
    ],
  }),
  service("neptune-graph", {
    receivesRolesAs: ["neptune-graph.amazonaws.com"],
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "CancelQuery",
          "DeleteDataViaQuery",
          "GetGraphSummary",
          "GetQueryStatus",
          "ListQueries",
          "ReadDataViaQuery",
          "WriteDataViaQuery",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
    ephemeralTypes: ["export-task", "import-task"],
  }),
  service("nova-act", { ephemeralTypes: ["workflow-run"] }),
  service("oam", { calls: { CreateLink: { needs: shared }, UpdateLink: { needs: shared } } }),
  service("omics", {
    receivesRolesAs: ["omics.amazonaws.com"],
    ephemeralTypes: ["TaskResource", "run", "runBatch"],
    types: {
      AnnotationStore: { parameters: { AnnotationStoreName: ["annotationstorename", "destinationname", "storename", ".name"] } },
      TaskResource: { parameters: { Id: ["taskid"] } },
      VariantStore: { parameters: { VariantStoreName: ["variantstorename", "destinationname", ".name"] } },
      WorkflowVersion: { parameters: { Id: ["workflowid"] } },
      run: { parameters: { Id: ["runid", ".id"] } },
      runCache: { parameters: { Id: [".cacheid", ".id"] } },
    },
  }),
  service("osis", {
    receivesRolesAs: ["osis-pipelines.amazonaws.com"],
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["Ingest"],
        source: "Amazon OpenSearch Service Developer Guide: Logging Amazon OpenSearch Ingestion API calls using CloudTrail",
      },
    ],
    calls: {
      ...deliversLogs(["CreatePipeline"], ["Create"], { when: has("logPublishingOptions") }),
      ...deliversLogs(["UpdatePipeline"], ["Get", "List", "Update"], { when: has("logPublishingOptions") }),
      ...deliversLogs(["DeletePipeline"], ["Delete", "Get", "List"]),
    },
  }),
  service("panorama", { receivesRolesAs: ["panorama.amazonaws.com"] }),
  service("pcs", {
    passesRoles: [
      {
        always: ["CreateComputeNodeGroup"],
        sometimes: ["UpdateComputeNodeGroup"],
        to: ["ec2.amazonaws.com"],
        source: "AWS PCS User Guide: Identity-based policy examples, service administrator (the instance profile of the nodes)",
      },
    ],
  }),
  service("pca-connector-ad", {
    calls: {
      ...alsoChecked(["CreateDirectoryRegistration"], ["ds:AuthorizeApplication"], { on: [] }),
      ...alsoChecked(["DeleteDirectoryRegistration"], ["ds:UnauthorizeApplication", "ds:UpdateAuthorizedApplication"], { on: [] }),
      ...alsoChecked(["CreateServicePrincipalName", "DeleteServicePrincipalName"], ["ds:UpdateAuthorizedApplication"], { on: [] }),
    },
  }),
  service("payment-cryptography", {
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "DecryptData",
          "EncryptData",
          "GenerateCardValidationData",
          "GenerateMac",
          "GenerateMacEmvPinChange",
          "GeneratePinData",
          "ReEncryptData",
          "TranslateKeyMaterial",
          "TranslatePinData",
          "VerifyAuthRequestCryptogram",
          "VerifyCardValidationData",
          "VerifyMac",
          "VerifyPinData",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("pi", {
    // ARNs have the service in lower case (AWS managed policy AmazonRDSPerformanceInsightsReadOnly).
    nameInArn: (name) => (/^(?:RDS|DOCDB)$/.test(name) ? name.toLowerCase() : name),
  }),
  service("personalize", {
    ephemeralTypes: ["batchInferenceJob", "batchSegmentJob", "dataDeletionJob", "dataInsightsJob", "datasetExportJob", "datasetImportJob"],
    receivesRolesAs: ["personalize.amazonaws.com"],
  }),
  service("pricing", { eventSources: [{ name: "api.pricing", source: "Service Authorization Reference: AWS Price List" }] }),
  service("proton", {
    receivesRolesAs: ["proton.amazonaws.com"],
    ephemeralTypes: ["deployment"],
  }),
  service("qapps", { ephemeralTypes: ["qapp-session"] }),
  service("qbusiness", {
    calls: alsoChecked(["AssociatePermission", "DisassociatePermission"], ["PutResourcePolicy"]),
    receivesRolesAs: ["application.qbusiness.amazonaws.com", "qbusiness.amazonaws.com"],
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "BatchDeleteDocument",
          "BatchPutDocument",
          "Chat",
          "ChatSync",
          "DeleteConversation",
          "ListConversations",
          "ListDocuments",
          "ListMessages",
          "PutFeedback",
          "SearchRelevantContent",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("rds-db", {
    blindSpots: [
      { kind: "not-logged", actions: ["connect"], managedBy: ["rds"], source: "Amazon RDS User Guide: IAM database authentication" },
    ],
  }),
  service("redshift-serverless", {
    receivesRolesAs: ["redshift-serverless.amazonaws.com", "redshift.amazonaws.com", "scheduler.redshift.amazonaws.com"],
    // A request names a workgroup or namespace; its ARN ends in an id.
    madeUp: ["NamespaceId", "WorkgroupId"],
    ephemeralTypes: ["recoveryPoint"],
  }),
  service("rekognition", {
    types: { streamprocessor: { parameters: { StreamprocessorId: [".name"] } } },
    receivesRolesAs: ["rekognition.amazonaws.com"],
    usuallyCalls: { rekognition: ["sns", "kinesisvideo", "kinesis"] },
  }),
  service("resiliencehub", { receivesRolesAs: ["resiliencehub.amazonaws.com"], ephemeralTypes: ["app-assessment"] }),
  service("resource-groups", { receivesRolesAs: ["resource-groups.amazonaws.com"] }),
  service("robomaker", {
    ephemeralTypes: ["deploymentJob", "simulationJob", "simulationJobBatch", "worldExportJob", "worldGenerationJob"],
  }),
  service("route53-recovery-readiness", {
    // An ARN ends in the name that requests tell.
    types: {
      cell: { parameters: { ResourceId: ["cellname"] } },
      readinesscheck: { parameters: { ResourceId: ["readinesscheckname"] } },
      recoverygroup: { parameters: { ResourceId: ["recoverygroupname"] } },
      resourceset: { parameters: { ResourceId: ["resourcesetname"] } },
    },
  }),
  service("route53-recovery-control-config", {
    eventSources: [{ name: "route53-recovery-control", source: "Service Authorization Reference: Amazon Route 53 Recovery Controls" }],
  }),
  service("rum", {
    parameters: { Name: [".name", "appmonitorname"] },
    calls: deliversLogs(["CreateAppMonitor", "UpdateAppMonitor"], ["Create", "Delete", "Get", "List", "Update"], {
      when: asks("cwLogEnabled"),
      source: "the AWS managed policy AmazonCloudWatchRUMFullAccess; CloudWatch RUM API Reference: CreateAppMonitor, CwLogEnabled",
    }),
    blindSpots: [{ kind: "data-event", actions: ["PutRumEvents"], source: "CloudTrail User Guide: Logging data events" }],
  }),
  service("s3-object-lambda", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["GetObject", "ListBucket", "WriteGetObjectResponse"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("s3-outposts", {
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "AbortMultipartUpload",
          "DeleteObject",
          "DeleteObjectTagging",
          "GetObject",
          "GetObjectTagging",
          "ListBucket",
          "ListBucketMultipartUploads",
          "ListMultipartUploadParts",
          "PutObject",
          "PutObjectAcl",
          "PutObjectTagging",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("s3files", { receivesRolesAs: ["elasticfilesystem.amazonaws.com"] }),
  service("s3vectors", {
    parameters: { BucketName: ["vectorbucketname"] },
    blindSpots: [
      {
        kind: "data-event",
        actions: ["DeleteVectors", "GetVectors", "ListVectors", "PutVectors", "QueryVectors"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("sagemaker-geospatial", {
    receivesRolesAs: ["sagemaker-geospatial.amazonaws.com"],
    ephemeralTypes: ["EarthObservationJob", "VectorEnrichmentJob"],
  }),
  service("sdb", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["BatchDeleteAttributes", "BatchPutAttributes", "DeleteAttributes", "GetAttributes", "PutAttributes", "Select"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
    ephemeralTypes: ["export"],
  }),
  service("security-ir", { ephemeralTypes: ["case"] }),
  service("securityhub", {
    calls: {
      ...alsoChecked(
        [
          "BatchGetSecurityControls",
          "BatchGetStandardsControlAssociations",
          "GetSecurityControlDefinition",
          "ListStandardsControlAssociations",
        ],
        ["DescribeStandardsControls"],
        { on: [], source: dependent("AWS Security Hub") },
      ),
      ...alsoChecked(["BatchUpdateStandardsControlAssociations", "UpdateSecurityControl"], ["UpdateStandardsControl"], {
        on: [],
        source: dependent("AWS Security Hub"),
      }),
    },
    events: [
      {
        renamed: { GetFindingsV2: "GetFindings", BatchUpdateFindingsV2: "BatchUpdateFindings" },
        source: "AWS Security Hub API Reference: permissions of the V2 operations",
      },
    ],
  }),
  service("servicecatalog", {
    // A product that is provisioned was there before.
    calls: { ProvisionProduct: { makes: [] } },
    eventSources: [{ name: "servicecatalog-appregistry", source: "Service Authorization Reference: AWS Service Catalog" }],
  }),
  service("servicediscovery", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["DiscoverInstances", "DiscoverInstancesRevision"],
        source: "AWS Cloud Map Developer Guide: Logging AWS Cloud Map API calls using AWS CloudTrail, data events",
      },
    ],
  }),
  service("servicequotas", { discoveryCalls: ["ListServiceQuotas"] }),
  service("signer", {
    blindSpots: [
      { kind: "data-event", actions: ["GetRevocationStatus", "SignPayload"], source: "CloudTrail User Guide: Logging data events" },
    ],
    ephemeralTypes: ["signing-job"],
  }),
  service("shield", {
    calls: alsoChecked(
      ["EnableApplicationLayerAutomaticResponse", "UpdateApplicationLayerAutomaticResponse"],
      ["apprunner:DescribeWebAclForService", "cognito-idp:GetWebACLForResource", "ec2:GetVerifiedAccessInstanceWebAcl"],
      { on: [] },
    ),
    passesRoles: [
      {
        always: ["AssociateDRTRole"],
        to: ["drt.shield.amazonaws.com"],
        source: "AWS Shield Advanced API Reference: AssociateDRTRole",
      },
    ],
  }),
  service("sms-voice", {
    told: sender,
    passesRoles: [
      {
        sometimes: ["CreateEventDestination", "UpdateEventDestination", "UpdatePhoneNumber", "UpdatePool"],
        to: ["sms-voice.amazonaws.com"],
        source: "AWS End User Messaging SMS User Guide: IAM policies for two-way messaging and for event destinations",
      },
    ],
    blindSpots: [
      {
        kind: "data-event",
        actions: ["SendMediaMessage", "SendTextMessage", "SendVoiceMessage"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("snow-device-management", { ephemeralTypes: ["task"] }),
  service("snowball", { receivesRolesAs: ["importexport.amazonaws.com"] }),
  service("social-messaging", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["DeleteWhatsAppMessageMedia", "GetWhatsAppMessageMedia", "PostWhatsAppMessageMedia", "SendWhatsAppMessage"],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("ssm-contacts", {
    types: { contact: { parameters: { ContactAlias: ["contactid", "alias"] } } },
    calls: alsoChecked(["CreateContact", "UpdateContact"], ["AssociateContact"], { on: [] }),
  }),
  service("ssm-incidents", { receivesRolesAs: ["ssm-incidents.amazonaws.com"], ephemeralTypes: ["incident-record"] }),
  service("ssmmessages", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"],
        source: "Systems Manager User Guide: ec2messages, ssmmessages, and other API operations",
      },
    ],
  }),
  service("storagegateway", {
    calls: deliversLogs(["AssociateFileSystem", "UpdateFileSystemAssociation"], ["Create", "Delete", "Get", "List", "Update"], {
      when: mentions(/"auditDestinationARN":"arn/i, "with a destination of its audit log"),
    }),
    receivesRolesAs: ["storagegateway.amazonaws.com"],
    usuallyCalls: { storagegateway: ["s3"] },
    tagging: { action: "AddTagsToResource" },
    ephemeralTypes: ["cache-report"],
  }),
  service("supportapp", { receivesRolesAs: ["supportapp.amazonaws.com"] }),
  service("swf", {
    calls: alsoChecked(
      ["RespondDecisionTaskCompleted"],
      [
        "CancelTimer",
        "CancelWorkflowExecution",
        "CompleteWorkflowExecution",
        "ContinueAsNewWorkflowExecution",
        "FailWorkflowExecution",
        "RecordMarker",
        "RequestCancelActivityTask",
        "RequestCancelExternalWorkflowExecution",
        "ScheduleActivityTask",
        "SignalExternalWorkflowExecution",
        "StartChildWorkflowExecution",
        "StartTimer",
      ],
      { source: "Amazon SWF Developer Guide: IAM policies for Amazon SWF, decisions are authorized like calls" },
    ),
    receivesRolesAs: ["swf.amazonaws.com"],
    blindSpots: [
      {
        kind: "data-event",
        actions: [
          "CountPendingActivityTasks",
          "CountPendingDecisionTasks",
          "GetWorkflowExecutionHistory",
          "PollForActivityTask",
          "PollForDecisionTask",
          "RecordActivityTaskHeartbeat",
          "RequestCancelWorkflowExecution",
          "RespondActivityTaskCanceled",
          "RespondActivityTaskCompleted",
          "RespondActivityTaskFailed",
          "RespondDecisionTaskCompleted",
          "SignalWorkflowExecution",
          "StartWorkflowExecution",
          "TerminateWorkflowExecution",
        ],
        source: "CloudTrail User Guide: Logging data events",
      },
    ],
  }),
  service("synthetics", {
    receivesRolesAs: ["lambda.amazonaws.com", "synthetics.amazonaws.com"],
    usuallyCalls: { synthetics: ["s3", "cloudwatch", "logs"] },
    passesRoles: [
      {
        always: ["CreateCanary"],
        sometimes: ["UpdateCanary"],
        to: ["lambda.amazonaws.com", "synthetics.amazonaws.com"],
        source: "the AWS managed policy CloudWatchSyntheticsFullAccess passes roles to it",
      },
    ],
  }),
  service("textract", {
    receivesRolesAs: ["textract.amazonaws.com"],
    usuallyCalls: { textract: ["sns", "s3"] },
  }),
  service("timestream-influxdb", { ephemeralTypes: ["db-backup"] }),
  service("tnb", { ephemeralTypes: ["network-operation"] }),
  service("transcribe", {
    receivesRolesAs: ["transcribe.amazonaws.com"],
    usuallyCalls: { transcribe: ["s3"] },
    eventSources: [{ name: "transcribestreaming", source: "Service Authorization Reference: Amazon Transcribe" }],
    ephemeralTypes: ["callanalyticsjob", "medicalscribejob", "medicaltranscriptionjob", "transcriptionjob"],
  }),
  service("transfer", {
    receivesRolesAs: ["transfer.amazonaws.com"],
    calls: {
      CreateUser: {
        makesToo: {
          things: ({ request: { serverId, userName } }, place) =>
            typeof serverId === "string" && typeof userName === "string"
              ? [regionalArn("transfer", place, `user/${serverId}/${userName}`)]
              : [],
          source: "Service Authorization Reference: AWS Transfer Family, user",
        },
      },
    },
    usuallyCalls: { transfer: ["s3", "elasticfilesystem", "logs"] },
    passesRoles: [
      {
        always: ["CreateAccess", "CreateAgreement", "CreateConnector", "CreateUser"],
        sometimes: ["CreateServer", "UpdateAccess", "UpdateServer", "UpdateUser"],
        to: ["transfer.amazonaws.com"],
        source: "the AWS managed policy AWSTransferFullAccess passes roles to it",
      },
    ],
  }),
  service("translate", {
    receivesRolesAs: ["translate.amazonaws.com"],
  }),
  service("verifiedpermissions", {
    blindSpots: [
      {
        kind: "data-event",
        actions: ["IsAuthorized", "IsAuthorizedWithToken"],
        source: "Amazon Verified Permissions User Guide: Logging Amazon Verified Permissions API calls using AWS CloudTrail, data events",
      },
    ],
    events: [
      {
        renamed: { BatchIsAuthorized: "IsAuthorized", BatchIsAuthorizedWithToken: "IsAuthorizedWithToken", BatchGetPolicy: "GetPolicy" },
        source: "Amazon Verified Permissions API Reference: batch operations need the permission of the single one",
      },
    ],
  }),
  service("voiceid", { receivesRolesAs: ["voiceid.amazonaws.com"] }),
  service("vpc-lattice", {
    calls: {
      ...deliversLogs(["CreateAccessLogSubscription"], ["Create", "Get"]),
      ...deliversLogs(["DeleteAccessLogSubscription"], ["Delete", "Get"]),
      ...deliversLogs(["GetAccessLogSubscription"], ["Get"]),
      ...deliversLogs(["UpdateAccessLogSubscription"], ["Get", "Update"]),
    },
  }),
  service("vpc-lattice-svcs", {
    blindSpots: [
      {
        kind: "not-logged",
        actions: ["Connect", "Invoke"],
        managedBy: ["vpc-lattice"],
        source: "Amazon VPC Lattice User Guide: Control access to VPC Lattice services using auth policies",
      },
    ],
  }),
  service("wellarchitected", { types: { lens: { parameters: { ResourceId: ["lensalias"] } } } }),
  service("wisdom", { ephemeralTypes: ["Session"] }),
  service("workmailmessageflow", { ephemeralTypes: ["RawMessage"] }),
  service("workspaces", {
    types: { directoryid: { parameters: { DirectoryId: ["directoryid", "resourceid"] } }, workspaceid: { idBeginning: "ws-" } },
    tagging: { action: "CreateTags" },
  }),
  service("xray", {
    types: { "sampling-rule": { parameters: { SamplingRuleName: ["samplingrulename", "rulename"] } } },
    blindSpots: [
      {
        kind: "data-event",
        actions: ["GetSamplingRules", "GetSamplingStatisticSummaries", "GetSamplingTargets", "PutTelemetryRecords", "PutTraceSegments"],
        seldom: ["BatchGetTraces", "GetServiceGraph", "GetTimeSeriesServiceStatistics", "GetTraceGraph", "GetTraceSummaries"],
        source: "AWS X-Ray Developer Guide: Logging API calls with CloudTrail",
      },
    ],
  }),
];
