import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";

type Item = Record<string, AttributeValue>;

/** A DynamoDB table in memory, as far as one writer needs it: conditions always hold, and only counters are updated. */
export function fakeDynamoDb(): DynamoDBClient {
  const items = new Map<string, Item>();
  const keyOf = ({ pk, sk }: Item = {}) => `${pk?.S} ${sk?.S}`;
  const put = (item: Item = {}) => items.set(keyOf(item), structuredClone(item));
  const client = new DynamoDBClient({ region: "us-east-1" });
  const mock = mockClient(client);
  mock.on(PutItemCommand).callsFake(({ Item: item }) => {
    put(item);
    return {};
  });
  mock.on(DeleteItemCommand).callsFake(({ Key }) => {
    items.delete(keyOf(Key));
    return {};
  });
  mock.on(GetItemCommand).callsFake(({ Key }) => ({ Item: items.get(keyOf(Key)) }));
  mock.on(QueryCommand).callsFake(({ ExpressionAttributeValues: { ":pk": pk, ":prefix": prefix } }) => ({
    Items: [...items.values()]
      .filter((item) => item.pk?.S === pk.S && item.sk?.S?.startsWith(prefix.S))
      .sort((a, b) => ((a.sk?.S ?? "") < (b.sk?.S ?? "") ? -1 : 1)),
  }));
  mock.on(UpdateItemCommand).callsFake(({ Key }) => {
    const places = { N: String(Number(items.get(keyOf(Key))?.places?.N ?? 0) + 1) };
    put({ ...Key, places });
    return { Attributes: { places } };
  });
  mock.on(TransactWriteItemsCommand).callsFake(({ TransactItems }) => {
    for (const { Put } of TransactItems) if (Put) put(Put.Item);
    return {};
  });
  return client;
}
