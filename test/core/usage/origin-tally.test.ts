import { expect, test } from "vitest";
import { addOrigin, type OriginTally, originOf } from "#core/usage/origin-tally.ts";
import { record } from "./records.ts";

const addressNumbered = (index: number) => `10.0.${Math.floor(index / 250)}.${index % 250}`;

function origins(addresses: readonly string[]): ReadonlyMap<string, OriginTally> {
  const found = new Map<string, OriginTally>();
  for (const sourceIPAddress of addresses) addOrigin(found, originOf(record({ sourceIPAddress })), false, ["s3:ListAllMyBuckets"]);
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
