import { expect, test } from "vitest";
import { newRoleTally } from "#core/usage/role-tally.ts";
import { noteWithin, withinOf } from "#core/usage/within.ts";
import { asAction } from "#test/names.ts";
import { record } from "./records.ts";

const ETL = "arn:aws:athena:eu-west-1:111122223333:workgroup/etl";

function started(tally: ReturnType<typeof newRoleTally>, id: string, resources: readonly string[] = [ETL]): void {
  const call = record({ eventSource: "athena.amazonaws.com", responseElements: { queryExecutionId: id } });
  noteWithin(tally, { action: asAction("athena:StartQueryExecution"), resources }, call);
}

function asked(tally: ReturnType<typeof newRoleTally>, queryExecutionId: unknown): void {
  const call = record({ eventSource: "athena.amazonaws.com", requestParameters: { queryExecutionId } });
  noteWithin(tally, { action: asAction("athena:GetQueryResults"), resources: [] }, call);
}

const within = (tally: ReturnType<typeof newRoleTally>) => withinOf(tally, [tally])("athena:GetQueryResults");

test("what is asked for by id is where it was started, with as many calls", () => {
  const tally = newRoleTally();
  started(tally, "a");
  asked(tally, "a");
  asked(tally, "a");
  expect(within(tally)).toEqual([{ arn: ETL, count: 2 }]);
});

test.each<[string, unknown]>([
  ["was started by somebody else", "b"],
  ["is hidden", undefined],
  ["is no text", 7],
])("nothing is known where an id %s", (_, id) => {
  const tally = newRoleTally();
  started(tally, "a");
  asked(tally, "a");
  asked(tally, id);
  expect(within(tally)).toBeUndefined();
});

test("a start that tells no work group tells nothing of its query", () => {
  const tally = newRoleTally();
  started(tally, "a", []);
  asked(tally, "a");
  expect(within(tally)).toBeUndefined();
});

test("more ids than are kept tell nothing, whichever came first", () => {
  const ids = Array.from({ length: 1001 }, (_, n) => `q${n}`);
  for (const order of [ids, ids.toReversed()]) {
    const many = newRoleTally();
    for (const id of order) started(many, id);
    asked(many, "q0");
    expect(within(many)).toBeUndefined();
    const few = newRoleTally();
    started(few, "q0");
    for (const id of order) asked(few, id);
    expect(within(few)).toBeUndefined();
  }
});

test("a query of the first part of a window may be looked at in the second", () => {
  const [earlier, later] = [newRoleTally(), newRoleTally()];
  started(earlier, "a");
  asked(later, "a");
  expect(withinOf(later, [earlier, later])("athena:GetQueryResults")).toEqual([{ arn: ETL, count: 1 }]);
});
