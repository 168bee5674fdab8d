import { type Place, regionalArn } from "#core/aws/arn.ts";
import type { CloudTrailRecord } from "#core/cloudtrail/record.ts";
import { service } from "./knowledge.ts";

/** A CQL statement tells the keyspace, and the table in its text alone. */
function tableOfStatement(
  { name, request: { rawQuery, keyspaceName, tableName } }: CloudTrailRecord,
  place: Place,
): readonly string[] | undefined {
  if (!name.endsWith("Table") || typeof rawQuery !== "string" || typeof keyspaceName !== "string" || tableName !== undefined)
    return undefined;
  return [regionalArn("cassandra", place, `/keyspace/${keyspaceName}/table/*`)];
}

export const cassandra = service("cassandra", {
  told: {
    arns: tableOfStatement,
    alone: false,
    source: "Amazon Keyspaces Developer Guide: Logging Amazon Keyspaces API calls with AWS CloudTrail, CreateTable with rawQuery",
  },
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
    {
      renamed: {
        AlterKeyspace: "Alter",
        AlterTable: "Alter",
        CreateUdt: "Create",
        DropKeyspace: "Drop",
        DropTable: "Drop",
        DropUdt: "Drop",
      },
      source: "Amazon Keyspaces Developer Guide: Logging Amazon Keyspaces API calls with AWS CloudTrail, DDL statements",
    },
    {
      renamed: { Delete: "Modify", Insert: "Modify", Update: "Modify" },
      source: "Amazon Keyspaces Developer Guide: Logging Amazon Keyspaces API calls with AWS CloudTrail, DML data events",
    },
  ],
});
