import { describe, expect, test } from "vitest";
import { ahead } from "#adapters/ahead.ts";
import { limited } from "#adapters/bucket/limited.ts";

/** Tasks that end when they are told to, with how many of them run. */
function tasks() {
  const started: string[] = [];
  const ends = new Map<string, (error?: Error) => void>();
  const task = (name: string) => () => {
    started.push(name);
    return new Promise<string>((resolve, reject) => ends.set(name, (error) => (error ? reject(error) : resolve(name))));
  };
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  const end = async (name: string, error?: Error) => {
    ends.get(name)?.(error);
    await settle();
  };
  return { started, task, end, settle };
}

describe("tasks of which so many run at a time", () => {
  test("start in the order in which they came, each when another has ended, whatever came of it", async () => {
    const { started, task, end, settle } = tasks();
    const run = limited(2);
    const all = ["a", "b", "c", "d"].map((name) => run(task(name)).catch((error: Error) => error.message));
    await settle();
    expect(started).toEqual(["a", "b"]);
    await end("b");
    expect(started).toEqual(["a", "b", "c"]);
    await end("a", new Error("no a"));
    expect(started).toEqual(["a", "b", "c", "d"]);
    await end("c");
    await end("d");
    expect(await Promise.all(all)).toEqual(["no a", "b", "c", "d"]);
  });

  test("leave their places free when they have ended", async () => {
    const { started, task, end, settle } = tasks();
    const run = limited(1);
    const first = run(task("a"));
    await end("a");
    await first;
    const second = run(task("b"));
    await settle();
    expect(started).toEqual(["a", "b"]);
    await end("b");
    expect(await second).toBe("b");
  });
});

describe("what is made ahead", () => {
  test("is made of so many more than the one that is wanted, and given in order", async () => {
    const { started, task, end, settle } = tasks();
    const made = ahead(["a", "b", "c", "d"], 2, (name) => task(name)());
    await settle();
    expect(started).toEqual(["a", "b"]);
    const first = made.next();
    await settle();
    await end("b");
    expect(started).toEqual(["a", "b", "c"]);
    await end("a");
    expect(await first).toEqual({ value: "a", done: false });
    const second = made.next();
    expect(await second).toEqual({ value: "b", done: false });
    expect(started).toEqual(["a", "b", "c", "d"]);
    await end("c");
    await end("d");
    expect([await made.next(), await made.next(), await made.next()].map(({ value }) => value)).toEqual(["c", "d", undefined]);
  });

  test("is made of items that come by and by, each asked for once", async () => {
    const { started, task, end, settle } = tasks();
    const made = ahead(
      ahead(["a", "b", "c"], 1, async (name) => `${name}${name}`),
      1,
      (name) => task(name)(),
    );
    const first = made.next();
    await settle();
    expect(started).toEqual(["aa", "bb"]);
    await end("bb");
    await end("aa");
    expect(await first).toEqual({ value: "aa", done: false });
    expect(await made.next()).toEqual({ value: "bb", done: false });
    expect(started).toEqual(["aa", "bb", "cc"]);
    await end("cc");
    expect([await made.next(), await made.next()].map(({ value }) => value)).toEqual(["cc", undefined]);
  });
});
