import { type CallFacts, service } from "./knowledge.ts";

export const bedrockAgentcore = service("bedrock-agentcore", {
  receivesRolesAs: ["bedrock-agentcore.amazonaws.com"],
  blindSpots: [
    {
      kind: "data-event",
      actions: [
        "CreateEvent",
        "GetEvent",
        "GetMemoryRecord",
        "InvokeAgentRuntime",
        "InvokeCodeInterpreter",
        "InvokeGateway",
        "ListEvents",
        "ListMemoryRecords",
        "RetrieveMemoryRecords",
      ],
      source: "CloudTrail User Guide: Logging data events",
    },
  ],
  ephemeralTypes: ["batch-evaluate"],
  parameters: { WorkloadIdentityName: ["workloadidentityname", "workloadname"] },
  types: {
    "runtime-endpoint": { parameters: { RuntimeId: ["agentruntimeid"], Name: ["endpointname", "qualifier"] } },
    "workload-identity": { parameters: { DirectoryId: [] } },
  },
  omitted: {
    values: { DirectoryId: "default" },
    source:
      "Amazon Bedrock AgentCore Developer Guide: Manage workload identities (one directory, called default, in an account and Region)",
  },
  calls: {
    ...eitherOf(
      ["GetBrowserSession", "SaveBrowserSessionProfile", "StartBrowserSession", "StopBrowserSession", "UpdateBrowserStream"],
      ["browser", "browser-custom"],
    ),
    ...eitherOf(
      [
        "GetCodeInterpreterSession",
        "InvokeCodeInterpreter",
        "ListCodeInterpreterSessions",
        "StartCodeInterpreterSession",
        "StopCodeInterpreterSession",
      ],
      ["code-interpreter", "code-interpreter-custom"],
    ),
  },
});

/** A tool of AWS's or one's own. */
function eitherOf(calls: readonly string[], types: readonly string[]): Readonly<Record<string, CallFacts>> {
  const source =
    "Amazon Bedrock AgentCore API Reference: StartBrowserSession, browserIdentifier; StartCodeInterpreterSession, codeInterpreterIdentifier";
  return Object.fromEntries(calls.map((call) => [call, { alternatives: { types, source } }]));
}
