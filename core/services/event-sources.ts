/** An event source whose name is not the service prefix of its IAM actions. Prefixes are tried in order. */
export interface SourceException {
  readonly prefixes: readonly string[];
  /** The AWS page that says so. */
  readonly source: string;
}

const reference = "Service Authorization Reference: ";

/**
 * Event source, without `.amazonaws.com`, to IAM service prefixes. A source that is not here is its own prefix:
 * `logs.amazonaws.com` is `logs`. Where several services share a source, the first prefix that knows the event wins.
 */
export const sourceExceptions: Readonly<Record<string, SourceException>> = {
  monitoring: { prefixes: ["cloudwatch"], source: "CloudWatch User Guide: Logging API and console operations with CloudTrail" },
  email: { prefixes: ["ses"], source: `${reference}Amazon SES` },
  autoscaling: {
    prefixes: ["autoscaling", "application-autoscaling", "autoscaling-plans"],
    source: "Application Auto Scaling User Guide: Log API calls using CloudTrail",
  },
  appstream2: { prefixes: ["appstream"], source: `${reference}Amazon AppStream 2.0` },
  "models.lex": { prefixes: ["lex"], source: `${reference}Amazon Lex` },
  "models-v2-lex": { prefixes: ["lex"], source: `${reference}Amazon Lex V2` },
  lexv2: { prefixes: ["lex"], source: `${reference}Amazon Lex V2` },
  "runtime.lex": { prefixes: ["lex"], source: `${reference}Amazon Lex` },
  "runtime-v2-lex": { prefixes: ["lex"], source: `${reference}Amazon Lex V2` },
  "mturk-requester": { prefixes: ["mechanicalturk"], source: `${reference}Amazon Mechanical Turk` },
  "streams.dynamodb": { prefixes: ["dynamodb"], source: `${reference}Amazon DynamoDB` },
  tagging: { prefixes: ["tag"], source: `${reference}Amazon Resource Group Tagging API` },
  cloudcontrolapi: { prefixes: ["cloudformation"], source: `${reference}AWS Cloud Control API` },
  cloudhsmv2: { prefixes: ["cloudhsm"], source: `${reference}AWS CloudHSM` },
  iotdata: { prefixes: ["iot"], source: `${reference}AWS IoT` },
  "data.iot": { prefixes: ["iot"], source: `${reference}AWS IoT` },
  "data.jobs.iot": { prefixes: ["iotjobsdata"], source: `${reference}AWS IoT Jobs DataPlane` },
  ioteventsdata: { prefixes: ["iotevents"], source: `${reference}AWS IoT Events` },
  "api.sagemaker": { prefixes: ["sagemaker"], source: `${reference}Amazon SageMaker` },
  "runtime.sagemaker": { prefixes: ["sagemaker"], source: `${reference}Amazon SageMaker` },
  "api.pricing": { prefixes: ["pricing"], source: `${reference}AWS Price List` },
  rdsdata: { prefixes: ["rds-data"], source: `${reference}Amazon RDS Data API` },
  rdsdataapi: { prefixes: ["rds-data"], source: `${reference}Amazon RDS Data API` },
  transcribestreaming: { prefixes: ["transcribe"], source: `${reference}Amazon Transcribe` },
  "servicecatalog-appregistry": { prefixes: ["servicecatalog"], source: `${reference}AWS Service Catalog` },
  connectcampaigns: { prefixes: ["connect-campaigns"], source: `${reference}Amazon Connect Outbound Campaigns` },
  "memory-db": { prefixes: ["memorydb"], source: `${reference}Amazon MemoryDB` },
  "entitlement.marketplace": { prefixes: ["aws-marketplace"], source: `${reference}AWS Marketplace Entitlement Service` },
  "entitlement-marketplace": { prefixes: ["aws-marketplace"], source: `${reference}AWS Marketplace Entitlement Service` },
  "metering.marketplace": { prefixes: ["aws-marketplace"], source: `${reference}AWS Marketplace Metering Service` },
  "metering-marketplace": { prefixes: ["aws-marketplace"], source: `${reference}AWS Marketplace Metering Service` },
  "catalog.marketplace": { prefixes: ["aws-marketplace"], source: `${reference}AWS Marketplace Catalog` },
  "discovery-marketplace": { prefixes: ["aws-marketplace"], source: `${reference}AWS Marketplace Discovery` },
  marketplacecatalog: { prefixes: ["aws-marketplace"], source: `${reference}AWS Marketplace Catalog` },
  "bedrock-runtime": { prefixes: ["bedrock"], source: `${reference}Amazon Bedrock` },
  "bedrock-agent": { prefixes: ["bedrock"], source: `${reference}Amazon Bedrock` },
  "bedrock-agent-runtime": { prefixes: ["bedrock"], source: `${reference}Amazon Bedrock` },
  "route53-recovery-control": { prefixes: ["route53-recovery-control-config"], source: `${reference}Amazon Route 53 Recovery Controls` },
  billingconsole: {
    prefixes: ["billing", "account", "payments", "tax", "invoicing", "consolidatedbilling", "freetier", "purchase-orders", "aws-portal"],
    source: "AWS Billing User Guide: Mapping fine-grained IAM actions",
  },
  iotsecuredtunneling: { prefixes: ["iot"], source: `${reference}AWS IoT` },
  IoTSecuredTunneling: { prefixes: ["iot"], source: `${reference}AWS IoT` },
  "partnercentral-account": { prefixes: ["partnercentral"], source: `${reference}AWS Partner Central` },
  "partnercentral-benefits": { prefixes: ["partnercentral"], source: `${reference}AWS Partner Central` },
  "partnercentral-channel": { prefixes: ["partnercentral"], source: `${reference}AWS Partner Central` },
  "partnercentral-selling": { prefixes: ["partnercentral"], source: `${reference}AWS Partner Central` },
  awsssoportal: { prefixes: ["sso"], source: "IAM Identity Center Portal API Reference" },
  ssooidc: { prefixes: ["sso-oauth"], source: `${reference}AWS IAM Identity Center OIDC service` },
  opensearchserverless: { prefixes: ["aoss"], source: `${reference}Amazon OpenSearch Serverless` },
  opensearch: { prefixes: ["es", "opensearch"], source: `${reference}Amazon OpenSearch Service` },
  pinpoint: { prefixes: ["mobiletargeting"], source: `${reference}Amazon Pinpoint` },
  "email.pinpoint": { prefixes: ["ses"], source: `${reference}Amazon Pinpoint Email Service` },
  stepfunctions: { prefixes: ["states"], source: `${reference}AWS Step Functions` },
  emrserverless: { prefixes: ["emr-serverless"], source: `${reference}Amazon EMR Serverless` },
  "ec2-instance-connect-endpoint": { prefixes: ["ec2-instance-connect"], source: `${reference}Amazon EC2 Instance Connect` },
};

const prefixesBySource = new Map(Object.entries(sourceExceptions).map(([source, { prefixes }]) => [source, prefixes]));

/** The service prefixes of an event source such as `logs.amazonaws.com`, best first. */
export function prefixesOfSource(eventSource: string): readonly string[] {
  const source = eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, "");
  return prefixesBySource.get(source) ?? [source];
}
