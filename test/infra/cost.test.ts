import { readFileSync } from "node:fs";
import * as v from "valibot";
import { expect, test } from "vitest";
import { Basis, Prices } from "../../scripts/cost/basis.ts";
import { alwaysFreeOf, billOf, partsOf } from "../../scripts/cost/model.ts";
import { standingOf } from "../../scripts/cost/standing.ts";
import { readingLines } from "../../scripts/cost/trail.ts";
import { resourcesOf } from "./template.ts";

const read = (file: string): unknown => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"));
const basis = v.parse(Basis, read("scripts/cost/basis.json"));
const prices = v.parse(Prices, read("scripts/cost/prices.json"));
const standing = standingOf();
const cents = (bill: { usd: number; roles: number }) => (100 * bill.usd) / bill.roles;

test("what was counted is of these state machines and functions: count again with npm run cost -- --measure", () => {
  for (const machine of ["cycle", "review"] as const) {
    const file = machine === "cycle" ? "review-cycle" : "role-review";
    const names = [...JSON.stringify(read(`statemachine/${file}.asl.json`)).matchAll(/"(\w+)":\{"Type":/g)].map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining([...new Set(basis.states[machine])]));
  }
  const functions = Object.entries(resourcesOf("template.yaml")).filter(([, { Type }]) => Type === "AWS::Serverless::Function");
  expect(functions.map(([id]) => id)).toEqual(expect.arrayContaining([...new Set(basis.invocations.map((invoked) => invoked.function))]));
});

test("each price names where it stands", () => {
  for (const { source } of [...Object.values(prices.units), ...Object.values(prices.alwaysFree), prices.rival])
    expect(source).toMatch(/^aws\.amazon\.com\/\S+pricing/);
});

test("the bill is the sum of units at their prices, worked out by hand", () => {
  const one = { states: { cycle: ["DiscoverRoles", "StartGeneration"], review: ["Propose"] }, calls: { "kms:Sign": 3 } };
  const small = { ...one, writtenKilobytes: 5, indexedKilobytes: 2, mailed: 2, invocations: [{ function: "F", ms: 2000 }] };
  const bill = billOf(small, { memory: new Map([["F", 512]]), keys: 1, alarmMetrics: 2, dashboards: 0 }, prices, 10);
  const counts = Object.fromEntries(bill.lines.map(({ unit, count }) => [unit, count]));
  // 30 ticks of DiscoverRoles and two states for each of ten roles; one gigabyte-second a role; transactions cost twice, their index once.
  expect(counts).toMatchObject({ "state-transition": 50, "lambda-request": 10, "lambda-gb-second": 10, "dynamodb-write-unit": 120 });
  expect(counts).toMatchObject({ "kms-request": 30, "kms-key-month": 1, "alarm-metric-month": 2, "access-check": 0 });
  // Two messages a role, each to two topics and two people. Ten proposals and ten changes in hours of their own, and 30 ticks.
  expect(counts).toMatchObject({ "sns-publish": 40, "sns-email": 40, "dynamodb-gb-month": 7e-5, "custom-metric-month": 50 / 720 });
  expect(bill.usd).toBeCloseTo(
    50 * 0.000025 +
      10 * 2e-7 +
      10 * 0.0000133334 +
      120 * 6.25e-7 +
      7e-5 * 0.45 +
      40 * 5e-7 +
      40 * 2e-5 +
      30 * 3e-6 +
      1 +
      0.2 +
      10 * 5e-6 +
      (40 * 700 * 0.5) / 1e9 +
      (50 / 720) * 0.3,
    8,
  );
  // A key and two metrics of alarms are there without any role.
  expect(partsOf(bill).standing).toBeCloseTo(1.2, 8);
  expect(partsOf(bill).roles + partsOf(bill).standing).toBeCloseTo(bill.usd, 8);
});

test("an alarm that adds up metrics is paid for by each of them, and the dashboard can be left out", () => {
  // The cycle of a hub's accounts rings for two metrics, and one of permission sets for one.
  const more = standingOf({
    MemberAccounts: "444455556666",
    IdentityCenterId: "ssoins-1234567890abcdef",
    Evidence: "cloudtrail",
    TrailBucket: "b",
  });
  expect(more.alarmMetrics - standing.alarmMetrics).toBe(3);
  const bill = (parameters: Record<string, string>) => billOf(basis, standingOf(parameters), prices, 1000).usd;
  expect(bill({}) - bill({ CreateDashboard: "off" })).toBeCloseTo(3, 8);
});

