/**
 * Where a request calls a part of an ARN by another name than the ARN's template does: `prefix:Variable`, or
 * `prefix:type:Variable` for one resource type alone, to request parameters in lower case without punctuation (`.name` is one at the top of the request).
 * From each service's API reference; templates from the Service Authorization Reference.
 */
export const parameterNames: Readonly<Record<string, readonly string[]>> = {
  "s3:BucketName": ["bucketname", "bucket"],
  "s3:ObjectName": ["key"],
  "s3:ConfigId": ["configid", "storagelensconfigurationid"],
  "ssm:ParameterNameWithoutLeadingSlash": [".name", "names", "path"],
  "ssm:document:DocumentName": ["documentname", ".name"],
  "ssm:InstanceId": ["instanceid", "instanceids", "target", "resourceid"],
  "ssm:PatchBaselineIdResourceId": ["baselineid"],
  "ec2:SecurityGroupId": ["groupid", "groupids", "securitygroupid", "securitygroupids"],
  "ec2:group:GroupName": ["resourcegroupname"],
  "ec2:KeyPairName": ["keyname", "keypairname"],
  "ec2:VpcFlowLogId": ["flowlogid", "flowlogids", "content"],
  "ec2:PlacementGroupName": ["groupname"],
  "ec2-instance-connect:InstanceId": ["instanceid"],
  "rds:DbInstanceName": ["dbinstanceidentifier", "sourcedbinstanceidentifier"],
  "rds:DbClusterInstanceName": ["dbclusteridentifier", "sourcedbclusteridentifier"],
  "rds:snapshot:SnapshotName": ["dbsnapshotidentifier", "sourcedbsnapshotidentifier", "targetdbsnapshotidentifier"],
  "rds:ClusterSnapshotName": ["dbclustersnapshotidentifier"],
  "rds:ClusterParameterGroupName": ["dbclusterparametergroupname"],
  "rds:ParameterGroupName": ["dbparametergroupname"],
  "rds:SubnetGroupName": ["dbsubnetgroupname"],
  "rds:SecurityGroupName": ["dbsecuritygroupname"],
  "events:RuleName": ["rule", ".name"],
  "events:event-bus:EventBusName": ["eventbusname", ".name"],
  "cloudtrail:TrailName": [".name", "trailname", "trailnamelist"],
  "cloudwatch:AlarmName": ["alarmname", "alarmnames"],
  "states:StateMachineName": ["statemachinename"],
  "ecs:ClusterName": ["cluster", "clustername", "clusters"],
  "ecs:ServiceName": ["service", "servicename", "services"],
  "ecs:TaskId": ["task", "tasks"],
  "autoscaling:GroupFriendlyName": ["autoscalinggroupname", "autoscalinggroupnames"],
  "route53:hostedzone:Id": ["hostedzoneid", ".id"],
  "kms:KeyId": ["keyid", "targetkeyid"],
  "kms:Alias": ["aliasname"],
  "secretsmanager:SecretId": ["secretid", ".name", "secretidlist"],
  "sns:TopicName": [".name", "topicname"],
  "sqs:QueueName": ["queuename"],
  "eks:ClusterName": [".name", "clustername"],
  "glue:catalog:CatalogName": ["catalogname"],
  "glue:table:TableName": ["tablename", ".name"],
  "glue:database:DatabaseName": ["databasename", ".name"],
  "glue:JobName": ["jobname", ".name"],
  "glue:CrawlerName": ["crawlername", ".name"],
  "athena:WorkGroupName": ["workgroup"],
  "codebuild:ProjectName": ["projectname", ".name", "names"],
  "dynamodb:TableName": ["tablename"],
  "bedrock:foundation-model:ModelId": ["modelid"],
  "bedrock:foundation-model:ResourceId": ["modelid"],
  "cloudformation:StackName": ["stackname"],
  "organizations:AccountId": ["accountid"],
  "batch:job:JobId": ["jobid", "jobs"],
  "elasticloadbalancing:LoadBalancerId": [],
};

/**
 * Variables that a service makes up and a request does not carry: they stay `*` in an ARN whose other parts are known
 * (Amazon EC2 Auto Scaling puts an id of its own before the group's name; a CloudFormation stack's ARN ends in one).
 */
export const madeUpVariables: ReadonlySet<string> = new Set([
  "autoscaling:GroupId",
  "autoscaling:launchConfiguration:Id",
  "cloudformation:stack:Id",
  "cloudformation:changeset:Id",
  "cloudformation:stackset:Id",
  "eks:nodegroup:UUID",
  "eks:addon:UUID",
  "eks:fargateprofile:UUID",
]);

/** Resource types whose ids begin in their own way, so that one parameter does not fill two types. */
export const idBeginnings: Readonly<Record<string, string>> = {
  "ssm:instance": "i-",
  "ssm:managed-instance": "mi-",
  "ec2:instance": "i-",
  "ec2:launch-template": "lt-",
};
