import { service } from "./knowledge.ts";

export const rdsData = service("rds-data", {
  blindSpots: [
    {
      kind: "excludable",
      actions: ["BatchExecuteStatement", "BeginTransaction", "CommitTransaction", "ExecuteStatement", "RollbackTransaction"],
      managedBy: ["rds"],
      source: "CloudTrail User Guide: Logging management events, Excluding Amazon RDS Data API events",
    },
  ],
  eventSources: [
    { name: "rdsdata", source: "Service Authorization Reference: Amazon RDS Data API" },
    { name: "rdsdataapi", source: "Service Authorization Reference: Amazon RDS Data API" },
  ],
});
