import { regionalArn } from "#core/aws/arn.ts";
import { type JsonObject, objectOf } from "#core/cloudtrail/record.ts";
import type { NeedFact, RequestFact, ToldFact } from "./knowledge.ts";
import { service } from "./knowledge.ts";
import { mentions } from "./request.ts";

const transactions = "Amazon DynamoDB Developer Guide: IAM and transactions";

const VERBS = ["Select", "Insert", "Update", "Delete"] as const;

const statements: readonly RequestFact[] = VERBS.map((verb) => ({
  when: mentions(new RegExp(`"\\s*${verb}\\b`, "i"), `with a statement that begins with ${verb}`),
  needs: [`PartiQL${verb}`],
  source: "Amazon DynamoDB Developer Guide: IAM security policies with PartiQL",
}));

/** What is restored is written to the new table with the caller's rights. */
const restored: NeedFact = {
  actions: ["BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"],
  on: ["arn:${Partition}:dynamodb:${Region}:${Account}:table/${targettablename}"],
  source: "Service Authorization Reference: Amazon DynamoDB, dependent actions of RestoreTableFromBackup",
};

const replicas = "Amazon DynamoDB Developer Guide: Using IAM with global tables";

/** A replica is made, and filled, with the caller's rights; the log shows neither. */
const replicated: readonly NeedFact[] = [
  {
    actions: ["BatchWriteItem", "CreateTableReplica", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"],
    on: ["arn:${Partition}:dynamodb:*:${Account}:table/${tablename}"],
    when: mentions(/"replicaUpdates":.*"create":/i, "with a new replica"),
    source: replicas,
  },
  {
    actions: ["DeleteTable", "DeleteTableReplica"],
    on: ["arn:${Partition}:dynamodb:*:${Account}:table/${tablename}"],
    when: mentions(/"replicaUpdates":.*"delete":/i, "with a replica to delete"),
    source: replicas,
  },
  {
    actions: ["CreateGlobalTableWitness"],
    on: ["arn:${Partition}:dynamodb:*:${Account}:table/${tablename}"],
    when: mentions(/"globalTableWitnessUpdates":.*"create":/i, "with a new witness"),
    source: replicas,
  },
];

export const dynamodb = service("dynamodb", {
  eventSources: [{ name: "streams.dynamodb", source: "Service Authorization Reference: Amazon DynamoDB" }],
  events: [
    { noPermission: "DescribeEndpoints", source: "Amazon DynamoDB API Reference: DescribeEndpoints" },
    { onlyByRequest: "TransactWriteItems", source: "Amazon DynamoDB Developer Guide: IAM and transactions" },
    {
      onlyByRequest: "ExecuteStatement BatchExecuteStatement ExecuteTransaction",
      source: "Amazon DynamoDB Developer Guide: IAM and PartiQL",
    },
    { renamed: { TransactGetItems: "GetItem" }, source: "Amazon DynamoDB Developer Guide: IAM and transactions" },
  ],
  byRequest: {
    TransactWriteItems: [
      { when: mentions(/"put"/i, "with a put"), needs: ["PutItem"], source: transactions },
      { when: mentions(/"update"/i, "with an update"), needs: ["UpdateItem"], source: transactions },
      { when: mentions(/"delete"/i, "with a delete"), needs: ["DeleteItem"], source: transactions },
      { when: mentions(/"conditionCheck"/i, "with a condition check"), needs: ["ConditionCheckItem"], source: transactions },
    ],
    ExecuteStatement: statements,
    BatchExecuteStatement: statements,
    ExecuteTransaction: statements,
  },
  calls: {
    ...Object.fromEntries(VERBS.map((verb) => [`PartiQL${verb}`, { told: tablesIn(verb) }])),
    UpdateTable: { needs: replicated },
    RestoreTableFromBackup: { needs: [restored] },
    RestoreTableToPointInTime: {
      needs: [restored],
      told: {
        alone: true,
        arns: ({ request: { sourceTableName, sourceTableArn, targetTableName } }, place) =>
          [sourceTableName, targetTableName]
            .flatMap((name) => (typeof name === "string" ? [regionalArn("dynamodb", place, `table/${name}`)] : []))
            .concat(typeof sourceTableArn === "string" ? [sourceTableArn] : []),
        source: "Amazon DynamoDB Developer Guide: Using IAM with point-in-time recovery (the source table, and the new one)",
      },
    },
    ExportTableToPointInTime: {
      needs: [
        {
          actions: ["s3:AbortMultipartUpload", "s3:PutObject", "s3:PutObjectAcl"],
          on: ["arn:${Partition}:s3:::${s3bucket}/*"],
          source: "Amazon DynamoDB Developer Guide: DynamoDB data export to Amazon S3, Setting up permissions",
        },
      ],
    },
    ImportTable: {
      needs: [
        {
          actions: ["s3:GetObject", "s3:ListBucket"],
          on: ["arn:${Partition}:s3:::${s3bucket}", "arn:${Partition}:s3:::${s3bucket}/*"],
          source: "Amazon DynamoDB Developer Guide: DynamoDB data import from Amazon S3, Setting up permissions",
        },
        {
          actions: [
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogGroups",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
          ],
          on: [
            "arn:${Partition}:logs:${Region}:${Account}:log-group:/aws-dynamodb/*",
            "arn:${Partition}:logs:${Region}:${Account}:log-group:/aws-dynamodb/*:log-stream:*",
          ],
          source: "Amazon DynamoDB Developer Guide: DynamoDB data import from Amazon S3, Setting up permissions",
        },
      ],
    },
    EnableKinesisStreamingDestination: {
      needs: [
        {
          actions: ["kinesis:DescribeStream", "kinesis:PutRecord", "kinesis:PutRecords"],
          on: ["${streamarn}"],
          source: "Amazon DynamoDB Developer Guide: Using IAM policies for Amazon Kinesis Data Streams and Amazon DynamoDB",
        },
      ],
    },
  },
  parameters: { TableName: ["tablename", "targettablename"] },
  types: {
    stream: {
      colons: {
        source: "Amazon DynamoDB Developer Guide: Change data capture for DynamoDB Streams (a stream's label is the time it was made at)",
      },
    },
  },
  ephemeralTypes: ["backup", "export", "import"],
  encryptionContext: {
    key: "aws:dynamodb:tableName",
    arn: (value, place) => regionalArn("dynamodb", place, `table/${value}`),
    source: "Amazon DynamoDB Developer Guide: DynamoDB encryption at rest, How DynamoDB uses AWS KMS, Encryption context",
  },
  blindSpots: [
    {
      kind: "data-event",
      holder: /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/[^/*?]+/,
      actions: [
        "BatchGetItem",
        "BatchWriteItem",
        "ConditionCheckItem",
        "DeleteItem",
        "GetItem",
        "GetRecords",
        "GetShardIterator",
        "PartiQLDelete",
        "PartiQLInsert",
        "PartiQLSelect",
        "PartiQLUpdate",
        "PutItem",
        "Query",
        "Scan",
        "UpdateItem",
      ],
      source: "CloudTrail User Guide: Logging data events",
    },
  ],
  implied: [
    {
      seen: ["DescribeStream"],
      purposes: ["lambda"],
      implies: ["GetRecords", "GetShardIterator"],
      on: "same-resources",
      because: "a function whose role describes a table's stream is fed from it",
      source: "AWS Lambda Developer Guide: Using Lambda with Amazon DynamoDB (AWSLambdaDynamoDBExecutionRole)",
    },
  ],
  discoveryCalls: ["ListTables"],
});

/** `"orders"."by-day"` is an index. */
const TABLE = /\b(?:from|into|update)\s+("[^"]+"|[\w-]+)(?:\s*\.\s*("[^"]+"|[\w-]+))?/i;

/** A call may hold several statements: each is a right of its own, on its own table. */
function tablesIn(verb: (typeof VERBS)[number]): ToldFact {
  return {
    alone: true,
    arns: ({ request }, place) => {
      const found = statementsIn(request).filter((statement) => new RegExp(`^\\s*${verb}\\b`, "i").test(statement));
      const arns = found.map((statement) => {
        const [table, index] = (TABLE.exec(statement) ?? []).slice(1).map((name) => name?.replaceAll('"', ""));
        if (table === undefined) return undefined;
        const arn = table.startsWith("arn:") ? table : regionalArn("dynamodb", place, `table/${table}`);
        return index === undefined ? arn : `${arn}/index/${index}`;
      });
      // A statement that cannot be read may be on any table.
      return arns.includes(undefined) ? undefined : arns.filter((arn) => arn !== undefined);
    },
    source: "Amazon DynamoDB Developer Guide: PartiQL statements for DynamoDB; IAM security policies with PartiQL",
  };
}

function statementsIn({ statement, statements: listed, transactStatements }: JsonObject): readonly string[] {
  const each = [listed, transactStatements].flatMap((list) => (Array.isArray(list) ? list.map((entry) => objectOf(entry).statement) : []));
  return [statement, ...each].filter((text) => typeof text === "string");
}
