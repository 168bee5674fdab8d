import { describe } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { twoAccountsContract } from "./two-accounts.ts";

describe("two accounts, on the fake record", () => twoAccountsContract(fakeReviewStore));
describe("two accounts, on the SQLite record", () => twoAccountsContract(() => sqliteReviewStore(":memory:")));
describe("two accounts, on the DynamoDB record", () =>
  twoAccountsContract(() => dynamodbReviewStore("reviews", { client: fakeDynamoDb() })));
