import { regionalArn } from "#core/aws/arn.ts";
import { type CallFacts, type NeedFact, service } from "./knowledge.ts";
import { has } from "./request.ts";

const source = "Amazon Redshift Management Guide: Authorizing access to the Amazon Redshift Data API";

/** The Data API gets the database's credentials with the caller's rights. */
const credentials: readonly NeedFact[] = [
  { actions: ["secretsmanager:GetSecretValue"], on: ["${secretarn}"], when: has("secretArn"), source },
  {
    actions: ["redshift:GetClusterCredentials"],
    on: [
      "arn:${Partition}:redshift:${Region}:${Account}:dbname:${clusteridentifier}/${database}",
      "arn:${Partition}:redshift:${Region}:${Account}:dbuser:${clusteridentifier}/${dbuser}",
    ],
    when: has("dbUser"),
    source,
  },
  {
    actions: ["redshift:GetClusterCredentialsWithIAM"],
    on: ["arn:${Partition}:redshift:${Region}:${Account}:dbname:${clusteridentifier}/${database}"],
    when: {
      says: "on a cluster, as the role itself",
      holds: ({ clusterIdentifier, dbUser, secretArn }) => Boolean(clusterIdentifier && !dbUser && !secretArn),
    },
    source,
  },
  {
    actions: ["redshift-serverless:GetCredentials"],
    on: ["arn:${Partition}:redshift-serverless:${Region}:${Account}:workgroup/*"],
    when: { says: "on a workgroup, as the role itself", holds: ({ workgroupName, secretArn }) => Boolean(workgroupName && !secretArn) },
    source,
  },
];

const statements = ["ExecuteStatement", "BatchExecuteStatement"];
const looks = ["DescribeTable", "ListDatabases", "ListSchemas", "ListTables"];

const onDatabase: CallFacts = {
  needs: credentials,
  alternatives: {
    types: ["cluster", "workgroup"],
    source: "Amazon Redshift Data API Reference: ListTables (ClusterIdentifier or WorkgroupName)",
  },
};

export const redshiftData = service("redshift-data", {
  calls: Object.fromEntries([...statements.map((call) => [call, { needs: credentials }]), ...looks.map((call) => [call, onDatabase])]),
  parameters: { ClusterName: ["clusteridentifier"] },
  madeUp: ["WorkgroupId"],
  told: {
    arns: ({ request: { workgroupName } }, place) =>
      typeof workgroupName === "string" ? [regionalArn("redshift-serverless", place, "workgroup/*")] : undefined,
    alone: false,
    source: "Service Authorization Reference: Amazon Redshift Data API, Resource types: a workgroup's ARN ends in an id",
  },
});
