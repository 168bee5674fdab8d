import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { localCallbacks } from "#adapters/local/workflow/callbacks.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("whoever calls back with the token gives the answer, once; any later call, and one with another token, is refused", async () => {
  const callbacks = localCallbacks();
  const { token, answer } = callbacks.expect(60);
  expect(callbacks.isWaiting(token)).toBe(true);
  await expect(callbacks.succeed("another", 1)).rejects.toMatchObject({ code: "callback-gone" });
  await callbacks.succeed(token, { verdict: "approved" });
  expect(await answer).toEqual({ verdict: "approved" });
  expect(callbacks.isWaiting(token)).toBe(false);
  await expect(callbacks.succeed(token, { verdict: "rejected" })).rejects.toMatchObject({ code: "callback-gone" });
});

test("the wait ends when its time is over, and not before", async () => {
  const callbacks = localCallbacks();
  const { token, answer } = callbacks.expect(60);
  const ended = expect(answer).rejects.toMatchObject({ name: "States.Timeout" });
  vi.advanceTimersByTime(59_999);
  expect(callbacks.isWaiting(token)).toBe(true);
  vi.advanceTimersByTime(1);
  await ended;
  await expect(callbacks.succeed(token, 1)).rejects.toMatchObject({ code: "callback-gone" });
});

test.each([
  ["without an end", Number.POSITIVE_INFINITY],
  ["of a hundred days, which is longer than a timer can be", 8_640_000],
])("a wait %s is a wait", (_, seconds) => {
  const callbacks = localCallbacks();
  const { token, answer } = callbacks.expect(seconds);
  answer.catch(() => undefined);
  vi.advanceTimersByTime(86_400_000);
  expect(callbacks.isWaiting(token)).toBe(true);
});

test("a token that was given up keeps nothing waiting", () => {
  const callbacks = localCallbacks();
  const { token } = callbacks.expect(60);
  callbacks.forget(token);
  expect([callbacks.isWaiting(token), vi.getTimerCount()]).toEqual([false, 0]);
});
