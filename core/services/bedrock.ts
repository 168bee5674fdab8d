import { service } from "./knowledge.ts";

export const bedrock = service("bedrock", {
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
  types: { "foundation-model": { parameters: { ModelId: ["modelid"], ResourceId: ["modelid"] } } },
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
  actsOnOneType: /^Invoke/,
  passesRoles: [
    {
      always: ["CreateFlow", "CreateKnowledgeBase", "CreateModelCustomizationJob", "CreateModelInvocationJob", "UpdateAgent"],
      sometimes: ["CreateAgent", "PutModelInvocationLoggingConfiguration"],
      to: ["bedrock.amazonaws.com"],
      source: "the AWS managed policy AmazonBedrockFullAccess passes roles to it",
    },
  ],
  blindSpots: [
    {
      kind: "data-event",
      actions: ["ApplyGuardrail", "InvokeAgent", "Retrieve", "RetrieveAndGenerate"],
      source: "Amazon Bedrock User Guide: Monitor API calls using CloudTrail",
    },
  ],
  discoveryCalls: ["ListFoundationModels", "GetFoundationModelAvailability"],
});
