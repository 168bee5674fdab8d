import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { actionSpace } from "#core/policy/action-space.ts";
import { coverTest, uncovered } from "#core/policy/cover.ts";
import { countByLevel, diffActions, GRAVEST_FIRST, namesOf } from "#core/policy/diff.ts";
import type { PolicyDocument, Statement } from "#core/policy/document.ts";
import { evaluate } from "#core/policy/evaluate.ts";
import { intersectPatterns, matches, patternCovers, patternsMeet } from "#core/policy/match.ts";
import { minimise } from "#core/policy/minimise.ts";
import { refine } from "#core/policy/refine.ts";
import { toDocuments } from "#core/policy/split.ts";
import { asAction } from "#test/names.ts";
import { runs } from "#test/runs.ts";
import * as any from "./arbitrary.ts";
import { smallCatalogue as catalogue } from "./catalogue.ts";
import { allHold, slowlyAllows } from "./slow-evaluator.ts";

const size = runs(20_000);
const { numRuns } = size;

/** For a machine that does much else meanwhile. */
vi.setConfig({ testTimeout: 300_000 });

describe("against a slow, obvious evaluator", () => {
  test("evaluate decides every request as it does", () => {
    fc.assert(
      fc.property(any.policy, any.request, (policy, request) => {
        expect(evaluate(request, [policy]) === "allowed").toBe(slowlyAllows([policy], request));
      }),
      size,
    );
  });

  test("what is said to be covered allows nothing more", () => {
    let covered = 0;
    fc.assert(
      fc.property(any.policy, any.policy, fc.array(any.request, { minLength: 12, maxLength: 12 }), (narrow, wide, requests) => {
        if (uncovered([narrow], [wide], catalogue).length > 0) return;
        covered += 1;
        for (const request of requests) expect(slowlyAllows([narrow], request) && !slowlyAllows([wide], request)).toBe(false);
      }),
      size,
    );
    expect(covered).toBeGreaterThan(numRuns / 50);
  });

  test("a grant is covered where a policy of it alone is, and then allows nothing more", () => {
    const seen = { covered: 0, uncovered: 0 };
    const grant = fc.tuple(fc.oneof(any.action, fc.constantFrom("sqs:AddedLater", "sns:publish")), any.statement);
    fc.assert(
      fc.property(
        grant,
        any.policy,
        fc.array(any.request, { minLength: 6, maxLength: 6 }),
        ([action, { resources, conditions }], wide, requests) => {
          const isCovered = coverTest([wide], catalogue)({ action, resources, conditions });
          const actions = { kind: "only", patterns: [action] } as const;
          const alone: Statement = { effect: "Allow", actions, resources, ...(conditions === undefined ? {} : { conditions }) };
          const narrow: PolicyDocument = { version: "2012-10-17", statements: [alone] };
          expect(isCovered).toBe(uncovered([narrow], [wide], catalogue).length === 0);
          seen[isCovered ? "covered" : "uncovered"] += 1;
          if (!isCovered) return;
          for (const request of requests) expect(slowlyAllows([narrow], request) && !slowlyAllows([wide], request)).toBe(false);
        },
      ),
      size,
    );
    expect(Math.min(seen.covered, seen.uncovered)).toBeGreaterThan(numRuns / 50);
  });

  test("minimising and splitting change nothing that a request could tell", () => {
    fc.assert(
      fc.property(any.policy, any.request, fc.boolean(), (policy, request, wildcards) => {
        const minimised: PolicyDocument = { ...policy, statements: minimise(policy.statements, catalogue, { wildcards }) };
        const documents = toDocuments(policy.statements, { maxSize: 420, maxDocuments: 99, inlineRoom: 0, catalogue });
        const before = slowlyAllows([policy], request);
        expect([slowlyAllows([minimised], request), slowlyAllows(documents, request)]).toEqual([before, before]);
      }),
      size,
    );
  });

  test("a refined policy with the retained ones never allows what the role could not do", () => {
    fc.assert(
      fc.property(fc.array(any.grant, { maxLength: 4 }), any.policy, any.policy, any.request, (wanted, replaced, retained, request) => {
        const refined = documentOf(refine({ wanted, replaced: [replaced], retained: [retained], catalogue }).statements);
        expect(slowlyAllows([refined, retained], request) && !slowlyAllows([replaced, retained], request)).toBe(false);
        expect(uncovered([refined, retained], [replaced, retained], catalogue)).toEqual([]);
      }),
      size,
    );
  });

  test("a refined policy with the retained ones still allows what was wanted and had, and under the conditions of the want", () => {
    let kept = 0;
    fc.assert(
      fc.property(any.grant, any.request, any.policy, any.policy, (grant, request, replaced, retained) => {
        const wanted = [{ ...grant, action: asAction(request.action), resources: [request.resource] }];
        const refined = documentOf(refine({ wanted, replaced: [replaced], retained: [retained], catalogue }).statements);
        const isWanted = allHold(grant.conditions, request.context);
        if (!isWanted || !slowlyAllows([replaced, retained], request)) return;
        kept += 1;
        expect(slowlyAllows([refined, retained], request)).toBe(true);
      }),
      size,
    );
    expect(kept).toBeGreaterThan(numRuns / 50);
  });
});

