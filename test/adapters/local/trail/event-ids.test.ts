import { expect, test } from "vitest";
import { EventIds } from "#adapters/local/trail/event-ids.ts";

const id = (index: number) => `1234abcd-12ab-34cd-56ef-${String(index).padStart(12, "0")}`;

test("an event's id is known when it comes again, however many others came between", () => {
  const ids = new EventIds();
  const count = 20_000;
  const again = (from: number) => Array.from({ length: count }, (_, index) => ids.addAgain(id(from + index))).filter(Boolean).length;
  expect([again(0), again(0), again(count), again(0), again(count)]).toEqual([0, count, 0, count, count]);
});

test("ids that differ in one place are two, and the empty one is an id", () => {
  const ids = new EventIds();
  expect(["a", "b", "", "ab", "ba", "a", ""].map((each) => ids.addAgain(each))).toEqual([false, false, false, false, false, true, true]);
});

test("what came longest ago is forgotten once there are too many, and what came last is not", { timeout: 60_000 }, () => {
  const ids = new EventIds();
  const most = (1 << 20) * 0.75;
  for (let index = 0; index < 2 * most + 2; index += 1) ids.addAgain(String(index));
  expect([ids.addAgain(String(2 * most)), ids.addAgain(String(most + 1)), ids.addAgain("0")]).toEqual([true, true, false]);
});
