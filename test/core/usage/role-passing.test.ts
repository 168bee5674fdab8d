import { describe, expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { wantedActions } from "#core/evidence/wanted.ts";
import { rolePassing } from "#core/services/index.ts";
import { actionsOf } from "#core/usage/event-actions.ts";
import { activityFromDocuments } from "#core/usage/generated.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue, managedPolicies } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord, record } from "./records.ts";

const window = { from: "2026-03-01T00:00:00Z", to: "2026-03-31T00:00:00Z" };

describe("a call that hands a role to a service needs iam:PassRole, which no event shows", () => {
  test("in China, services have other names: no condition is written", () => {
    const role = "arn:aws-cn:iam::111122223333:role/f";
    const found = actionsOf(
      record({
        eventSource: "lambda.amazonaws.com",
        eventName: "CreateFunction20150331",
        requestParameters: { role },
        userIdentity: { type: "AssumedRole", arn: "arn:aws-cn:sts::111122223333:assumed-role/a/b", accountId: "111122223333" },
      }),
      catalogue,
    );
    expect(found).toMatchObject({ uses: [{}, { action: "iam:PassRole", resources: [role] }] });
    expect(JSON.stringify(found)).not.toContain("receivers");
  });
});

describe("a call that no table knows", () => {
  test.each([
    ["changes something and names a role hands the role over", "xray.amazonaws.com", "CreateGroup", true],
    ["reads something hands nothing over", "sqs.amazonaws.com", "GetQueueAttributes", false],
    ["is about the role itself hands nothing over", "iam.amazonaws.com", "UpdateRole", false],
    ["takes the role on hands nothing over", "sts.amazonaws.com", "AssumeRole", false],
  ])("and that %s", (_, eventSource, eventName, hasPassed) => {
    const roleArn = "arn:aws:iam::111122223333:role/f";
    const found = actionsOf(record({ eventSource, eventName, requestParameters: { roleArn } }), catalogue);
    if (found.kind !== "actions") throw new Error("It is an action.");
    expect(found.uses.some(({ action, resources }) => action === "iam:PassRole" && resources.includes(roleArn))).toBe(hasPassed);
  });
});

describe("a call that names what holds the roles, and not the roles", () => {
  const other = "arn:aws:iam::111122223333:role/other";
  const launchTemplate = { launchTemplateName: "web" };
  test.each<[string, string, string, object, readonly string[] | undefined]>([
    ["with a launch template hands over any role", "autoscaling", "CreateAutoScalingGroup", { launchTemplate }, []],
    ["without one hands over none", "autoscaling", "CreateAutoScalingGroup", { launchConfigurationName: "web" }, undefined],
    [
      "with one role beside a task definition hands over that definition's too",
      "ecs",
      "RunTask",
      { taskDefinition: "web:1", overrides: { taskRoleArn: other } },
      [],
    ],
    ["with one role and no definition hands over that role", "ecs", "RunTask", { overrides: { taskRoleArn: other } }, [other]],
  ])("and is made %s", (_, prefix, eventName, requestParameters, roles) => {
    const found = actionsOf(record({ eventSource: `${prefix}.amazonaws.com`, eventName, requestParameters }), catalogue);
    if (found.kind !== "actions") throw new Error("It is an action.");
    expect(found.uses.find(({ action }) => action === "iam:PassRole")?.resources).toEqual(roles);
  });
});

describe("the table of what passes roles", () => {
  test("names only actions that the catalogue knows, each once", () => {
    const named = rolePassing.flatMap((line) => [...line.always, ...line.sometimes].map((name) => `${line.service}:${name}`));
    expect(named.filter((action) => catalogue.find(action)?.action !== action)).toEqual([]);
    expect(named.length).toBe(new Set(named).size);
  });

  test("says of a managed policy only what that policy says", () => {
    const wrong = rolePassing.flatMap(({ to, source }) => {
      const name = /managed policy (\S+)/.exec(source)?.[1];
      return name === undefined ? [] : to.filter((receiver) => !passesTo(name, receiver)).map((receiver) => `${name}: ${receiver}`);
    });
    expect(wrong).toEqual([]);
  });

  function passesTo(policy: string, receiver: string): boolean {
    const passing = managedPolicies.get(policy)?.statements.filter(({ actions }) => actions.patterns.includes("iam:PassRole")) ?? [];
    return passing.some(({ conditions }) => JSON.stringify(conditions ?? {}).includes(`"${receiver}`));
  }
});

describe("what is wanted of iam:PassRole", () => {
  const passWants = (records: readonly unknown[], rolesOfProfiles?: ReadonlyMap<string, string>) => {
    const tally = createTally([ROLE]);
    for (const value of records) tally.add(value, catalogue);
    const activity = activityOf(tally.snapshot(), ROLE, { window, ...(rolesOfProfiles ? { rolesOfProfiles } : {}) }, catalogue);
    const { wanted } = wantedActions(activity, { trust: "{}", tags: {} }, catalogue);
    return wanted.filter(({ action }) => action === "iam:PassRole").map(({ resources, conditions }) => ({ resources, conditions }));
  };
  const call = (eventSource: string, eventName: string, requestParameters: unknown) =>
    rawRecord({ eventSource: `${eventSource}.amazonaws.com`, eventName, requestParameters });

  test("a task from a definition that the role registered passes that definition's roles alone, in any order of the records", () => {
    const taskRoleArn = "arn:aws:iam::111122223333:role/web-task";
    const register = call("ecs", "RegisterTaskDefinition", { family: "web", taskRoleArn });
    const run = call("ecs", "RunTask", { cluster: "prod", taskDefinition: "web:42" });
    const another = call("ecs", "RunTask", { cluster: "prod", taskDefinition: "reports:7" });
    const only = [
      {
        resources: ["arn:aws:iam::111122223333:role/*/web-task", taskRoleArn],
        conditions: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
      },
    ];
    expect(passWants([register, run])).toEqual(only);
    expect(passWants([run, register])).toEqual(only);
    expect(passWants([register, run, another])[0]?.resources).toContain("arn:aws:iam::111122223333:role/*");
  });

  test("a task from a definition without roles passes none", () => {
    const register = call("ecs", "RegisterTaskDefinition", { family: "web" });
    expect(passWants([register, call("ecs", "RunTask", { taskDefinition: "web" })])).toEqual([]);
  });

  test("each role for the services that got it, and an unknown one for its service alone", () => {
    const records = [
      call("lambda", "CreateFunction20150331", { functionName: "f", role: "arn:aws:iam::111122223333:role/service-role/f" }),
      call("ecs", "RunTask", { taskDefinition: "job:1" }),
    ];
    expect(passWants(records)).toEqual([
      {
        resources: ["arn:aws:iam::111122223333:role/*"],
        conditions: { StringEquals: { "iam:PassedToService": ["ecs-tasks.amazonaws.com"] } },
      },
      {
        resources: ["arn:aws:iam::111122223333:role/service-role/f"],
        conditions: { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com"] } },
      },
    ]);
  });

  test("one role for each of the services that got it", () => {
    const role = "arn:aws:iam::111122223333:role/service-role/shared";
    const records = [
      call("lambda", "CreateFunction20150331", { functionName: "f", role }),
      call("states", "CreateStateMachine", { name: "m", roleArn: role }),
    ];
    expect(passWants(records).map(({ resources, conditions }) => [resources, conditions?.StringEquals])).toEqual([
      [[role], { "iam:PassedToService": ["lambda.amazonaws.com"] }],
      [[role], { "iam:PassedToService": ["states.amazonaws.com"] }],
    ]);
  });

  test("the role that an instance profile holds, by the account's own list", () => {
    const records = [call("ec2", "RunInstances", { iamInstanceProfile: { name: "web-profile" } })];
    const known = new Map([["web-profile", "arn:aws:iam::111122223333:role/app/web"]]);
    expect(passWants(records, known)[0]?.resources).toEqual(["arn:aws:iam::111122223333:role/app/web"]);
    expect(passWants(records)[0]?.resources).toEqual([
      "arn:aws:iam::111122223333:role/*/web-profile",
      "arn:aws:iam::111122223333:role/web-profile",
    ]);
  });

  const generated = (actions: readonly string[]) => {
    const activity = activityFromDocuments({
      documents: [JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: actions, Resource: "*" } })],
      isComplete: true,
      roleArn: ROLE,
      window,
      partition: "aws",
      account: "111122223333",
      region: "eu-west-1",
      catalogue,
    });
    return wantedActions(activity, { trust: "{}", tags: {} }, catalogue);
  };

  test("of a generated policy, which never names it: implied by calls that cannot be made without a role", () => {
    const { wanted, candidates } = generated(["lambda:CreateFunction"]);
    expect(wanted.find(({ action }) => action === "iam:PassRole")).toMatchObject({
      resources: ["arn:aws:iam::111122223333:role/*"],
      conditions: { StringEquals: { "iam:PassedToService": ["lambda.amazonaws.com"] } },
      evidence: {
        kind: "implied",
        proven: false,
        because: { id: "may-pass-role", by: ["lambda:CreateFunction"], receivers: ["lambda.amazonaws.com"] },
      },
    });
    expect(candidates.filter(({ service }) => service === "iam")).toEqual([]);
  });

  test("of a generated policy: asked about where a call may hand over a role", () => {
    const { wanted, candidates } = generated(["ec2:RunInstances"]);
    expect(wanted.filter(({ action }) => action === "iam:PassRole")).toEqual([]);
    expect(candidates.find(({ service }) => service === "iam")).toMatchObject({
      grants: [{ action: "iam:PassRole" }],
      speaksFor: [{ id: "reached-by", actions: ["ec2:RunInstances"] }],
      default: "remove",
    });
  });
});
