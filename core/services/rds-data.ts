import { service } from "./knowledge.ts";

export const rdsData = service("rds-data", {
  eventSources: [
    { name: "rdsdata", source: "Service Authorization Reference: Amazon RDS Data API" },
    { name: "rdsdataapi", source: "Service Authorization Reference: Amazon RDS Data API" },
  ],
});
