import { expect, test } from "vitest";
import { actionSpace } from "#core/policy/action-space.ts";
import { orderOf } from "#core/policy/starts.ts";
import { catalogue } from "./catalogue.ts";

const space = actionSpace(catalogue);

test.each(["sqs", "managedblockchain", "rds-db"])("actions of %s are found by what they begin with, in any letter case", (service) => {
  const names = catalogue.actionsOf(service).map(({ action }) => action);
  const order = orderOf(space.placesOf(service), space);
  const found = (start: string) => {
    const { from, to } = order.rangeOf(start);
    return [...order.places.subarray(from, to)].map((place) => space.nameAt(place)).toSorted();
  };
  const starts = names.flatMap((name) => Array.from(name.slice(service.length), (_, length) => name.slice(0, service.length + 1 + length)));
  expect(starts.length).toBeGreaterThan(names.length);
  for (const start of [...starts, ...names.map((name) => name.toUpperCase()), `${service}:~`]) {
    const expected = names.filter((name) => name.toLowerCase().startsWith(start.toLowerCase()));
    expect([start, found(start)]).toEqual([start, expected.toSorted()]);
  }
});
