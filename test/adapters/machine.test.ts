import { expect, test } from "vitest";
import { randomIds } from "#adapters/machine.ts";

test("an id is 26 letters of lower-case base 32, good for an execution's name, and never the same", () => {
  const ids = Array.from({ length: 1000 }, () => randomIds.next());
  for (const id of ids) expect(id).toMatch(/^[a-z2-7]{26}$/);
  expect(new Set(ids).size).toBe(1000);
});

test("every letter comes at every place but the last, which holds three bits", () => {
  const ids = Array.from({ length: 3000 }, () => randomIds.next());
  for (let place = 0; place < 25; place += 1) expect(new Set(ids.map((id) => id[place])).size).toBe(32);
  expect(new Set(ids.map((id) => id[25])).size).toBe(8);
});
