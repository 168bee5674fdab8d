import { formatArn, type Place, regionalArn } from "#core/aws/arn.ts";
import type { JsonObject } from "#core/cloudtrail/record.ts";
import { type AlternativesFact, service, type ToldFact } from "./knowledge.ts";

const invoked: ToldFact = {
  alone: true,
  arns: ({ request }, place) => modelsIn(request, place),
  source:
    "Amazon Bedrock User Guide: Prerequisites for inference profiles (a call by a profile needs the profile and the model in each region that it routes to)",
};

/** Parameters that name a model of Amazon's by its id: a job's settings may name an inference profile, too, and a base model one's own. */
const models = ["modelid", ".modelidentifier"];

/** A model of Amazon's or one's own. */
const oneModel: AlternativesFact = {
  types: ["custom-model", "foundation-model"],
  source:
    "Amazon Bedrock API Reference: CreateModelInvocationJob and CreateProvisionedModelThroughput, modelId; CreateEvaluationJob, inferenceConfig",
};

export const bedrock = service("bedrock", {
  usuallyCalls: { bedrock: ["s3", "aoss", "bedrock", "lambda", "rds-data"] },
  eventSources: [
    { name: "bedrock-runtime", source: "Service Authorization Reference: Amazon Bedrock" },
    { name: "bedrock-agent", source: "Service Authorization Reference: Amazon Bedrock" },
    { name: "bedrock-agent-runtime", source: "Service Authorization Reference: Amazon Bedrock" },
  ],
  events: [
    { renamed: { Converse: "InvokeModel" }, source: "Amazon Bedrock API Reference: Converse" },
    { renamed: { ConverseStream: "InvokeModelWithResponseStream" }, source: "Amazon Bedrock API Reference: ConverseStream" },
    { renamed: { InvokeModelWithBidirectionalStream: "InvokeModel" }, source: "Amazon Bedrock API Reference" },
    { renamed: { StartAsyncInvoke: "InvokeModel" }, source: "Amazon Bedrock API Reference: StartAsyncInvoke" },
  ],
  durableTypes: ["foundation-model", "inference-profile"],
  types: { "foundation-model": { parameters: { ModelId: models, ResourceId: models } } },
  ephemeralTypes: [
    "advanced-prompt-optimization-job",
    "blueprint-optimization-invocation",
    "data-automation-invocation-job",
    "data-automation-library-ingestion-job",
    "evaluation-job",
    "flow-execution",
    "model-copy-job",
    "model-customization-job",
    "model-evaluation-job",
    "model-import-job",
    "model-invocation-job",
    "session",
  ],
  calls: {
    InvokeModel: { told: invoked },
    InvokeModelWithResponseStream: { told: invoked },
    CreateEvaluationJob: {
      alternatives: { ...oneModel, types: [...oneModel.types, "default-prompt-router", "prompt-router"] },
    },
    CreateModelEvaluationJob: { alternatives: oneModel },
    CreateModelInvocationJob: { alternatives: oneModel },
    CreateProvisionedModelThroughput: { alternatives: oneModel },
    CreateInferenceProfile: {
      alternatives: {
        types: ["foundation-model", "inference-profile"],
        source: "Amazon Bedrock API Reference: CreateInferenceProfile, modelSource (a model or a profile)",
      },
    },
    GetPromptRouter: {
      alternatives: {
        types: ["default-prompt-router", "prompt-router"],
        source: "Amazon Bedrock API Reference: GetPromptRouter, promptRouterArn",
      },
    },
    GetInferenceProfile: {
      alternatives: {
        types: ["application-inference-profile", "inference-profile"],
        source: "Amazon Bedrock API Reference: GetInferenceProfile, inferenceProfileIdentifier",
      },
    },
  },
  actsOnOneType: /^Invoke/,
  passesRoles: [
    {
      always: [
        "CreateEvaluationJob",
        "CreateFlow",
        "CreateKnowledgeBase",
        "CreateModelCustomizationJob",
        "CreateModelImportJob",
        "CreateModelInvocationJob",
        "UpdateAgent",
        "UpdateFlow",
        "UpdateKnowledgeBase",
      ],
      sometimes: ["CreateAgent", "CreateCustomModel", "PutModelInvocationLoggingConfiguration"],
      to: ["bedrock.amazonaws.com"],
      source: "the AWS managed policy AmazonBedrockFullAccess passes roles to it",
    },
    {
      sometimes: ["CreateMarketplaceModelEndpoint", "UpdateMarketplaceModelEndpoint"],
      to: ["bedrock.amazonaws.com", "sagemaker.amazonaws.com"],
      source: "the AWS managed policy AmazonBedrockMarketplaceAccess passes roles to them",
    },
  ],
  blindSpots: [
    {
      kind: "data-event",
      actions: ["ApplyGuardrail", "InvokeAgent", "InvokeFlow", "InvokeInlineAgent", "Retrieve", "RetrieveAndGenerate"],
      seldom: ["GetAsyncInvoke", "ListAsyncInvokes", "RenderPrompt"],
      source: "Amazon Bedrock User Guide: Monitor API calls using CloudTrail",
    },
  ],
  discoveryCalls: ["ListFoundationModels", "GetFoundationModelAvailability"],
});

/** Model ids of profiles begin with where they route to: `us.anthropic.…`, `global.amazon.…`. */
const profileId = /^(?:[a-z]{2,6}(?:-gov)?)\.((?:[a-z0-9-]+)\.[\w.:-]+)$/;
const modelName = /^[a-z0-9-]+\.[\w.:-]+$/;

/** What a profile routes to is not in the record: its own model in every region, or any model where an application made the profile. */
function modelsIn({ modelId }: JsonObject, place: Place): readonly string[] | undefined {
  if (typeof modelId !== "string") return undefined;
  const [, name] = /:inference-profile\/(.+)$/.exec(modelId) ?? [];
  const everywhere = { ...place, region: "*", account: "" };
  const model = (id: string, where: Place) =>
    formatArn({
      partition: where.partition || "aws",
      service: "bedrock",
      region: where.region,
      account: "",
      resource: `foundation-model/${id}`,
    });
  if (/:application-inference-profile\//.test(modelId)) return [modelId, model("*", everywhere)];
  if (modelId.startsWith("arn:") && name === undefined) return [modelId];
  const [, ofProfile] = profileId.exec(name ?? modelId) ?? [];
  if (ofProfile === undefined) return modelName.test(modelId) ? [model(modelId, place)] : undefined;
  const profile = modelId.startsWith("arn:") ? modelId : regionalArn("bedrock", place, `inference-profile/${modelId}`);
  return [profile, model(ofProfile, everywhere)];
}
