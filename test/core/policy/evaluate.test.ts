import fc from "fast-check";
import { expect, test, vi } from "vitest";
import type { Conditions, PolicyDocument, Statement } from "#core/policy/document.ts";
import { evaluate } from "#core/policy/evaluate.ts";
import { runs } from "#test/runs.ts";
import { type SlowVerdict, slowlyDecides } from "./slow-evaluator.ts";

/** For a machine that does much else meanwhile. */
vi.setConfig({ testTimeout: 300_000 });

/** By key: values that a request may have of it, and what policies compare them with, by which operators. */
const KEYS = {
  "aws:username": {
    values: ["ann", "Ann", "bob"],
    wanted: ["ann", "ANN", "a*", "b?b", "${aws:principaltag/team}"],
    operators: ["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike", "StringNotLike"],
  },
  "aws:principaltag/team": {
    values: ["blue", "ann"],
    wanted: ["blue", "${aws:username, 'blue'}"],
    operators: ["StringEquals", "StringLike"],
  },
  "s3:max-keys": {
    values: ["9", "10", "11"],
    wanted: ["10", "10.0"],
    operators: ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map((each) => `Numeric${each}`),
  },
  "aws:currenttime": {
    values: ["2026-01-31T12:00:00Z", "1769860800", "2026-02-01T00:00:00Z"],
    wanted: ["2026-01-31T12:00:00Z", "1769904000"],
    operators: ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map((each) => `Date${each}`),
  },
  "aws:securetransport": { values: ["true", "false"], wanted: ["true", "False"], operators: ["Bool"] },
  "aws:sourceip": {
    values: ["10.1.2.3", "192.0.2.7", "2001:db8::1"],
    wanted: ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"],
    operators: ["IpAddress", "NotIpAddress"],
  },
  "aws:sourcearn": {
    values: ["arn:aws:sns:eu-west-1:111122223333:a:b", "arn:aws:sqs:eu-west-1:111122223333:a"],
    wanted: ["arn:aws:sns:*:111122223333:a*", "arn:aws:s?s:*:*:a", "arn:aws:*"],
    operators: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
  },
  "kms:data": { values: ["QUJD", "QUI="], wanted: ["QUJD"], operators: ["BinaryEquals"] },
  "aws:tagkeys": { values: ["a", "b", "c"], wanted: ["a", "b"], operators: ["StringEquals", "StringNotEquals", "StringLike"] },
} as const;
type Key = keyof typeof KEYS;
const names = Object.keys(KEYS) as readonly Key[];

const oneCondition: fc.Arbitrary<Conditions> = fc.constantFrom(...names).chain((key) => {
  const { wanted, operators } = KEYS[key];
  const sets = key === "aws:tagkeys" ? ["ForAnyValue:", "ForAllValues:"] : [""];
  const operator = fc
    .tuple(fc.constantFrom(...sets), fc.constantFrom<string>(...operators), fc.constantFrom("", "", "IfExists"))
    .map((parts) => parts.join(""));
  const compared = fc
    .tuple(operator, fc.subarray<string>([...wanted], { minLength: 1 }))
    .map(([name, values]) => ({ [name]: { [key]: values } }));
  const asked = fc.constantFrom("true", "false").map((is) => ({ Null: { [key]: [is] } }));
  return fc.oneof({ arbitrary: compared, weight: 9 }, { arbitrary: asked, weight: 1 });
});
const RESOURCES = [
  "*",
  "arn:aws:s3:::home/*",
  "arn:aws:s3:::home/${aws:username}/*",
  "arn:aws:s3:::home/${aws:username, 'bob'}/?",
  "arn:aws:s3:::*/ann/x",
];
const ACTIONS = ["*", "s3:*", "S3:Get*", "s3:GetObject", "sqs:*", "s3:PutTomorrow"];
const patterns = (of: readonly string[]): fc.Arbitrary<Statement["actions"]> =>
  fc.record({
    kind: fc.constantFrom("only" as const, "only" as const, "except" as const),
    patterns: fc.subarray([...of], { minLength: 1, maxLength: 2 }),
  });
