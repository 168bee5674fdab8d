import { describe, expect, test } from "vitest";
import { activityFromReport } from "#core/evidence/from-last-accessed.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asAction } from "#test/names.ts";
import { ROLE } from "../usage/records.ts";

const window = { from: "2026-10-01T00:00:00Z", to: "2026-10-31T00:00:00Z" };
const at = "2026-10-20T00:00:00Z";

function taggingBy(used: readonly string[], source: "last-accessed" | "generated" = "last-accessed") {
  const byService = Map.groupBy(used, (action) => action.slice(0, action.indexOf(":")));
  const services = [...byService].map(([service, names]) => ({
    service,
    at,
    actions: names.map((name) => ({ action: asAction(name), at })),
  }));
  const activity = { ...activityFromReport({ services, roleArn: ROLE, window, gaps: [] }), source };
  const { wanted } = wantedActions(activity, { trust: "{}", tags: {}, lastAccessed: services }, catalogue);
  return wanted.filter(({ evidence }) => evidence.because.id === "may-tag").map(({ action, resources }) => [action, ...resources]);
}

describe("a report names no action that tags what another one makes", () => {
  const arn = (service: string, type: string) => `arn:aws:${service}:*:111122223333:${type}`;

  test.each([
    ["with the service's own action", ["rds:CreateDBInstance"], [["rds:AddTagsToResource", arn("rds", "db:*")]]],
    ["with the action of the type", ["iam:CreateRole"], [["iam:TagRole", "arn:aws:iam::111122223333:role/*"]]],
    [
      "on all that a launch makes",
      ["ec2:RunInstances"],
      [["ec2:CreateTags", ...["instance/*", "network-interface/*", "volume/*"].map((type) => arn("ec2", type))]],
    ],
  ])("%s", (_, used, expected) => {
    const found = taggingBy(used).map(([action, ...resources]) => [action, ...resources.sort()]);
    expect(found).toEqual(expected);
  });

  test.each([
    ["what makes nothing", ["rds:DescribeDBInstances", "ec2:StartInstances", "rds:DeleteDBInstance"]],
    ["where the action was used itself", ["rds:CreateDBInstance", "rds:AddTagsToResource"]],
    ["where the service has none", ["codebuild:CreateProject"]],
  ])("and nothing is implied by %s", (_, used) => {
    expect(taggingBy(used)).toEqual([]);
  });

  test("evidence of calls tells it by itself", () => {
    expect(taggingBy(["rds:CreateDBInstance"], "generated")).toEqual([]);
  });
});
