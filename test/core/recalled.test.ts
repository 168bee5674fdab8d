import { expect, test } from "vitest";
import { recalled } from "#core/recalled.ts";

test("makes a value once for each key", () => {
  const recall = recalled<string, object>(2);
  const one = recall("a", () => ({}));
  expect(recall("b", () => ({}))).not.toBe(one);
  expect(recall("a", () => ({}))).toBe(one);
});

test("holds no more values than it was told, and makes anew what it forgot", () => {
  const recall = recalled<string, number>(2);
  const made: string[] = [];
  const ask = (key: string) => recall(key, () => made.push(key));
  for (const key of ["a", "b", "a", "c", "c", "a"]) ask(key);
  expect(made).toEqual(["a", "b", "c", "a"]);
});
