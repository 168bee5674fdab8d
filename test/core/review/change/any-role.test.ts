import fc from "fast-check";
import { expect, test } from "vitest";
import { parsePolicy } from "#core/policy/parse.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { refinedArn, refinedName } from "#core/review/change/plan/refined-policy.ts";
import { NoFreeSlotError } from "#core/review/errors.ts";
import type { FakeRole } from "#test/fakes/iam-account.ts";
import { runs } from "#test/runs.ts";
import { approvedAccount } from "./account.ts";
import { APPLY, FAULTS, type Fault, RESTORE, runWithFaults } from "./faults.ts";
import type { Scenario } from "./scenarios.ts";

const ACTIONS = ["s3:GetObject", "s3:PutObject", "s3:ListBucket", "sqs:SendMessage", "sqs:ReceiveMessage", "logs:PutLogEvents"];
const account = { partition: "aws", accountId: "111122223333" };
const actions = fc.uniqueArray(fc.constantFrom(...ACTIONS), { minLength: 1 });
const documents = (most: number) => fc.array(actions, { maxLength: most });

/**
 * Any role: broad policies that are replaced, some that stay, refined ones of earlier reviews, attached or inline, and new ones that grant no more
 * than these. A crowded role has no place left for another managed policy: what is new becomes an inline one.
 */
const scenarios = fc
  .record({
    broad: documents(3),
    retained: documents(4),
    earlier: documents(3),
    earlierInline: documents(2),
    proposed: documents(3),
    isCrowded: fc.boolean(),
  })
  .map(({ broad, retained, earlier, earlierInline, proposed, isCrowded }): Scenario => {
    const policy = (arn: string, granted: readonly string[]) => ({
      arn,
      name: arn.slice(arn.lastIndexOf("/") + 1),
      versions: [{ versionId: "v1", document: documentOf(granted) }],
    });
    const replaced = [
      ...broad.map((granted, index) => policy(`arn:aws:iam::aws:policy/Broad${index}FullAccess`, granted)),
      ...earlier.map((granted, index) => policy(refinedArn(account, refinedName("Any", index + 1)), granted)),
    ];
    const had = new Set([...broad, ...earlier, ...earlierInline].flat());
    const sound = proposed.map((granted) => granted.filter((action) => had.has(action))).filter((granted) => granted.length > 0);
    const stays = retained.map((granted, index) => policy(`arn:aws:iam::aws:policy/Stays${index}`, granted));
    const crowd = Array.from({ length: isCrowded ? 10 - replaced.length - stays.length : 0 }, (_, index) =>
      policy(`arn:aws:iam::aws:policy/Crowd${index}`, ["sts:GetCallerIdentity"]),
    );
    const policies = [...replaced, ...stays, ...crowd];
    const inline = earlierInline.map((granted, index) => inlinePolicy(refinedName("Any", index + 1), documentOf(granted)));
    return {
      name: "any",
      role: { name: "Any", tags: {}, inline, attached: policies.map(({ arn }) => arn) },
      policies,
      replaces: replaced.map(({ arn }) => arn),
      replacesInline: inline.map(({ name }) => name),
      proposed: sound.map((granted, index) => ({
        name: refinedName("Any", index + 1),
        document: JSON.parse(documentOf(granted)),
        size: 1,
        ...(isCrowded ? { inline: true as const } : {}),
      })),
    };
  });

const faults = fc.array(fc.record({ place: fc.nat(120), kind: fc.constantFrom(...FAULTS) }), { maxLength: 4 });

test("any role, any faults: at every moment of applying and restoring it has all it had, or all that was approved", {
  timeout: 120_000,
}, async () => {
  let wentBack = 0;
  await fc.assert(
    fc.asyncProperty(scenarios, faults, faults, fc.constantFrom(0, 5), async (scenario, applyFaults, restoreFaults, lagSeconds) => {
      const made = await approvedAccount(scenario, { lagSeconds });
      fc.pre(fits(made));
      const applied = await runWithFaults(made, APPLY, distinct(applyFaults));
      const restored = await runWithFaults(made, RESTORE, distinct(restoreFaults));
      expect([...applied.violations, ...restored.violations]).toEqual([]);
      if (restoreFaults.length > 0 || applied.review.status !== "settled") return;
      made.time.pass(60);
      expect(made.iam.accepted("Any")).toEqual(made.before);
      wentBack += 1;
    }),
    runs(400),
  );
  expect(wentBack).toBeGreaterThan(0);
});

function inlinePolicy(name: string, json: string): FakeRole["inline"][number] {
  return { name, json, document: parsePolicy(json, name) };
}

function documentOf(granted: readonly string[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: granted, Resource: "*" } });
}

function distinct(given: readonly Fault[]): readonly Fault[] {
  return given.filter(({ place }, index) => given.findIndex((other) => other.place === place) === index);
}

function fits({ before, proposal }: Awaited<ReturnType<typeof approvedAccount>>): boolean {
  try {
    planChange(before, proposal);
    return true;
  } catch (error) {
    if (error instanceof NoFreeSlotError) return false;
    throw error;
  }
}
