import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";

type Item = Record<string, AttributeValue>;
type Values = Readonly<Record<string, AttributeValue>>;

/** What a write does, where its condition holds. */
interface Write {
  readonly Key?: Item | undefined;
  readonly Item?: Item | undefined;
  readonly UpdateExpression?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeValues?: Values | undefined;
}

/**
 * A DynamoDB table in memory that keeps conditions, as far as the record's expressions go (DynamoDB Developer Guide, "Condition and
 * filter expressions" and "Update expressions"): what it does not know is an error.
 */
export function fakeDynamoDb(): DynamoDBClient {
  const items = new Map<string, Item>();
  const at = (key: Item = {}) => items.get(keyOf(key));
  const write = (given: Write) => {
    const key = given.Item ?? given.Key ?? {};
    const next = given.Item ?? updated(at(key) ?? { ...key }, given);
    items.set(keyOf(key), structuredClone(next));
    return next;
  };
  const holds = ({ Item: item, Key, ConditionExpression, ExpressionAttributeValues }: Write) =>
    isTrue(ConditionExpression, at(item ?? Key) ?? {}, ExpressionAttributeValues);
  const one = (given: Write) => {
    if (!holds(given)) throw new ConditionalCheckFailedException({ message: "The condition does not hold.", $metadata: {} });
    return { Attributes: write(given) };
  };
  const client = new DynamoDBClient({ region: "us-east-1" });
  const mock = mockClient(client);
  mock.on(PutItemCommand).callsFake(one);
  mock.on(UpdateItemCommand).callsFake(one);
  mock.on(DeleteItemCommand).callsFake(({ Key }) => {
    items.delete(keyOf(Key));
    return {};
  });
  mock.on(GetItemCommand).callsFake(({ Key }) => ({ Item: at(Key) }));
  mock.on(BatchGetItemCommand).callsFake(({ RequestItems }) => {
    const [[name, { Keys = [] }] = ["", {}]] = Object.entries<{ Keys?: Item[] }>(RequestItems);
    return { Responses: { [name]: Keys.map(at).filter((item) => item !== undefined) } };
  });
  mock.on(QueryCommand).callsFake((query: QueryCommandInput) => queried([...items.values()], query));
  mock.on(TransactWriteItemsCommand).callsFake(({ TransactItems }: { readonly TransactItems: readonly TransactWriteItem[] }) => {
    const writes = TransactItems.map(({ Put, Update }) => Put ?? Update ?? {});
    const refused = writes.map((each) => !holds(each));
    if (refused.includes(true)) {
      const CancellationReasons = refused.map((isRefused) => ({ Code: isRefused ? "ConditionalCheckFailed" : "None" }));
      throw Object.assign(new Error("A condition does not hold."), { name: "TransactionCanceledException", CancellationReasons });
    }
    for (const each of writes) write(each);
    return {};
  });
  return client;
}

function keyOf({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

function queried(all: readonly Item[], { IndexName, ScanIndexForward = true, Limit = all.length, ...query }: QueryCommandInput) {
  const place = IndexName === undefined ? "sk" : "openSince";
  const names = query.ExpressionAttributeNames ?? {};
  const condition = query.KeyConditionExpression?.replace(/#\w+/g, (name) => names[name] ?? name);
  const found = all
    .filter((item) => isTrue(condition, item, query.ExpressionAttributeValues))
    .sort((a, b) => ((a[place]?.S ?? "") < (b[place]?.S ?? "") ? -1 : 1));
  const ordered = ScanIndexForward ? found : found.toReversed();
  return { Items: ordered.slice(0, Limit), ...(found.length > Limit ? { LastEvaluatedKey: ordered[Limit - 1] } : {}) };
}

function isTrue(condition: string | undefined, item: Item, values: Values = {}): boolean {
  if (condition === undefined) return true;
  return condition.split(" OR ").some((term) => term.split(" AND ").every((each) => holdsTerm(each, item, values)));
}

type Found = AttributeValue | undefined;

/** Whether a term holds for an attribute, by what the term is, with the value that it compares with. */
const TERMS: Readonly<Record<string, (found: Found, wanted: Found) => boolean>> = {
  attribute_not_exists: (found) => found === undefined,
  begins_with: (found, wanted) => found?.S?.startsWith(wanted?.S ?? "") === true,
  contains: (found, wanted) => found?.SS?.includes(wanted?.S ?? "") === true,
  "size <": (found, wanted) => found?.SS !== undefined && found.SS.length < Number(wanted?.N),
  "=": (found, wanted) => JSON.stringify(found) === JSON.stringify(wanted),
  "<": (found, wanted) => found?.S !== undefined && found.S < (wanted?.S ?? ""),
};

function holdsTerm(term: string, item: Item, values: Values): boolean {
  const [, name = "", attribute = "", argument, sign = "", compared = ""] =
    /^(?:(\w+)\()?(\w+)(?:, (:\w+))?\)?(?: (=|<) (:\w+))?$/.exec(term) ?? [];
  const holds = TERMS[`${name} ${sign}`.trim()];
  if (!holds) throw new Error(`The fake table does not know the condition ${term}.`);
  return holds(item[attribute], values[argument ?? compared]);
}

function updated(item: Item, { UpdateExpression = "", ExpressionAttributeValues: values = {} }: Write): Item {
  const next = { ...item };
  for (const clause of UpdateExpression.split(/ (?=SET |REMOVE |ADD )/)) {
    const [, kind, list = ""] = /^(SET|REMOVE|ADD) (.*)$/.exec(clause) ?? [];
    for (const part of list.split(", ")) {
      const [name = "", value = ""] = part.split(/ = | /);
      if (kind === "REMOVE") delete next[name];
      else if (kind === "SET") Object.assign(next, { [name]: values[value] });
      else if (kind === "ADD") Object.assign(next, { [name]: added(next[name], values[value]) });
      else throw new Error(`The fake table does not know the update ${clause}.`);
    }
  }
  return next;
}

/** A number counts up, a set grows. */
function added(known: AttributeValue | undefined, more: AttributeValue | undefined): AttributeValue {
  if (more?.SS) return { SS: [...new Set([...(known?.SS ?? []), ...more.SS])] };
  return { N: String(Number(known?.N ?? 0) + Number(more?.N ?? 0)) };
}
