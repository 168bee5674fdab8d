import { describe, expect, test } from "vitest";
import { addOrigin, mergeOrigins, type OriginTally, originOf } from "#core/usage/origin-tally.ts";
import { record } from "./records.ts";

const addressNumbered = (index: number) => `10.0.${Math.floor(index / 250)}.${index % 250}`;

function origins(addresses: readonly string[]): ReadonlyMap<string, OriginTally> {
  const found = new Map<string, OriginTally>();
  for (const sourceIPAddress of addresses) {
    const call = record({ sourceIPAddress });
    addOrigin(found, call.time, { origin: originOf(call), denied: false, actions: ["s3:ListAllMyBuckets"] });
  }
  return found;
}

test("calls from very many places are counted for 200 of them, and together for all others", () => {
  const addresses = Array.from({ length: 230 }, (_, index) => addressNumbered(index));
  const found = origins([...addresses, addressNumbered(0), addressNumbered(229)]);
  const calls = [...found.values()].map((origin) => origin.calls);
  expect([found.size, calls.reduce((sum, count) => sum + count, 0)]).toEqual([201, 232]);
  const others = [...found.values()].filter(({ address }) => !addresses.includes(address));
  expect(others.map((origin) => [origin.calls, [...origin.used]])).toEqual([[31, [["s3:ListAllMyBuckets", 31]]]]);
  expect([...found.values()].find(({ address }) => address === addressNumbered(0))?.calls).toBe(2);
});

describe("an origin has the times of its first and last call", () => {
  const at = (...times: readonly string[]) => {
    const found = new Map<string, OriginTally>();
    for (const eventTime of times) {
      const call = record({ eventTime });
      addOrigin(found, call.time, { origin: originOf(call), denied: false, actions: [] });
    }
    return found;
  };
  const timesOf = (found: ReadonlyMap<string, OriginTally>) => [...found.values()].map(({ first, last }) => [first, last]);
  const [early, noon, late] = ["2026-11-03T08:00:00Z", "2026-11-03T12:00:00Z", "2026-11-09T18:00:00Z"];

  test.each([
    [
      [noon, early, late],
      [early, late],
    ],
    [
      [late, noon],
      [noon, late],
    ],
    [[noon], [noon, noon]],
  ])("of %j", (times, expected) => expect(timesOf(at(...times))).toEqual([expected]));

  test("however the counts of several logs are put together", () => {
    for (const [one, other] of [
      [at(noon), at(late, early)],
      [at(late, early), at(noon)],
    ] as const) {
      mergeOrigins(one, other);
      expect(timesOf(one)).toEqual([[early, late]]);
    }
  });
});
