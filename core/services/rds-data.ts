import { type NeedFact, service } from "./knowledge.ts";

/** The Data API reads the database's password with the caller's rights. */
const secret: NeedFact = {
  actions: ["secretsmanager:GetSecretValue"],
  on: ["${secretarn}"],
  source: "Amazon Aurora User Guide: Authorizing access to the Amazon RDS Data API",
};

export const rdsData = service("rds-data", {
  blindSpots: [
    {
      kind: "excludable",
      actions: ["BatchExecuteStatement", "BeginTransaction", "CommitTransaction", "ExecuteStatement", "RollbackTransaction"],
      managedBy: ["rds"],
      source: "CloudTrail User Guide: Logging management events, Excluding Amazon RDS Data API events",
    },
  ],
  calls: { BatchExecuteStatement: { needs: [secret] }, BeginTransaction: { needs: [secret] }, ExecuteStatement: { needs: [secret] } },
  eventSources: [
    { name: "rdsdata", source: "Service Authorization Reference: Amazon RDS Data API" },
    { name: "rdsdataapi", source: "Service Authorization Reference: Amazon RDS Data API" },
  ],
});
