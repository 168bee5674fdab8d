import { describe, expect, test } from "vitest";
import { withLastAccess } from "#core/review/last-access.ts";
import { grantedPolicies } from "#core/review/selection.ts";
import { trailActivity } from "#core/review/trail-activity.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction, asArn } from "#test/names.ts";
import { roleWith } from "./propose/roles.ts";

const WINDOW = { from: "2026-08-26T00:00:00.000Z", to: "2026-11-24T00:00:00.000Z" };
const role = roleWith(["AmazonSQSFullAccess"]);

function activity(change: Partial<Parameters<typeof trailActivity>[0]> = {}) {
  const logs = { tally: createTally([role.arn]).snapshot(), files: 1, unreadable: [] };
  return trailActivity({ logs, window: WINDOW, roleArn: role.arn, role, rolesOfProfiles: undefined, graceDays: 14, ...change }, catalogue);
}

describe("what IAM reports of a role beside its logs", () => {
  const services = [{ service: "sqs", at: "2026-11-01T00:00:00.000Z", actions: [] }];
  const logged = [{ action: asAction("sqs:SendMessage"), at: "2026-11-25T00:00:00.000Z" }];
  const found = activity();

  test("is handed on with what the log shows since", () => {
    expect(withLastAccess(found, { report: { services }, logged })).toEqual({ activity: found, lastAccessed: services, usedSince: logged });
    expect(withLastAccess(found, { report: { services }, logged: [] })).toEqual({ activity: found, lastAccessed: services });
  });

  test("that was asked for in vain is a gap that warns, beside those that there are", () => {
    const { activity: made, usedSince } = withLastAccess(found, { report: { missing: { id: "not-ready" } }, logged });
    expect(made.gaps.slice(0, -1)).toEqual(found.gaps);
    expect(made.gaps.at(-1)).toMatchObject({ kind: "last-access-unknown", effect: "warn", because: { id: "not-ready" } });
    expect(usedSince).toEqual(logged);
  });

  test("is nothing where there is nobody to ask", () => {
    expect(withLastAccess(found, {})).toEqual({ activity: found });
    expect(withLastAccess(found, { logged })).toEqual({ activity: found, usedSince: logged });
  });
});

describe("what a role's own policies tell of its evidence", () => {
  const young = { ...role, createdAt: "2026-11-20T00:00:00.000Z" };
  const effects = (change: Parameters<typeof activity>[0]) =>
    activity(change).gaps.flatMap((gap) => (gap.kind === "role-younger-than-window" ? [gap.effect] : []));

  test("a role that is younger than the grace period has to wait, one that is younger than the window is told", () => {
    expect([effects({ role: young }), effects({ role: young, graceDays: 1 }), effects({})]).toEqual([["wait"], ["warn"], []]);
  });

  test("logs that lack the region in which IAM saw it last are a gap", () => {
    const used = { ...role, lastUsed: { at: "2026-11-20T00:00:00.000Z", region: "ap-northeast-1" } };
    expect(JSON.stringify(activity({ role: used }).gaps)).toContain("ap-northeast-1");
    expect(JSON.stringify(activity({}).gaps)).not.toContain("ap-northeast-1");
  });
});

test("how long a policy has been as it is counts for those of the account, not for AWS's nor for Whittle's own", () => {
  const [policy] = role.attached;
  if (!policy) throw new Error("The role has a policy.");
  const since = "2026-11-01T00:00:00.000Z";
  const named = (path: string, more = {}) => ({ ...policy, ...more, arn: asArn(`arn:aws:iam::${path}`), name: path });
  const attached = [
    named("aws:policy/A", { since }),
    named("111122223333:policy/B", { since }),
    named("111122223333:policy/C"),
    named("111122223333:policy/whittle/D", { since }),
  ];
  expect(grantedPolicies({ ...role, attached })).toEqual([
    { arn: "arn:aws:iam::aws:policy/A", name: "aws:policy/A" },
    { arn: "arn:aws:iam::111122223333:policy/B", name: "111122223333:policy/B", since },
    { arn: "arn:aws:iam::111122223333:policy/C", name: "111122223333:policy/C" },
  ]);
});