const policies: fc.Arbitrary<PolicyDocument[]> = fc.array(
  fc
    .record({
      effect: fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
      actions: patterns(ACTIONS),
      resources: patterns(RESOURCES),
      conditions: fc.array(oneCondition, { maxLength: 2 }).map((each) => Object.assign({}, ...each)),
    })
    .map((statement): PolicyDocument => ({ version: "2012-10-17", statements: [statement] })),
  { minLength: 1, maxLength: 4 },
);
/** Of each key: one value, none, or nothing known of it. */
const context: fc.Arbitrary<Readonly<Record<string, readonly string[]>>> = fc
  .tuple(
    ...names.map((key) =>
      fc.oneof(
        { arbitrary: fc.subarray<string>([...KEYS[key].values], { minLength: 1, maxLength: key === "aws:tagkeys" ? 3 : 1 }), weight: 6 },
        { arbitrary: fc.constant([]), weight: 2 },
        { arbitrary: fc.constant(undefined), weight: 1 },
      ),
    ),
  )
  .map((each) => Object.fromEntries(each.flatMap((values, index) => (values === undefined ? [] : [[names[index] ?? "", values]]))));
const request = fc.record({
  action: fc.constantFrom("s3:GetObject", "s3:getobject", "s3:PutTomorrow", "sqs:SendMessage"),
  resource: fc.constantFrom("arn:aws:s3:::home/ann/x", "arn:aws:s3:::home/bob/x", "arn:aws:s3:::work/ann/x", "*"),
  context,
});

/** Operators and variables that Whittle does not decide, and says so. */
const OPEN = /ipaddress|binaryequals|\$\{/i;

test("evaluate is never surer than the slow evaluator, and as sure wherever it knows the operators", () => {
  const seen = new Map<SlowVerdict, number>();
  fc.assert(
    fc.property(policies, request, (given, asked) => {
      const [fast, slow] = [evaluate(asked, given), slowlyDecides(given, asked)];
      seen.set(fast, (seen.get(fast) ?? 0) + 1);
      if (!OPEN.test(JSON.stringify(given))) expect(fast).toBe(slow);
      // A deny that it leaves open takes nothing from what no statement allows.
      else if (fast === "not-allowed") expect(["not-allowed", "explicitly-denied"]).toContain(slow);
      else if (fast !== "uncertain") expect(fast).toBe(slow);
    }),
    runs(40_000),
  );
  for (const verdict of ["allowed", "explicitly-denied", "not-allowed", "uncertain"] as const)
    expect([verdict, (seen.get(verdict) ?? 0) > 20]).toEqual([verdict, true]);
});

test.each<[string, string, readonly string[] | undefined, SlowVerdict]>([
  ["the value", "arn:aws:s3:::home/ann/x", ["ann"], "allowed"],
  ["another value", "arn:aws:s3:::home/ann/x", ["bob"], "not-allowed"],
  ["its default where the key is absent", "arn:aws:s3:::home/bob/x", [], "allowed"],
  ["not its default where the key is there", "arn:aws:s3:::home/bob/x", ["ann"], "not-allowed"],
  ["anything where the key is unknown", "arn:aws:s3:::home/ann/x", undefined, "uncertain"],
])("the slow evaluator fills a variable in: %s", (_, resource, username, verdict) => {
  const statement: Statement = {
    effect: "Allow",
    actions: { kind: "only", patterns: ["s3:*"] },
    resources: { kind: "only", patterns: ["arn:aws:s3:::home/${aws:username, 'bob'}/*"] },
  };
  const asked = { action: "s3:GetObject", resource, context: username === undefined ? {} : { "aws:username": username } };
  expect(slowlyDecides([{ version: "2012-10-17", statements: [statement] }], asked)).toBe(verdict);
});
