import { service } from "./knowledge.ts";

export const cassandra = service("cassandra", {
  blindSpots: [
    {
      kind: "data-event",
      actions: ["Modify", "ModifyMultiRegionResource", "Select", "SelectMultiRegionResource"],
      source: "Amazon Keyspaces Developer Guide: Logging Amazon Keyspaces API calls with AWS CloudTrail, DML data events",
    },
  ],
  events: [
    {
      renamed: {
        CreateKeyspace: "Create",
        CreateTable: "Create",
        CreateType: "Create",
        DeleteKeyspace: "Drop",
        DeleteTable: "Drop",
        DeleteType: "Drop",
        GetKeyspace: "Select",
        GetTable: "Select",
        GetTableAutoScalingSettings: "Select",
        GetType: "Select",
        ListKeyspaces: "Select",
        ListTables: "Select",
        ListTypes: "Select",
        ListTagsForResource: "Select",
        RestoreTable: "Restore",
        UpdateKeyspace: "Alter",
        UpdateTable: "Alter",
      },
      source: "Service Authorization Reference: Amazon Keyspaces, API operations",
    },
  ],
});
