import { describe } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { roleTurnContract } from "./role-turn.ts";

describe("whose turn it is to change a role, on the fake record", () => roleTurnContract(fakeReviewStore));
describe("whose turn it is to change a role, on the SQLite record", () => roleTurnContract(() => sqliteReviewStore(":memory:")));
