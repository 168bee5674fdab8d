import { describe } from "vitest";
import { dynamodbReviewStore } from "#adapters/aws/dynamodb/review-store.ts";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeDynamoDb } from "#test/fakes/dynamodb.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { roleLeaseContract } from "./role-lease.ts";

describe("the lease of a role, on the fake record", () => roleLeaseContract(fakeReviewStore));
describe("the lease of a role, on the SQLite record", () => roleLeaseContract(() => sqliteReviewStore(":memory:")));
describe("the lease of a role, on the DynamoDB record", () =>
  roleLeaseContract(() => dynamodbReviewStore("reviews", { client: fakeDynamoDb() })));
