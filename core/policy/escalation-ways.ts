/** A way to gain rights: all of its actions together. */
export interface Escalation {
  readonly actions: readonly string[];
  /** What it gives, as a sentence. */
  readonly because: string;
  /** AWS document and section that says what the actions do. */
  readonly source: string;
  /** It counts only where every resource of its kind in an account is granted, as with `*`. */
  readonly everyResource?: string;
}

/** AWS's names of the documents that say what an action does; the section is the action's own. */
const REFERENCES: Readonly<Record<string, string>> = {
  apprunner: "AWS App Runner API Reference",
  autoscaling: "Amazon EC2 Auto Scaling API Reference",
  batch: "AWS Batch API Reference",
  bedrock: "Amazon Bedrock API Reference",
  "bedrock-agentcore": "Amazon Bedrock AgentCore API Reference",
  cloudformation: "AWS CloudFormation API Reference",
  codebuild: "AWS CodeBuild API Reference",
  codepipeline: "AWS CodePipeline API Reference",
  "cognito-identity": "Amazon Cognito Federated Identities API Reference",
  datapipeline: "AWS Data Pipeline API Reference",
  ec2: "Amazon EC2 API Reference",
  "ec2-instance-connect": "EC2 Instance Connect API Reference",
  ecs: "Amazon ECS API Reference",
  eks: "Amazon EKS API Reference",
  elasticmapreduce: "Amazon EMR API Reference",
  "emr-serverless": "EMR Serverless API Reference",
  events: "Amazon EventBridge API Reference",
  glue: "AWS Glue Web API Reference",
  iam: "IAM API Reference",
  identitystore: "Identity Store API Reference",
  kms: "AWS KMS API Reference",
  lambda: "AWS Lambda API Reference",
  pipes: "Amazon EventBridge Pipes API Reference",
  ram: "AWS RAM API Reference",
  rolesanywhere: "IAM Roles Anywhere API Reference",
  s3: "Amazon S3 API Reference",
  sagemaker: "Amazon SageMaker API Reference",
  scheduler: "Amazon EventBridge Scheduler API Reference",
  sns: "Amazon SNS API Reference",
  sqs: "Amazon SQS API Reference",
  ssm: "AWS Systems Manager API Reference",
  sso: "IAM Identity Center API Reference",
  states: "AWS Step Functions API Reference",
  sts: "AWS STS API Reference",
};

const PASS_ROLE = "iam:PassRole";
const PASS_ROLE_SOURCE = 'IAM User Guide, "Grant a user permissions to pass a role to an AWS service"';
const EVERY_ROLE = "arn:aws:iam::111122223333:role/*";

/**
 * Ways for a principal to widen its own rights, the most direct first. Each follows from what AWS says that its actions do; the set
 * holds those that Rhino Security Labs' "AWS IAM Privilege Escalation" describes, and newer services.
 */
