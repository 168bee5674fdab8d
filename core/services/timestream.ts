import { service } from "./knowledge.ts";

export const timestream = service("timestream", {
  receivesRolesAs: ["timestream.amazonaws.com"],
  events: [{ renamed: { Query: "Select" }, source: "Amazon Timestream Developer Guide: How Amazon Timestream works with IAM" }],
  blindSpots: [{ kind: "data-event", actions: ["Select", "WriteRecords"], source: "CloudTrail User Guide: Logging data events" }],
});
