import { describe } from "vitest";
import { sqliteReviewStore } from "#adapters/local/store/sqlite-review-store.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { transitionContract } from "./transitions.ts";

describe("the status of a review, on the fake record", () => transitionContract(fakeReviewStore));
describe("the status of a review, on the SQLite record", () => transitionContract(() => sqliteReviewStore(":memory:")));
