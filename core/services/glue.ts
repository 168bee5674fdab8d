import type { Place } from "#core/aws/arn.ts";
import { regionalArn } from "#core/aws/arn.ts";
import { type JsonObject, objectOf } from "#core/cloudtrail/record.ts";
import { service, type ToldFact } from "./knowledge.ts";
import { alsoChecked } from "./permission-only.ts";

const zeroEtl = "AWS Glue Developer Guide: Zero-ETL integrations, setting up the target, permissions";

export const glue = service("glue", {
  receivesRolesAs: ["glue.amazonaws.com"],
  ephemeralTypes: ["session"],
  types: {
    connection: { parameters: { ConnectionName: ["connectionname", ".name"] } },
    catalog: { parameters: { CatalogName: ["catalogname"] } },
    table: { parameters: { TableName: ["tablename", ".name"] } },
    database: { parameters: { DatabaseName: ["databasename", ".name"] } },
  },
  parameters: { JobName: ["jobname", ".name"], CrawlerName: ["crawlername", ".name"] },
  ownerParameter: { name: "catalogid", source: "AWS Glue Web API Reference: GetTable, CatalogId" },
  calls: {
    ...alsoChecked(["CreateIntegration"], ["CreateInboundIntegration"], { on: [], source: zeroEtl }),
    ...alsoChecked(
      [
        "BatchGetTableOptimizer",
        "CreateTableOptimizer",
        "DeleteTableOptimizer",
        "GetTableOptimizer",
        "ListTableOptimizerRuns",
        "StartColumnStatisticsTaskRun",
        "UpdateTableOptimizer",
      ],
      ["GetTable"],
      { source: "Service Authorization Reference: AWS Glue, dependent actions" },
    ),
    CreateTable: { told: tableOfInput("CreateTable") },
    UpdateTable: { told: tableOfInput("UpdateTable") },
  },
  told: {
    alone: true,
    arns: ({ request }, place) => (isNested(request) ? [regionalArn("glue", place, "*")] : schemaIn(request, place)),
    source: "AWS Glue Developer Guide: Specifying AWS Glue resource ARNs (in a catalog within the Data Catalog, names have a path)",
  },
  passesRoles: [
    {
      always: ["CreateCrawler", "CreateDevEndpoint", "CreateJob", "CreateMLTransform", "CreateSession"],
      sometimes: ["UpdateCrawler", "UpdateJob", "UpdateMLTransform"],
      to: ["glue.amazonaws.com"],
      source: "the AWS managed policy AWSGlueConsoleFullAccess passes roles to it",
    },
    {
      sometimes: ["CreateCatalog", "UpdateCatalog"],
      to: ["glue.amazonaws.com", "redshift.amazonaws.com"],
      source: "AWS Lake Formation Developer Guide: Prerequisites for managing Amazon Redshift namespaces in the AWS Glue Data Catalog",
    },
  ],
  implied: [
    {
      seen: ["ec2:CreateNetworkInterface"],
      purposes: ["glue"],
      implies: ["ec2:DeleteNetworkInterface"],
      on: ["arn:${Partition}:ec2:${Region}:${Account}:network-interface/*"],
      because: "AWS Glue removes the network interfaces of a job in a VPC when it ends, with the job's role",
      source: "AWS Glue Developer Guide: Setting up networking; the AWS managed policy AWSGlueServiceRole",
    },
  ],
  usuallyCalls: { glue: ["s3", "logs", "cloudwatch", "kms"] },
});

/** The table's name stands within the table that the request describes. */
function tableOfInput(operation: string): ToldFact {
  return {
    alone: false,
    arns: ({ request: { databaseName, tableInput } }, place) => {
      const { name } = objectOf(tableInput);
      const isNamed = typeof databaseName === "string" && typeof name === "string";
      return isNamed ? [regionalArn("glue", place, `table/${databaseName}/${name}`)] : undefined;
    },
    source: `AWS Glue Web API Reference: ${operation}, TableInput`,
  };
}

function isNested({ catalogId }: JsonObject): boolean {
  return typeof catalogId === "string" && !/^\d{12}$/.test(catalogId);
}

/** A schema's ARN has its registry's name before its own; calls of it act on both. */
function schemaIn(request: JsonObject, place: Place): readonly string[] | undefined {
  const { schemaArn, registryName, schemaName } = objectOf(request.schemaId);
  if (typeof schemaArn === "string") return [schemaArn.replace(/:schema\/([^/]+)\/.*$/, ":registry/$1"), schemaArn].sort();
  const name = schemaName ?? request.schemaName;
  const { registryName: chosen = "default-registry" } = objectOf(request.registryId);
  const registry = registryName ?? chosen;
  if (typeof name !== "string" || typeof registry !== "string") return undefined;
  return [`registry/${registry}`, `schema/${registry}/${name}`].map((resource) => regionalArn("glue", place, resource));
}