describe("patterns", () => {
  test("one covers another only where every text shows it", () => {
    let shown = 0;
    fc.assert(
      fc.property(any.pattern, any.pattern, any.resource, (wide, narrow, text) => {
        if (!patternCovers(wide, narrow) || !matches(narrow, text)) return;
        shown += 1;
        expect(matches(wide, text)).toBe(true);
      }),
      size,
    );
    expect(shown).toBeGreaterThan(numRuns / 100);
  });

  test("two meet wherever a text matches both, and their intersection matches no other text", () => {
    let met = 0;
    fc.assert(
      fc.property(any.pattern, any.pattern, any.resource, (a, b, text) => {
        const both = matches(a, text) && matches(b, text);
        met += both ? 1 : 0;
        if (both) expect(patternsMeet(a, b)).toBe(true);
        const parts = intersectPatterns(a, b);
        expect(parts.some((part) => matches(part, text)) && !both).toBe(false);
        if (both && parts.length < 16) expect(parts.some((part) => matches(part, text))).toBe(true);
      }),
      size,
    );
    expect(met).toBeGreaterThan(numRuns / 100);
  });

  test("a variable is covered by itself and by a star, and never equals a name by accident", () => {
    const home = "arn:aws:s3:::home/${aws:username}/*";
    expect(patternCovers(home, home)).toBe(true);
    expect(patternCovers("arn:aws:s3:::home/*", home)).toBe(true);
    expect(patternCovers(home, "arn:aws:s3:::home/ann/*")).toBe(false);
    expect(patternCovers("arn:aws:s3:::home/???/*", home)).toBe(false);
    expect(patternCovers("arn:aws:s3:::home/?/*", home)).toBe(false);
    expect(patternsMeet(home, "arn:aws:s3:::home/ann/x")).toBe(true);
    expect(
      evaluate({ action: "s3:GetObject", resource: "arn:aws:s3:::home/ann/x" }, [
        documentOf([{ effect: "Allow", actions: { kind: "only", patterns: ["s3:*"] }, resources: { kind: "only", patterns: [home] } }]),
      ]),
    ).toBe("uncertain");
  });
});

test("one action added to a refined policy is named as new access", () => {
  const wanted = [{ action: asAction("sqs:SendMessage"), resources: ["arn:aws:sqs:us-east-1:123456789012:jobs"] }];
  const replaced: PolicyDocument[] = [
    documentOf([{ effect: "Allow", actions: { kind: "only", patterns: ["sqs:*"] }, resources: { kind: "only", patterns: ["*"] } }]),
  ];
  const { statements } = refine({ wanted, replaced, retained: [], catalogue });
  const extra = [
    ...statements,
    {
      effect: "Allow" as const,
      actions: { kind: "only" as const, patterns: ["sns:Publish"] },
      resources: { kind: "only" as const, patterns: ["*"] },
    },
  ];
  expect(uncovered([documentOf(statements)], replaced, catalogue)).toEqual([]);
  expect(uncovered([documentOf(extra)], replaced, catalogue)).toEqual([{ action: "sns:Publish", resource: "*", because: "not-allowed" }]);
});

test("a diff counts what goes by service and access level, gravest first", () => {
  const before = [
    documentOf([{ effect: "Allow", actions: { kind: "only", patterns: ["sqs:*"] }, resources: { kind: "only", patterns: ["*"] } }]),
  ];
  const after = [
    documentOf([
      { effect: "Allow", actions: { kind: "only", patterns: ["sqs:SendMessage"] }, resources: { kind: "only", patterns: ["*"] } },
    ]),
  ];
  const { kept, removed, added } = diffActions(before, after, catalogue);
  const space = actionSpace(catalogue);
  expect(namesOf(kept, space)).toEqual(["sqs:SendMessage"]);
  expect(namesOf(added, space)).toEqual([]);
  expect(namesOf(removed, space)).not.toContain("sqs:SendMessage");
  const [sqs, ...others] = countByLevel(removed, space);
  expect([sqs?.service, sqs?.counts[0], others]).toEqual(["sqs", 3, []]);
  expect(sqs?.counts.reduce((sum, count) => sum + count, 0)).toBe(namesOf(removed, space).length);
});

test("counts by service and level are those of the actions by name, of few and of nearly all", () => {
  const space = actionSpace(catalogue);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...catalogue.expand("*")), { maxLength: 9 }), fc.boolean(), (some, isRest) => {
      const found = space.ofPatterns({ kind: isRest ? "except" : "only", patterns: some });
      const levels = namesOf(found, space).map((action) => `${action.split(":")[0]} ${catalogue.find(action)?.level}`);
      const counts = countByLevel(found, space).flatMap(({ service, counts: own }) =>
        own.map((count, at) => [`${service} ${GRAVEST_FIRST[at]}`, count] as const),
      );
      const byName = [...Map.groupBy(levels, (level) => level)].map(([level, all]) => [level, all.length] as const);
      expect(new Map(counts.filter(([, count]) => count > 0))).toEqual(new Map(byName));
    }),
  );
});

function documentOf(statements: PolicyDocument["statements"]): PolicyDocument {
  return { version: "2012-10-17", statements };
}
