import { describe, expect, test } from "vitest";
import { serviceOf } from "#core/aws/names.ts";
import { firstWord, madeTypes, nounsOf, ownTypesMade, typesCalled } from "#core/usage/made-types.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import cases from "./made-types.cases.json" with { type: "json" };

function infoOf(action: string) {
  const info = catalogue.find(action);
  if (!info) throw new Error(`There is no action ${action}.`);
  return info;
}

describe("a call makes", () => {
  test.each(cases)("$name: $action", ({ action, tagging, tags, makes }) => {
    const [own, tag] = [infoOf(action), infoOf(`${serviceOf(action)}:${tagging}`)];
    expect(madeTypes(own, tag).map(({ name }) => name)).toEqual(tags);
    expect(ownTypesMade(own).map(({ name }) => name)).toEqual(makes);
  });

  test.each([
    ["RestoreDBClusterFromSnapshot", ["DBClusterFromSnapshot", "Cluster", "DBCluster"]],
    ["RestoreDBInstanceToPointInTime", ["DBInstanceToPointInTime", "Instance", "DBInstance"]],
    ["CreateUserPoolV2", ["UserPool"]],
    ["CreateFlowWithDraft", ["FlowWithDraft", "Flow"]],
    ["Put", [""]],
  ])("%s is about %j", (name, nouns) => {
    expect(nounsOf(name)).toEqual(nouns);
  });

  const types = [
    ["restored", "arn:aws:x:::cluster/a/b"],
    ["queue", "arn:aws:x:::${QueueName}"],
    ...["Cluster", "db-instance", "RecoveryPlanResource"].map((name) => [name, `arn:aws:x:::${name}/a`] as const),
  ].map(([name = "", arn = ""]) => ({ name, required: false, arns: [arn] }));

  test.each([
    ["clusters", ["Cluster"]],
    ["DBInstance", ["db-instance"]],
    ["RecoveryPlan", ["RecoveryPlanResource"]],
    ["instance", []],
    ["", []],
  ])("a type that is called %j: %j", (name, called) => {
    expect(typesCalled(types, name).map((type) => type.name)).toEqual(called);
  });

  test.each([
    ["arn:aws:elasticloadbalancing:eu-west-1:111122223333:listener/app/web/1", "listener"],
    ["arn:${Partition}:sqs:${Region}:${Account}:${QueueName}", ""],
    ["arn:aws:logs:eu-west-1:111122223333:log-group:a", "log-group"],
  ])("the first word of %s is %j", (arn, word) => {
    expect(firstWord(arn)).toBe(word);
  });
});
