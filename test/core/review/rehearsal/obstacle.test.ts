import { describe, expect, test } from "vitest";
import { addingPart, planChange } from "#core/review/change/plan/plan.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { obstacleTo } from "#core/review/rehearsal/obstacle.ts";
import { approvedAccount } from "../change/account.ts";
import { founding } from "../change/scenarios.ts";

const { before, proposal, ports } = await approvedAccount(founding);
const rehearsed = { ...proposal, rehearsalDays: 7 };
const { settings } = ports;

/** The role as the rehearsal left it: with what is to come, and all that it had. */
function attached(): RoleState {
  const steps = addingPart(planChange(before, rehearsed)).steps;
  const fresh = steps.flatMap((step) => {
    if (step.kind !== "create-policy") return [];
    const [had] = before.attached;
    return had ? [{ ...had, arn: step.arn, name: step.name, versionId: "v1", json: step.document }] : [];
  });
  return { ...before, attached: [...before.attached, ...fresh] };
}
const found = (now: RoleState) => obstacleTo({ before, proposal: rehearsed, now }, settings);

describe("at the end of a rehearsal, what keeps the change from being made", () => {
  test("is nothing where the role is as the rehearsal left it, or as it was before", async () => {
    expect(attached().attached.length).toBe(before.attached.length + 1);
    expect([await found(attached()), await found(before)]).toEqual([undefined, undefined]);
  });

  test("is that the role was withdrawn", async () => {
    expect(await found({ ...attached(), tags: {} })).toEqual({
      end: "withdrawn",
      because: { id: "untagged", key: settings.tagKey, value: settings.tagValue },
    });
  });

  test("is that somebody changed it, also by taking off what the change itself would", async () => {
    const now = attached();
    const without = now.attached.filter(({ arn }) => !proposal.replaces.some((policy) => policy.arn === arn));
    expect(without.length).toBeLessThan(now.attached.length);
    expect(await found({ ...now, attached: without })).toEqual({ end: "drifted" });
    expect(await found({ ...now, attached: [] })).toEqual({ end: "drifted" });
  });
});
