import { describe } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { twoAccountsContract } from "./two-accounts.ts";

describe("two accounts, on the fake record", () => twoAccountsContract(fakeReviewStore));
describe("two accounts, on the SQLite record", () => twoAccountsContract(() => sqliteReviewStore(":memory:")));
