import { afterEach, describe, expect, test, vi } from "vitest";
import { endOnSignals, sayAtSignal } from "#cli/signals.ts";

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof SIGNALS;

const before = new Map(Object.keys(SIGNALS).map((signal) => [signal, process.listeners(signal as Signal)]));
endOnSignals();

/** What the command line itself does at a signal. */
function at(signal: Signal): void {
  for (const listener of process.listeners(signal)) if (!before.get(signal)?.includes(listener)) listener(signal);
}

afterEach(() => {
  sayAtSignal(undefined);
  vi.restoreAllMocks();
});

describe("a signal", () => {
  test.each(Object.entries(SIGNALS))("%s ends the run with exit code %d, after its last words", (signal, code) => {
    const order: unknown[] = [];
    vi.spyOn(process, "exit").mockImplementation((given) => {
      throw order.push(given);
    });
    sayAtSignal(() => order.push("last words"));
    expect(() => at(signal as Signal)).toThrow();
    expect(order).toEqual(["last words", code]);
  });

  test("says nothing once there is nothing to say any more", () => {
    const words = vi.fn();
    vi.spyOn(process, "exit").mockImplementation(() => {
      throw new Error("ended");
    });
    sayAtSignal(words);
    sayAtSignal(undefined);
    expect(() => at("SIGINT")).toThrow("ended");
    expect(words).not.toHaveBeenCalled();
  });
});
