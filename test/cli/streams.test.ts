import { afterEach, beforeEach, expect, test } from "vitest";
import { outliveReaders } from "#cli/streams.ts";
import { saidBy } from "./said-by.ts";

const STREAMS = [process.stdout, process.stderr];
let before: readonly (readonly unknown[])[] = [];
let exits: readonly unknown[] = [];

beforeEach(() => {
  before = STREAMS.map((stream) => stream.listeners("error"));
  exits = process.listeners("exit");
  outliveReaders();
});
afterEach(() => {
  for (const [index, stream] of STREAMS.entries())
    for (const listener of stream.listeners("error")) if (!before[index]?.includes(listener)) stream.off("error", listener as () => void);
  for (const listener of process.listeners("exit")) if (!exits.includes(listener)) process.off("exit", listener);
});

/** What is said where standard output fails so often in this way, and with which exit code a run that went well ends. */
async function failing(code: string | undefined, times = 1) {
  const { err } = await saidBy(() => {
    for (let time = 0; time < times; time += 1)
      process.stdout.emit("error", Object.assign(new Error("lost"), code === undefined ? {} : { code }));
  });
  process.exitCode = 0;
  for (const listener of process.listeners("exit")) if (!exits.includes(listener)) listener(0);
  const ended = process.exitCode;
  process.exitCode = undefined;
  return { err, ended };
}

test("a reader that has seen enough is no fault", async () => {
  expect(await failing("EPIPE", 3)).toEqual({ err: "", ended: 0 });
});

test("words that are lost for another reason are told once, with exit code 2 in the end", async () => {
  expect(await failing("ENOSPC", 3)).toEqual({ err: "whittle: standard output: no space is left on the device.\n", ended: 2 });
});

test("an error without a code is told in its own words", async () => {
  expect(await failing(undefined)).toEqual({ err: expect.stringMatching(/^whittle: standard output: .*lost/), ended: 2 });
});

test("standard error that fails ends nothing", () => {
  expect(() => process.stderr.emit("error", new Error("lost"))).not.toThrow();
});
