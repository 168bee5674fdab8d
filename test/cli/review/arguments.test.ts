import { expect, test } from "vitest";
import { readArguments } from "#cli/review/arguments.ts";
import { UsageError } from "#cli/usage-error.ts";
import cases from "./arguments.cases.json" with { type: "json" };

const USUAL: readonly string[] = ["--account", "a.json", "--trail", "t"];

test.each(cases.understood)("whittle review $name", ({ base = USUAL, args, means }) => {
  expect(readArguments([...base, ...args])).toMatchObject(means);
});

test.each(cases.refused)("whittle review refuses: $because", ({ base = USUAL, args, because }) => {
  const read = () => readArguments([...base, ...args]);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(`${because} See: whittle review --help`);
});