const countsFor = (roles: number, way = {}) =>
  Object.fromEntries(billOf(basis, standing, prices, roles, way).lines.map(({ unit, count }) => [unit, count]));

test("requests that a digest tells of are held in a state of their own, and are one message for 25", () => {
  const [few, many] = [countsFor(149), countsFor(1000)];
  const perRole = (counts: Record<string, number>, unit: string, roles: number) => (counts[unit] ?? 0) / roles;
  expect(few["sns-email"]).toBe(149 * 4);
  // Of 33 a day, each day's requests are two messages; each change is one.
  expect(many["sns-email"]).toBe(1000 * 2 + 30 * 2 * 2);
  const onceADay = basis.states.cycle.length - 15;
  expect(many["state-transition"]).toBe(30 * onceADay + 1000 * (15 + basis.states.review.length + 1));
  expect(perRole(many, "dynamodb-write-unit", 1000) - perRole(few, "dynamodb-write-unit", 149)).toBeCloseTo(6, 8);
});

test("evidence that is there at the first look spares the states and the function of the others", () => {
  const [counted, once] = [countsFor(1000), countsFor(1000, { looks: 1 })];
  const looks = basis.states.cycle.filter((state) => state === "CheckGeneration").length;
  expect(looks).toBeGreaterThan(1);
  expect((counted["state-transition"] ?? 0) - (once["state-transition"] ?? 0)).toBe((looks - 1) * 3 * 1000);
  expect((counted["lambda-request"] ?? 0) - (once["lambda-request"] ?? 0)).toBe((looks - 1) * 1000);
});

test("always-free allowances take off what is used, and no more than they are", () => {
  const bill = (lines: { unit: string; count: number }[]) => ({ roles: 1, usd: 0, lines: lines.map((line) => ({ ...line, usd: 0 })) });
  expect(alwaysFreeOf(bill([{ unit: "sns-email", count: 10 }]), prices)).toBeCloseTo(10 * 2e-5, 10);
  expect(alwaysFreeOf(bill([{ unit: "sns-email", count: 5000 }]), prices)).toBeCloseTo(1000 * 2e-5, 10);
  expect(
    alwaysFreeOf(
      bill([
        { unit: "access-check", count: 5000 },
        { unit: "kms-key-month", count: 5 },
      ]),
      prices,
    ),
  ).toBe(0);
});

test("a review costs less than half a US cent, what the stack holds apart, and a fleet a tenth of findings alone", () => {
  expect((100 * partsOf(billOf(basis, standing, prices, 1000)).roles) / 1000).toBeLessThan(0.5);
  expect(cents(billOf(basis, standing, prices, 1000))).toBeLessThan((100 * prices.rival.usdARoleAndMonth) / 10);
});

test("reading a trail is the sum of its units, worked out by hand, and what a stack without it does not hold", () => {
  const memory = new Map([
    ["ReadPartFunction", 1024],
    ["ListTrailFunction", 512],
  ]);
  const lines = readingLines({ regions: 1, logsADay: 288, megabytesADay: 1 }, 10, { memory });
  // 30 parts; each of 30 days enters 3 states and 2 a part. 30 MB and 8,640 files are read once, and 900 looks find a part that is read.
  expect(Object.fromEntries(lines.map(({ unit, count }) => [unit, count]))).toEqual({
    "state-transition": 30 * 63,
    "lambda-request": 30 * 31,
    "lambda-gb-second": 12 + 259.2 + 54 + 18,
    "s3-write": 30 * 61 + 30,
    "s3-read": 8640 + 1800 + 300,
    "kms-request": 330,
    "kms-key-month": 1,
  });
  const keys = (parameters: Record<string, string>) => standingOf(parameters).keys;
  expect(keys({ Evidence: "cloudtrail", TrailBucket: "logs" }) - keys({})).toBe(1);
});
