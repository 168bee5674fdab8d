import { expect, test } from "vitest";
import { once, onceFor } from "#core/once.ts";

test("what is made once is made when it is first asked for, and is the same from then on, also where it is nothing", () => {
  let times = 0;
  const made = once(() => {
    times += 1;
    return undefined;
  });
  expect(times).toBe(0);
  expect([made(), made(), times]).toEqual([undefined, undefined, 1]);
});

test("what is made of an object is made once of each", () => {
  const asked: string[] = [];
  const made = onceFor(({ name }: { readonly name: string }) => {
    asked.push(name);
    return name === "none" ? undefined : { name };
  });
  const [a, alike, none] = [{ name: "a" }, { name: "a" }, { name: "none" }];
  expect(made(a)).toBe(made(a));
  expect(made(alike)).not.toBe(made(a));
  expect([made(none), made(none)]).toEqual([undefined, undefined]);
  expect(asked).toEqual(["a", "a", "none"]);
});

test("what cannot be made is tried again", () => {
  let isReady = false;
  const made = onceFor((_: object) => {
    if (!isReady) throw new Error("not yet");
    return "made";
  });
  const owner = {};
  expect(() => made(owner)).toThrow("not yet");
  isReady = true;
  expect(made(owner)).toBe("made");
});