export const ESCALATION_WAYS: readonly Escalation[] = [
  ...each("It can attach any policy, AdministratorAccess too.", "iam", ["AttachRolePolicy", "AttachUserPolicy", "AttachGroupPolicy"]),
  ...each("It can write an inline policy with any right.", "iam", ["PutRolePolicy", "PutUserPolicy", "PutGroupPolicy"]),
  ...each("It can put other rights into a policy that is attached already.", "iam", ["CreatePolicyVersion", "SetDefaultPolicyVersion"]),
  ...each("It can let anybody assume a role.", "iam", ["UpdateAssumeRolePolicy"]),
  {
    ...way(["sts:AssumeRole"], "It can assume every role that trusts its account."),
    everyResource: EVERY_ROLE,
  },
  ...each("It can join a group with more rights.", "iam", ["AddUserToGroup"]),
  ...each("It can sign in or call as another user.", "iam", [
    "CreateAccessKey",
    "UpdateAccessKey",
    "CreateLoginProfile",
    "UpdateLoginProfile",
    "CreateServiceSpecificCredential",
    "ResetServiceSpecificCredential",
    "UploadSSHPublicKey",
    "UploadSigningCertificate",
    "DeactivateMFADevice",
  ]),
  ...each("It can take away or widen the limit of a role or user.", "iam", [
    "DeleteRolePermissionsBoundary",
    "DeleteUserPermissionsBoundary",
    "PutRolePermissionsBoundary",
    "PutUserPermissionsBoundary",
  ]),
  ...each("It can take away a policy that denies.", "iam", [
    "DetachRolePolicy",
    "DetachUserPolicy",
    "DetachGroupPolicy",
    "DeleteRolePolicy",
    "DeleteUserPolicy",
    "DeleteGroupPolicy",
    "RemoveUserFromGroup",
  ]),
  ...["TagRole", "UntagRole", "TagUser", "UntagUser"].map((name) => ({
    ...way([`iam:${name}`], "Where policies decide by tags, it can set the tag that opens them."),
    source: 'IAM User Guide, "Define permissions based on attributes with ABAC authorization"',
  })),
  {
    ...way(["sts:TagSession"], "Where policies decide by tags, it can set the tag that opens them."),
    source: 'IAM User Guide, "Pass session tags in AWS STS"',
    everyResource: EVERY_ROLE,
  },
  ...each("It can decide who signs in through an identity provider that roles trust.", "iam", [
    "CreateSAMLProvider",
    "UpdateSAMLProvider",
    "CreateOpenIDConnectProvider",
    "AddClientIDToOpenIDConnectProvider",
    "UpdateOpenIDConnectProviderThumbprint",
  ]),
  ...each("It can make a role for an AWS service, with rights that AWS chose.", "iam", ["CreateServiceLinkedRole"]),
  ...each("It can let certificates of its own assume roles.", "rolesanywhere", ["CreateTrustAnchor", "UpdateTrustAnchor"]),
  ...each("It can give people or groups rights in the organization's accounts.", "sso", [
    "CreateAccountAssignment",
    "AttachManagedPolicyToPermissionSet",
    "AttachCustomerManagedPolicyReferenceToPermissionSet",
    "PutInlinePolicyToPermissionSet",
    "PutPermissionsBoundaryToPermissionSet",
    "DeletePermissionsBoundaryFromPermissionSet",
    "UpdatePermissionSet",
  ]),
  ...each("It can put a person into a group with more rights.", "identitystore", ["CreateGroupMembership"]),
  ...each("It can run its own code with a function's role.", "lambda", ["UpdateFunctionCode", "UpdateFunctionConfiguration"]),
  ...each("It can run commands on instances, with their roles.", "ssm", [
    "SendCommand",
    "StartSession",
    "ResumeSession",
    "CreateAssociation",
    "UpdateAssociation",
  ]),
  ...each("It can log in to instances and act with their roles.", "ec2-instance-connect", ["SendSSHPublicKey"]),
  ...each("It can change what an instance runs when it starts, with the instance's role.", "ec2", ["ModifyInstanceAttribute"]),
  ...each("It can run commands in tasks, with their roles.", "ecs", ["ExecuteCommand"]),
  ...each("It can run its own commands with a build project's role.", "codebuild", ["UpdateProject", "StartBuild", "StartBuildBatch"]),
  ...each("It can make calls of its choice with a state machine's role.", "states", ["UpdateStateMachine"]),
  ...each("It can use the rights of a stack's service role.", "cloudformation", ["UpdateStack", "ExecuteChangeSet"]),
  ...each("It can open a notebook, with its role.", "sagemaker", ["CreatePresignedNotebookInstanceUrl", "CreatePresignedDomainUrl"]),
  ...each("It can run its own code with a notebook's role.", "sagemaker", [
    "CreateNotebookInstanceLifecycleConfig",
    "UpdateNotebookInstanceLifecycleConfig",
  ]),
  ...each("It can open a development endpoint, with its role.", "glue", ["UpdateDevEndpoint"]),
  ...each("It can run its own steps with a cluster's role.", "elasticmapreduce", ["AddJobFlowSteps"]),
  ...each("It can make itself an administrator of a Kubernetes cluster.", "eks", [
    "CreateAccessEntry",
    "UpdateAccessEntry",
    "AssociateAccessPolicy",
  ]),
  ...[
    ["apprunner:CreateService"],
    ["autoscaling:CreateLaunchConfiguration"],
    ["batch:RegisterJobDefinition", "batch:SubmitJob"],
    ["bedrock-agentcore:CreateAgentRuntime"],
    ["bedrock-agentcore:CreateCodeInterpreter"],
    ["bedrock:CreateAgent"],
    ["cloudformation:CreateStack"],
    ["cloudformation:CreateStackSet"],
    ["cloudformation:CreateChangeSet"],
    ["cloudformation:UpdateStackSet"],
    ["codebuild:CreateProject"],
    ["codepipeline:CreatePipeline"],
    ["codepipeline:UpdatePipeline"],
    ["cognito-identity:SetIdentityPoolRoles"],
    ["datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition"],
    ["ec2:AssociateIamInstanceProfile"],
    ["ec2:ReplaceIamInstanceProfileAssociation"],
    ["ec2:RequestSpotInstances"],
    ["ec2:RunInstances"],
    ["ecs:CreateService"],
    ["ecs:RegisterTaskDefinition"],
    ["ecs:RunTask"],
    ["ecs:StartTask"],
    ["ecs:UpdateService"],
    ["elasticmapreduce:RunJobFlow"],
    ["emr-serverless:StartJobRun"],
    ["events:PutTargets"],
    ["glue:CreateDevEndpoint"],
    ["glue:CreateJob"],
    ["glue:CreateSession"],
    ["glue:UpdateJob"],
    ["iam:AddRoleToInstanceProfile"],
    ["lambda:CreateFunction"],
    ["pipes:CreatePipe"],
    ["pipes:UpdatePipe"],
    ["rolesanywhere:CreateProfile"],
    ["rolesanywhere:UpdateProfile"],
    ["sagemaker:CreateAutoMLJobV2"],
    ["sagemaker:CreateDomain"],
    ["sagemaker:CreateHyperParameterTuningJob"],
    ["sagemaker:CreateModel"],
    ["sagemaker:CreateNotebookInstance"],
    ["sagemaker:CreatePipeline"],
    ["sagemaker:CreateProcessingJob"],
    ["sagemaker:CreateTrainingJob"],
    ["sagemaker:CreateUserProfile"],
    ["scheduler:CreateSchedule"],
    ["scheduler:UpdateSchedule"],
    ["ssm:StartAutomationExecution"],
    ["states:CreateStateMachine"],
  ].map((actions) => ({
    ...way([PASS_ROLE, ...actions], "It gives a role with other rights to something that runs what the caller wants."),
    source: `${referenceOf(actions[0] ?? "")}; ${PASS_ROLE_SOURCE}`,
  })),
  { ...way([PASS_ROLE], "It can hand a role to a service; what that gives depends on the service."), source: PASS_ROLE_SOURCE },
  ...each("It can let a principal use a key, itself too.", "kms", ["PutKeyPolicy", "CreateGrant"]),
  ...each("It can let other accounts use what it shares.", "ram", [
    "CreateResourceShare",
    "AssociateResourceShare",
    "AssociateResourceSharePermission",
  ]),
  ...each("It can write the policy of a topic, which says who may use it.", "sns", ["SetTopicAttributes"]),
  ...each("It can write the policy of a queue, which says who may use it.", "sqs", ["SetQueueAttributes"]),
  ...each("It can open a bucket that was closed to the public.", "s3", [
    "PutBucketPublicAccessBlock",
    "PutAccountPublicAccessBlock",
    "PutAccessPointPublicAccessBlock",
  ]),
];

/** AWS's name of the document and section about an action: `AWS Lambda API Reference, CreateFunction`. */
function referenceOf(action: string): string {
  const [prefix = "", name = ""] = action.split(":");
  return `${REFERENCES[prefix] ?? "Service Authorization Reference"}, ${name}`;
}

function way(actions: readonly string[], because: string): Escalation {
  return { actions, because, source: referenceOf(actions[0] ?? "") };
}

/** Each of these actions of a service is a way of its own. */
function each(because: string, prefix: string, names: readonly string[]): readonly Escalation[] {
  return names.map((name) => way([`${prefix}:${name}`], because));
}
