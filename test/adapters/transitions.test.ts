import { describe } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { transitionContract } from "./transitions.ts";

describe("the status of a review, on the fake record", () => transitionContract(fakeReviewStore));
describe("the status of a review, on the SQLite record", () => transitionContract(() => sqliteReviewStore(":memory:")));
describe("the status of a review, on the DynamoDB record", () =>
  transitionContract(() => dynamodbReviewStore("reviews", { client: fakeDynamoDb() }), 20));
