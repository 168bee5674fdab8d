import { describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { isObject } from "#core/cloudtrail/record.ts";
import { activityOf } from "#core/evidence/from-tally.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import type { Activity } from "#core/usage/activity.ts";
import { createTally } from "#core/usage/tally.ts";
import { ROLE, sessionOf } from "../usage/records.ts";
import { hasSharedData, sharedRecords } from "../usage/shared-data.ts";

const catalogue = loadCatalogue();
const window = { from: "2017-01-01T00:00:00Z", to: "2026-01-01T00:00:00Z" };

describe.skipIf(!hasSharedData)("all identities of the real logs as one role (skipped where ../shared/data is absent)", () => {
  test("nine in ten of the actions that take a resource name one", () => {
    const { activity, wanted } = judged();
    const seen = wanted.filter((want) => want.evidence.kind === "seen" && (catalogue.find(want.action)?.resourceTypes.length ?? 0) > 0);
    const named = seen.filter((want) => want.resources.every((arn) => !/^\*$|[:/]\*$/.test(arn)));
    const open = seen.filter((want) => !named.includes(want));
    console.log(`${named.length} of ${seen.length} actions that take a resource name it; the others:`);
    for (const want of open) console.log(`  ${want.action} ${want.resources.join(" ")}: ${reasonFor(want.action, activity)}`);
    expect(seen.filter((want) => want.resources.includes("*")).length / seen.length).toBeLessThan(0.1);
  });

  test("every seen action is wanted, and nothing that was only refused", () => {
    const { activity, wanted } = judged();
    const actions = new Set(wanted.map((want) => want.action));
    expect(activity.entries.filter((entry) => !actions.has(entry.action))).toEqual([]);
    const used = new Set(activity.entries.map((entry) => entry.action));
    expect(activity.denied.filter((entry) => !used.has(entry.action) && actions.has(entry.action))).toEqual([]);
  });
});

function judged() {
  const tally = createTally([ROLE], window);
  for (const value of sharedRecords("cloudtrail"))
    tally.add(isObject(value) ? { ...value, userIdentity: sessionOf(ROLE, "all") } : value, catalogue);
  const activity = activityOf(tally.snapshot(), ROLE, { window }, catalogue);
  return { activity, ...wantedActions(activity, { trust: "{}", tags: {} }, catalogue) };
}

function reasonFor(action: string, { entries }: Activity): string {
  const entry = entries.find((seen) => seen.action === action);
  if (entry === undefined || entry.resources.length === 0) return "no call told a resource";
  return entry.withoutResource > 0 ? "some calls told no resource" : "the call makes things anew, or their names vary";
}
