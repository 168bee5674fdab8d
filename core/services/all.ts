import { account } from "./account.ts";
import { apigateway } from "./apigateway.ts";
import { applicationAutoscaling } from "./application-autoscaling.ts";
import { autoscaling } from "./autoscaling.ts";
import { awsMarketplace } from "./aws-marketplace.ts";
import { backup } from "./backup.ts";
import { batch } from "./batch.ts";
import { bedrock } from "./bedrock.ts";
import { bedrockAgentcore } from "./bedrock-agentcore.ts";
import { budgets } from "./budgets.ts";
import { cassandra } from "./cassandra.ts";
import { cloudformation } from "./cloudformation.ts";
import { cloudtrail } from "./cloudtrail.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { codebuild } from "./codebuild.ts";
import { cognitoIdentity } from "./cognito-identity.ts";
import { cognitoIdp } from "./cognito-idp.ts";
import { comprehend } from "./comprehend.ts";
import { dms } from "./dms.ts";
import { dynamodb } from "./dynamodb.ts";
import { ec2 } from "./ec2.ts";
import { ec2InstanceConnect } from "./ec2-instance-connect.ts";
import { ecr } from "./ecr.ts";
import { ecs } from "./ecs.ts";
import { eks } from "./eks.ts";
import { elasticloadbalancing } from "./elasticloadbalancing.ts";
import { elasticmapreduce } from "./elasticmapreduce.ts";
import { emrServerless } from "./emr-serverless.ts";
import { es } from "./es.ts";
import { events } from "./events.ts";
import { executeApi } from "./execute-api.ts";
import { firehose } from "./firehose.ts";
import { glue } from "./glue.ts";
import { iam } from "./iam.ts";
import { iot } from "./iot.ts";
import { kinesis } from "./kinesis.ts";
import { kms } from "./kms.ts";
import type { ServiceKnowledge } from "./knowledge.ts";
import { lambda } from "./lambda.ts";
import { lex } from "./lex.ts";
import { logs } from "./logs.ts";
import { networkFirewall } from "./network-firewall.ts";
import { organizations } from "./organizations.ts";
import { partnercentral } from "./partnercentral.ts";
import { pipes } from "./pipes.ts";
import { quicksight } from "./quicksight.ts";
import { rds } from "./rds.ts";
import { rdsData } from "./rds-data.ts";
import { redshift } from "./redshift.ts";
import { redshiftData } from "./redshift-data.ts";
import { rolesanywhere } from "./rolesanywhere.ts";
import { route53 } from "./route53.ts";
import { s3 } from "./s3.ts";
import { s3express } from "./s3express.ts";
import { s3tables } from "./s3tables.ts";
import { sagemaker } from "./sagemaker.ts";
import { scheduler } from "./scheduler.ts";
import { secretsmanager } from "./secretsmanager.ts";
import { ses } from "./ses.ts";
import { small } from "./small.ts";
import { sns } from "./sns.ts";
import { sqs } from "./sqs.ts";
import { ssm } from "./ssm.ts";
import { sso } from "./sso.ts";
import { ssoOauth } from "./sso-oauth.ts";
import { states } from "./states.ts";
import { sts } from "./sts.ts";
import { tag } from "./tag.ts";
import { timestream } from "./timestream.ts";
import { wafv2 } from "./wafv2.ts";

/** Everything that is known, by service prefix. A new service's file is added here. */
export const services: readonly ServiceKnowledge[] = [
  account,
  apigateway,
  applicationAutoscaling,
  autoscaling,
  awsMarketplace,
  batch,
  bedrock,
  bedrockAgentcore,
  budgets,
  cassandra,
  cloudformation,
  cloudtrail,
  cloudwatch,
  codebuild,
  cognitoIdp,
  comprehend,
  dms,
  dynamodb,
  ec2,
  ec2InstanceConnect,
  ecr,
  ecs,
  eks,
  elasticloadbalancing,
  elasticmapreduce,
  emrServerless,
  es,
  events,
  executeApi,
  firehose,
  glue,
  iam,
  iot,
  kinesis,
  kms,
  lambda,
  lex,
  logs,
  networkFirewall,
  organizations,
  partnercentral,
  pipes,
  quicksight,
  rds,
  rdsData,
  redshift,
  rolesanywhere,
  route53,
  s3,
  s3express,
  s3tables,
  sagemaker,
  scheduler,
  secretsmanager,
  ses,
  sns,
  sqs,
  ssm,
  sso,
  ssoOauth,
  states,
  sts,
  tag,
  timestream,
  backup,
  cognitoIdentity,
  wafv2,
  redshiftData,
  ...small,
].sort((a, b) => (a.prefix < b.prefix ? -1 : 1));
