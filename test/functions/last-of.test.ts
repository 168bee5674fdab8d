import { expect, test } from "vitest";
import { lastOf } from "#functions/last-of.ts";

/** Reads what it is asked for; `fails` are the times, from 1, at which it does not. */
function reading(...fails: readonly number[]) {
  const read: string[] = [];
  const last = lastOf(
    async (of: string) => {
      read.push(of);
      if (fails.includes(read.length)) throw new Error(`no ${of}`);
      return `${of} ${read.length}`;
    },
    (of) => of.toLowerCase(),
  );
  return { last, read };
}

test("what was read last is not read again, by its key", async () => {
  const { last, read } = reading();
  expect([await last("a"), await last("A"), await last("a")]).toEqual(["a 1", "a 1", "a 1"]);
  expect(read).toEqual(["a"]);
});

test("only the last one is remembered", async () => {
  const { last, read } = reading();
  expect([await last("a"), await last("b"), await last("a")]).toEqual(["a 1", "b 2", "a 3"]);
  expect(read).toEqual(["a", "b", "a"]);
});

test("two that ask at once share one reading", async () => {
  const { last, read } = reading();
  expect(await Promise.all([last("a"), last("a")])).toEqual(["a 1", "a 1"]);
  expect(read).toEqual(["a"]);
});

test("what failed is read again, and what was asked for meanwhile stays known", async () => {
  const { last, read } = reading(1);
  await expect(last("a")).rejects.toThrow("no a");
  expect(await last("a")).toBe("a 2");
  const other = reading(1);
  const failing = other.last("a");
  expect(await other.last("b")).toBe("b 2");
  await expect(failing).rejects.toThrow("no a");
  expect([await other.last("b"), other.read]).toEqual(["b 2", ["a", "b"]]);
  expect(read).toEqual(["a", "a"]);
});
