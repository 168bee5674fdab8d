import { service } from "./knowledge.ts";

export const executeApi = service("execute-api", {
  events: [
    {
      renamed: { PostToConnection: "ManageConnections", GetConnection: "ManageConnections", DeleteConnection: "ManageConnections" },
      source: "API Gateway Developer Guide: Use @connections commands in your backend service",
    },
  ],
  blindSpots: [
    {
      kind: "not-logged",
      actions: ["Invoke", "ManageConnections"],
      seldom: ["InvalidateCache"],
      source: "API Gateway Developer Guide: Logging API calls with CloudTrail",
    },
  ],
});
