import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { scopeNamed as namedIn, type Scope, scopeResources } from "#core/evidence/scope.ts";
import { matches } from "#core/policy/match.ts";
import type { ActivityEntry } from "#core/usage/activity.ts";
import { asAction } from "#test/names.ts";
import { runs } from "#test/runs.ts";
import cases from "./scope.cases.json" with { type: "json" };

const catalogue = loadCatalogue();
const facts = { partition: "aws", accounts: ["111122223333"], regions: ["eu-west-1"] };

function entry(action: string, arns: readonly string[], withoutResource = 0, times = 1): ActivityEntry {
  return {
    action: asAction(action),
    resources: arns.map((arn) => ({ arn, count: times })),
    withoutResource,
    regions: [],
    accounts: [],
    via: [],
  };
}

describe("which resources a refined policy names", () => {
  test.each(cases)("$name: $action", ({ action, seen, count, times, most, untold, regions, scope, expect: expected }) => {
    const arns = seen.flatMap((arn) => (arn.includes("{n}") ? letters(count ?? 1).map((letter) => arn.replace("{n}", letter)) : [arn]));
    const known = { ...facts, regions: regions ?? facts.regions, ...(most === undefined ? {} : { mostNames: most }) };
    expect(scopeResources(entry(action, arns, untold ?? 0, times), scopeNamed(scope), known, catalogue)).toEqual(expected);
  });

  test("of every action that there is, with nothing seen: ARNs without placeholders, in the role's account", () => {
    const wrong = catalogue.services().flatMap((service) =>
      catalogue.actionsOf(service).flatMap(({ action }) => {
        const patterns = scopeResources(entry(action, [], 1), "prefix", facts, catalogue);
        return patterns.length > 0 && patterns.every(isWhole) ? [] : [[action, ...patterns]];
      }),
    );
    expect(wrong).toEqual([]);
  });

  describe("of roles in several accounts", () => {
    const two = { ...facts, accounts: ["111122223333", "444455556666"] };
    const called = (accounts: readonly string[]): ActivityEntry => ({ ...entry("logs:CreateLogGroup", [], 1), accounts });
    const inAccount = (account: string) => `arn:aws:logs:eu-west-1:${account}:log-group:*`;

    test("names the accounts in which the action was called", () => {
      expect(scopeResources(called(["444455556666"]), "prefix", two, catalogue)).toEqual([inAccount("444455556666")]);
    });

    test("names all of them where the calls do not tell", () => {
      const expected = two.accounts.map(inAccount);
      expect(scopeResources(called([]), "prefix", two, catalogue)).toEqual(expected);
      expect(scopeResources(called(["*"]), "prefix", two, catalogue)).toEqual(expected);
    });

    test("names any account where they are many", () => {
      const accounts = letters(6).map((_, index) => `11112222333${index}`);
      expect(scopeResources(called(accounts), "prefix", { ...facts, accounts }, catalogue)).toEqual([inAccount("*")]);
    });
  });

  test("of a thing that the role made in one that was there before: any such thing in that one, whose id no answer gave", () => {
    const route = "arn:aws:apigateway:eu-west-1::/apis/a1b2c3d4e5/routes/x9y8z7w";
    const seen = { ...entry("apigateway:DELETE", []), resources: [{ arn: route, count: 1, made: "new" as const, madeIds: ["x9y8z7w"] }] };
    expect(scopeResources(seen, "prefix", facts, catalogue)).toEqual(["arn:aws:apigateway:eu-west-1::/apis/a1b2c3d4e5/routes/*"]);
  });

  test("by type in the account, says that this is wider than the names that were seen, and for how many each stands", () => {
    const queue = (place: string) => `arn:aws:sqs:${place}`;
    const seen = entry("sqs:SendMessage", [queue("eu-west-1:111122223333:a"), queue("eu-west-1:111122223333:b")]);
    expect(namedIn(seen, { scope: "account", facts, catalogue })).toEqual({
      resources: [queue("eu-west-1:111122223333:*")],
      widened: [{ pattern: queue("eu-west-1:111122223333:*"), because: "whole-type", from: 2 }],
    });
    expect(namedIn(seen, { scope: "names", facts, catalogue }).widened).toEqual([]);
  });

  test("where calls came in more regions than are counted: any region, and not only those that are named", () => {
    const called: ActivityEntry = { ...entry("logs:CreateLogGroup", [], 1), regions: ["*", "eu-central-1"] };
    expect(scopeResources(called, "prefix", facts, catalogue)).toEqual(["arn:aws:logs:*:111122223333:log-group:*"]);
  });

  test("where CloudTrail tells what the names of a group begin with: that beginning, also of things that are made for one use", () => {
    const streams = "arn:aws:logs:eu-west-1:111122223333:log-group:/app:log-stream:web/*";
    expect(scopeResources(entry("logs:PutLogEvents", [streams]), "prefix", facts, catalogue)).toEqual([streams]);
  });

  const names = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}(\/[a-z0-9-]{1,9}){0,2}$/);
  const kinds = fc.constantFrom(
    ["s3:GetObject", "arn:aws:s3:::data/"],
    ["s3:GetBucketAcl", "arn:aws:s3:::b"],
    ["logs:CreateLogGroup", "arn:aws:logs:eu-west-1:111122223333:log-group:/"],
    ["logs:CreateLogStream", "arn:aws:logs:eu-west-1:111122223333:log-group:/app:log-stream:"],
    ["ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/"],
    ["iam:GetRole", "arn:aws:iam::111122223333:role/"],
    ["ec2:StopInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-"],
  );

  test("every resource that was seen stays covered, and the patterns are few", () => {
    fc.assert(
      fc.property(
        kinds,
        fc.uniqueArray(names, { minLength: 1, maxLength: 40 }),
        fc.constantFrom<Scope>("names", "prefix", "account"),
        ([action = "", start = ""], ends, scope) => {
          const bucket = action === "s3:GetBucketAcl";
          const arns = ends.map((end) => start + (bucket ? end.replaceAll("/", "-") : end));
          const patterns = scopeResources(entry(action, arns), scope, { ...facts, mostNames: 10 }, catalogue);
          expect(
            arns.filter(
              (arn) => !patterns.some((pattern) => matches(pattern, action.startsWith("logs:CreateLogGroup") ? `${arn}:log-stream:` : arn)),
            ),
          ).toEqual([]);
          if (!bucket) expect(patterns.length).toBeLessThanOrEqual(20);
        },
      ),
      runs(500),
    );
  });
});

function isWhole(pattern: string): boolean {
  return pattern === "*" || (/^arn:aws:/.test(pattern) && !/\$\{|\*\*/.test(pattern) && pattern.split(":").length >= 6);
}

function scopeNamed(scope: string | undefined): Scope {
  return scope === "names" || scope === "account" ? scope : "prefix";
}

function letters(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => "abcdefghijklmnop".charAt(index));
}
