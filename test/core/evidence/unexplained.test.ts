import { describe, expect, test } from "vitest";
import { unexplainedServices } from "#core/evidence/unexplained.ts";
import type { Activity } from "#core/usage/activity.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";
import { activityIn } from "../review/propose/asking.ts";

const ROLE = "arn:aws:iam::111122223333:role/TestRole";
const AT = "2026-03-20T00:00:00Z";
type Calls = Parameters<typeof activityIn>[0];

interface Known {
  readonly calls?: Calls;
  readonly at?: string;
  readonly actions?: readonly string[];
  readonly more?: Partial<Activity>;
  readonly service?: string;
}

/** What is asked about one service that IAM reports as used. */
function asked({ calls = [], at = AT, actions = [], more = {}, service = "athena" }: Known = {}) {
  return unexplainedServices({
    activity: { ...activityIn(calls, ROLE), ...more },
    implied: new Set(),
    purpose: { services: [], principals: false, federated: false },
    lastAccessed: [{ service, at, actions: actions.map((action) => ({ action: asAction(action), at })) }],
    facts: { partition: "aws", accounts: ["111122223333"], regions: ["eu-west-1"] },
    mayUse: undefined,
    catalogue,
  });
}

const shown = (known?: Known) =>
  asked(known).map(({ service, default: verdict, weight, because }) => `${service} ${verdict} ${weight} ${because.id}`);
const call = { event: "athena:GetWorkGroup", request: { workGroup: "primary" } };

describe("a service that IAM reports as used, and no call explains,", () => {
  test("keeps its reading, and is asked about its writing", () => {
    expect(shown()).toEqual(["athena keep 70 outside-the-log", "athena remove 25 outside-the-log"]);
    const [reading, writing] = asked();
    const levels = (grants: readonly { readonly action: string }[] = []) =>
      [...new Set(grants.map(({ action }) => catalogue.find(action)?.level))].sort();
    expect([levels(reading?.grants), levels(writing?.grants)]).toEqual([
      ["List", "Read"],
      ["Tagging", "Write"],
    ]);
    expect(reading?.speaksFor).toEqual([{ id: "last-accessed", at: AT }]);
    expect(reading?.resources).toEqual(["*"]);
  });

  test("goes whole, and is asked about, where the log shows that it was only refused", () => {
    expect(shown({ calls: [{ ...call, error: "AccessDenied" }] })).toEqual(["athena remove 20 refused", "athena remove 25 refused"]);
  });

  test("never gives rights over rights", () => {
    const graveOf = (service: string) => catalogue.actionsOf(service).filter(({ level }) => level === "Permissions management");
    expect(graveOf("ecr-public").length).toBeGreaterThan(0);
    const grants = asked({ service: "ecr-public" }).flatMap((candidate) => candidate.grants);
    expect(grants.length).toBeGreaterThan(0);
    expect(grants.filter(({ action }) => catalogue.find(action)?.level === "Permissions management")).toEqual([]);
  });
});

describe("nothing is asked about one", () => {
  test.each<[string, Known]>([
    ["that a call explains", { calls: [call] }],
    ["that was used before the window", { at: "2026-02-28T00:00:00Z" }],
    ["of which IAM tells the actions: they are kept one by one", { actions: ["athena:GetWorkGroup"] }],
    ["that is kept whole anyway", { more: { servicesOnly: ["athena"] } }],
    ["whose use CloudTrail does not record", { service: "sqs" }],
    ["that every program calls", { service: "sts" }],
    ["that has no action in the catalogue", { service: "sparkle" }],
  ])("%s", (_, known) => {
    expect(shown(known)).toEqual([]);
  });

  test("but for IAM itself, of which the log shows all but some", () => {
    expect(shown({ service: "iam" })[0]).toBe("iam keep 70 outside-the-log");
  });

  test("and one whose use is on the window's first instant is asked about", () => {
    expect(shown({ at: "2026-03-01T00:00:00Z" })).toHaveLength(2);
  });
});
