import type { RequestFact } from "./knowledge.ts";
import { service } from "./knowledge.ts";
import { mentions } from "./request.ts";

const transactions = "Amazon DynamoDB Developer Guide: IAM and transactions";

const statements: readonly RequestFact[] = ["Select", "Insert", "Update", "Delete"].map((verb) => ({
  when: mentions(new RegExp(`"\\s*${verb}\\b`, "i"), `with a statement that begins with ${verb}`),
  needs: [`PartiQL${verb}`],
  source: "Amazon DynamoDB Developer Guide: IAM security policies with PartiQL",
}));

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
  parameters: { TableName: ["tablename"] },
  ephemeralTypes: ["backup", "export", "import"],
  blindSpots: [
    {
      kind: "data-event",
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
