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
    expect([many.startedIn.size, within(many)]).toEqual([1000, undefined]);
    const few = newRoleTally();
    started(few, "q0");
    for (const id of order) asked(few, id);
    expect(within(few)).toBeUndefined();
  }
});

test("as many ids as are kept tell where they were started, and no more than are kept is sure to be all of them", () => {
  const [one, other] = [newRoleTally(), newRoleTally()];
  for (let n = 0; n < 1000; n += 1) {
    started(n < 500 ? one : other, `q${n}`);
    asked(one, `q${n}`);
  }
  const told = () => withinOf(one, [one, other])("athena:GetQueryResults");
  expect(told()).toEqual([{ arn: ETL, count: 1000 }]);
  for (let n = 1000; n < 1499; n += 1) started(other, `q${n}`);
  expect([other.startedIn.size, told()]).toEqual([999, [{ arn: ETL, count: 1000 }]]);
  started(other, "q1499");
  expect([other.startedIn.size, told()]).toEqual([1000, undefined]);
});

test("what was started is kept by service, region and id, with what it is in and how often, also once no more ids are", () => {
  const [tally, key] = [newRoleTally(), "athena eu-west-1 q0"];
  for (let n = 0; n < 1000; n += 1) started(tally, `q${n}`);
  expect([...(tally.startedIn.get(key) ?? [])]).toEqual([[ETL, 1]]);
  started(tally, "q0");
  started(tally, "q0", ["arn:aws:athena:eu-west-1:111122223333:workgroup/adhoc"]);
  expect([...(tally.startedIn.get(key) ?? [])]).toEqual([
    [ETL, 2],
    ["arn:aws:athena:eu-west-1:111122223333:workgroup/adhoc", 1],
  ]);
});

test("nothing is known of an action that never asked by id", () => {
  const tally = newRoleTally();
  started(tally, "a");
  expect(within(tally)).toBeUndefined();
});

test("nothing is known where the parts of a log asked for more ids than are kept, all of which were started", () => {
  const [one, other] = [newRoleTally(), newRoleTally()];
  const ids = Array.from({ length: 1001 }, (_, n) => `athena eu-west-1 q${n}`);
  const told = (count: number) => {
    const merged = newRoleTally();
    merged.askedById = new Map([["athena:GetQueryResults", new Map(ids.slice(0, count).map((id) => [id, 1]))]]);
    return withinOf(merged, [one, other])("athena:GetQueryResults");
  };
  for (let n = 0; n < ids.length; n += 1) started(n % 2 === 0 ? one : other, `q${n}`);
  expect([told(1000), told(1001)]).toEqual([[{ arn: ETL, count: 1000 }], undefined]);
});

test("a call that names its work group itself is not asked for by id", () => {
  const tally = newRoleTally();
  const call = record({ eventSource: "athena.amazonaws.com", requestParameters: { queryExecutionId: "a" } });
  noteWithin(tally, { action: asAction("athena:GetQueryResults"), resources: [ETL] }, call);
  expect(tally.askedById.size).toBe(0);
});

test.each([
  ["another service", { eventSource: "athena.amazonaws.com" }, "codedeploy:GetDeployment", { deploymentId: "a" }],
  ["another region", { awsRegion: "us-east-1" }, "athena:GetQueryResults", { queryExecutionId: "a" }],
])("an id of %s is another's, though it is the same", (_, place, action, requestParameters) => {
  const tally = newRoleTally();
  started(tally, "a");
  noteWithin(tally, { action: asAction(action), resources: [] }, record({ ...place, requestParameters }));
  expect(withinOf(tally, [tally])(action)).toBeUndefined();
});

test("things of several work groups are in each of them, in order, with the calls that named them", () => {
  const group = (name: string) => `arn:aws:athena:eu-west-1:111122223333:workgroup/${name}`;
  const tally = newRoleTally();
  for (const [id, name] of [
    ["a", "etl"],
    ["b", "adhoc"],
    ["c", "primary"],
    ["d", "bi"],
  ] as const)
    started(tally, id, [group(name)]);
  for (const id of [["a", "b", "c", "d"], "a"]) {
    const call = record({ eventSource: "athena.amazonaws.com", requestParameters: { queryExecutionIds: id } });
    noteWithin(tally, { action: asAction("athena:BatchGetQueryExecution"), resources: [] }, call);
  }
  expect(withinOf(tally, [tally])("athena:BatchGetQueryExecution")).toEqual([
    { arn: group("adhoc"), count: 1 },
    { arn: group("bi"), count: 1 },
    { arn: group("etl"), count: 2 },
    { arn: group("primary"), count: 1 },
  ]);
});

test.each([
  ["128 characters is one", 128, [{ arn: ETL, count: 1 }]],
  ["more is none", 129, undefined],
])("a text of %s", (_, length, expected) => {
  const tally = newRoleTally();
  started(tally, "q".repeat(length));
  asked(tally, "q".repeat(length));
  expect(within(tally)).toEqual(expected);
});

test("a query of the first part of a window may be looked at in the second", () => {
  const [earlier, later] = [newRoleTally(), newRoleTally()];
  started(earlier, "a");
  asked(later, "a");
  expect(withinOf(later, [earlier, later])("athena:GetQueryResults")).toEqual([{ arn: ETL, count: 1 }]);
});
