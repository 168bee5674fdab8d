import { expect, test } from "vitest";
import { PassedByDay } from "#adapters/local/trail/passed-by.ts";

test("records that nobody asked for are counted by day and region, with the first and the last of each", () => {
  const passed = new PassedByDay();
  for (const [time, region] of [
    ["2026-11-02T10:00:00Z", "eu-west-1"],
    ["2026-11-02T09:05:07Z", "eu-west-1"],
    ["2026-11-03T00:00:00Z", "eu-west-1"],
    ["2026-11-02T23:59:59Z", "eu-west-1"],
    ["2026-11-02T12:00:00Z", "eu-west-12"],
  ] as const)
    passed.addText(time, region);
  passed.addGroup({ day: 20_261_102, region: "eu-west-1", count: 5, first: 80_000, last: 110_000 });
  passed.addGroup({ day: 20_261_102, region: "us-east-1", count: 2, first: 1, last: 2 });
  passed.addGroup({ day: 20_261_103, region: "eu-west-1", count: 1, first: 10, last: 235_958 });
  expect(passed.groups()).toEqual([
    { region: "eu-west-1", first: "2026-11-02T08:00:00Z", last: "2026-11-02T23:59:59Z", count: 8 },
    { region: "eu-west-12", first: "2026-11-02T12:00:00Z", last: "2026-11-02T12:00:00Z", count: 1 },
    { region: "us-east-1", first: "2026-11-02T00:00:01Z", last: "2026-11-02T00:00:02Z", count: 2 },
    { region: "eu-west-1", first: "2026-11-03T00:00:00Z", last: "2026-11-03T23:59:58Z", count: 2 },
  ]);
  expect(new PassedByDay().groups()).toEqual([]);
});
