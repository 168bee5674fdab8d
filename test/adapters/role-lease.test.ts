import { describe } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { roleLeaseContract } from "./role-lease.ts";

describe("the lease of a role, on the fake record", () => roleLeaseContract(fakeReviewStore));
describe("the lease of a role, on the SQLite record", () => roleLeaseContract(() => sqliteReviewStore(":memory:")));
