import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { describeStep } from "#core/messages/journal.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { carryOut } from "#core/review/change/carry-out/carry-out.ts";
import { type ChangeStep, type Planned, stepRecord } from "#core/review/change/plan/change-plan.ts";
import { addingPart, planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass, inAccountOf } from "#core/review/change/restore/break-glass.ts";
import { NoFreeSlotError } from "#core/review/errors.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import type { ProposedPolicy } from "#core/review/model/proposal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { roleWith } from "../../propose/roles.ts";
import { approvedAccount, REVIEW_ID } from "../account.ts";
import { founding, mover, type Scenario, worker } from "../scenarios.ts";

/** The founding scenario's role with so many policies in all. */
function carrying(count: number): Scenario {
  const others = Array.from({ length: count - founding.role.attached.length }, (_, index) => ({
    arn: `arn:aws:iam::111122223333:policy/other${index}`,
    name: `other${index}`,
    versions: founding.policies[0]?.versions ?? [],
  }));
  return {
    ...founding,
    role: { ...founding.role, attached: [...founding.role.attached, ...others.map(({ arn }) => arn)] },
    policies: [...founding.policies, ...others],
  };
}

describe("the part of a change that is rehearsed", () => {
  const TAKING: readonly string[] = ["detach", "delete-inline"];

  test.each([
    ["managed and inline policies", {}],
    ["inline policies alone", { replaces: [] }],
  ])("only adds, where the change takes off %s", async (_, taken) => {
    const { before, proposal } = await approvedAccount(worker);
    const replacesInline = before.inline.map(({ name }) => name);
    const plan = planChange(before, { ...proposal, rehearsalDays: 7, replacesInline, ...taken });
    const adding = addingPart(plan).steps;
    expect(plan.steps.some(({ kind }) => kind === "delete-inline")).toBe(true);
    expect(adding.length).toBeGreaterThan(0);
    expect(adding).toEqual(plan.steps.filter(({ kind }) => !TAKING.includes(kind)));
  });

  test("gives no policy a new version in place: what it had would be lost before the rehearsal is over", async () => {
    const { before, proposal } = await approvedAccount(worker);
    const kinds = (rehearsalDays?: number) =>
      planChange(before, { ...proposal, ...(rehearsalDays === undefined ? {} : { rehearsalDays }) }).steps.map(({ kind }) => kind);
    expect([kinds().includes("add-version"), kinds(7).includes("add-version")]).toEqual([true, false]);
  });
});

describe("the change plan", () => {
  test("of the founding scenario: write, attach, read back, and only then detach", async () => {
    expect(await described(founding)).toEqual([
      "Create the managed policy /whittle/whittle-PatchManagerInstanceRole",
      "Attach whittle-PatchManagerInstanceRole to PatchManagerInstanceRole",
      "Verify that PatchManagerInstanceRole has whittle-PatchManagerInstanceRole before going on",
      "Detach CloudWatchLogsFullAccess from PatchManagerInstanceRole",
    ]);
  });

  test("gives an old refined policy its new version when all that is new is on the role", async () => {
    expect(await described(worker)).toEqual([
      "Create the managed policy /whittle/whittle2-Worker",
      "Attach whittle2-Worker to Worker",
      "Verify that Worker has whittle2-Worker before going on",
      "Create a new default version of whittle-Worker; version v7 is kept",
      "Tag whittle-Worker with this review",
      "Verify that Worker has whittle2-Worker, whittle-Worker before going on",
      "Detach AmazonDynamoDBFullAccess from Worker",
      "Detach AmazonS3FullAccess from Worker",
      "Detach AmazonSQSFullAccess from Worker",
    ]);
  });

  test("gives one old refined policy at most a new version; another is written under a free name", async () => {
    expect(await described(mover)).toEqual([
      "Create the managed policy /whittle/whittle3-Mover",
      "Attach whittle3-Mover to Mover",
      "Verify that Mover has whittle3-Mover before going on",
      "Create a new default version of whittle-Mover; version v3 is kept",
      "Tag whittle-Mover with this review",
      "Verify that Mover has whittle3-Mover, whittle-Mover before going on",
      "Detach whittle2-Mover from Mover",
    ]);
  });

  test("leaves a refined policy alone that says already what was approved", async () => {
    const document = JSON.parse(mover.policies[0]?.versions[0]?.document ?? "");
    const [first, second] = mover.proposed;
    if (!first || !second) throw new Error("the scenario proposes two policies");
    const { before, proposal } = await approvedAccount({ ...mover, proposed: [{ ...first, document }, second] });
    expect(planChange(before, proposal).steps.filter((step) => "name" in step && step.name === "whittle-Mover")).toEqual([]);
  });

  test("writes what has no place into the role, and only then detaches", async () => {
    const [proposed] = founding.proposed;
    if (!proposed) throw new Error("the scenario proposes a policy");
    expect(await described({ ...carrying(10), proposed: [{ ...proposed, inline: true }] })).toEqual([
      "Write the inline policy whittle-PatchManagerInstanceRole into PatchManagerInstanceRole",
      "Verify that PatchManagerInstanceRole has whittle-PatchManagerInstanceRole before going on",
      "Detach CloudWatchLogsFullAccess from PatchManagerInstanceRole",
    ]);
  });

  test("only detaches where the retained policies grant all that is used", async () => {
    expect(await described({ ...founding, proposed: [] })).toEqual(["Detach CloudWatchLogsFullAccess from PatchManagerInstanceRole"]);
  });

  test.each([10, 20, 25])(
    "is refused before anything is written where the role carries %d policies and has no free slot",
    async (count) => {
      const { before, proposal } = await approvedAccount(carrying(count));
      expect(before.attached.length).toBe(count);
      expect(() => planChange(before, proposal)).toThrow(NoFreeSlotError);
      expect(() => planChange(before, proposal)).toThrow("has room for 0 more managed policies and needs 1");
    },
  );

  test("is made where the role carries so many policies that its account's quota must have been raised", async () => {
    const { before, proposal } = await approvedAccount(carrying(12));
    expect(planChange(before, proposal).steps.at(-1)).toMatchObject({ kind: "detach", name: "CloudWatchLogsFullAccess" });
  });
});

describe("the journal of a plan that is carried out", () => {
  test("tells each step before and after it", async () => {
    const { ports, before, proposal, store } = await approvedAccount(founding, { status: "applying" });
    const plan = planChange(before, proposal);
    await carryOut(ports, plan, "applying");
    expect(entriesOf(await store.journal(REVIEW_ID), "step").map(({ step, state }) => [step, state])).toEqual(
      plan.steps.flatMap((step) => ["started", "done"].map((state) => [stepRecord(step), state])),
    );
  });

  test("has told a step before it takes effect, and tells why one failed", async () => {
    const { ports, before, proposal, store } = await approvedAccount(founding, { status: "applying" });
    const attach = async () => {
      expect((await store.journal(REVIEW_ID)).at(-1)).toMatchObject({
        step: { kind: "attach", name: `whittle-${before.name}` },
        state: "started",
      });
      throw new ThrottledError("iam:AttachRolePolicy");
    };
    const failing = { ...ports, changes: { ...ports.changes, attach } };
    await expect(carryOut(failing, planChange(before, proposal), "applying")).rejects.toThrow(ThrottledError);
    expect((await store.journal(REVIEW_ID)).at(-1)).toMatchObject({ state: "failed", error: { code: "throttled" } });
  });
});

describe("the commands to put a role back by hand", () => {
  test("attach what went before they detach what came", async () => {
    const { before, proposal } = await approvedAccount(founding);
    expect(breakGlass(planChange(before, proposal))).toBe(
      `${inAccountOf(before.arn)} && aws iam attach-role-policy --role-name PatchManagerInstanceRole --policy-arn arn:aws:iam::aws:policy/CloudWatchLogsFullAccess` +
        " && aws iam detach-role-policy --role-name PatchManagerInstanceRole --policy-arn arn:aws:iam::111122223333:policy/whittle/whittle-PatchManagerInstanceRole",
    );
  });

  test("set a version back too", async () => {
    const { before, proposal } = await approvedAccount(worker);
    expect(breakGlass(planChange(before, proposal))).toContain(
      " && { aws iam set-default-policy-version --policy-arn arn:aws:iam::111122223333:policy/whittle/whittle-Worker --version-id v7; aws iam detach-role-policy",
    );
  });

  test("quote what a shell would read", () => {
    const steps = [{ kind: "detach" as const, name: "x", arn: asArn("arn:aws:iam::aws:policy/x") }];
    expect(breakGlass({ roleName: asRoleName("it's; rm -rf $HOME"), roleArn: asArn("arn:"), reviewId: "", steps })).toContain(
      "--role-name 'it'\\''s; rm -rf $HOME' ",
    );
  });
});

async function described(scenario: Scenario): Promise<readonly string[]> {
  const { before, proposal } = await approvedAccount(scenario);
  return planChange(before, proposal).steps.map((step) => describeStep(step, before.name));
}

describe("refined policies that the role has already", () => {
  const allowing = (Action: string): ProposedPolicy["document"] => ({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action, Resource: "*" }],
  });
  const REFINED = asArn("arn:aws:iam::111122223333:policy/whittle/whittle-TestRole");
  const carried = (Action: string, more: Partial<RoleState["attached"][number]> = {}) => {
    const json = JSON.stringify(allowing(Action));
    return { arn: REFINED, name: "whittle-TestRole", versionId: "v3", json, document: parsePolicy(json, "p"), ...more };
  };
  const inlined = (name: string, Action: string) => {
    const json = JSON.stringify(allowing(Action));
    return { name, json, document: parsePolicy(json, name) };
  };
  const proposed = (Action: string, more: Partial<ProposedPolicy> = {}): ProposedPolicy => ({
    name: "whittle-TestRole",
    document: allowing(Action),
    size: 1,
    ...more,
  });
  const planned = (role: Partial<RoleState>, policies: readonly ProposedPolicy[], more: Partial<Planned> = {}) =>
    planChange(roleWith([], role), { reviewId: "r", policies: [...policies], replaces: [], replacesInline: [], ...more }).steps;
  const told = (steps: readonly ChangeStep[]) => steps.map((step) => ("name" in step ? `${step.kind} ${step.name}` : step.kind));

  test("are given a new version, with the one that they had; they are not detached for it", () => {
    const replaces = [{ arn: REFINED, name: "whittle-TestRole" }];
    const steps = planned({ attached: [carried("s3:*")] }, [proposed("s3:GetObject")], { replaces });
    expect(told(steps)).toEqual(["add-version whittle-TestRole", "tag whittle-TestRole", "verify"]);
    expect(steps[0]).toMatchObject({ before: { versionId: "v3", document: JSON.stringify(allowing("s3:*")) } });
    expect(steps[2]).toEqual({
      kind: "verify",
      policies: [{ name: "whittle-TestRole", arn: REFINED, document: JSON.stringify(allowing("s3:GetObject")) }],
    });
  });

  test("stay as they are for others who carry them: the role gets its own under a free name", () => {
    const steps = planned({ attached: [carried("s3:*", { shared: true })] }, [proposed("s3:GetObject")], {
      replaces: [{ arn: REFINED, name: "whittle-TestRole" }],
    });
    expect(told(steps)).toEqual(["create-policy whittle2-TestRole", "attach whittle2-TestRole", "verify", "detach whittle-TestRole"]);
  });

  test("stay where they say the very same, in whatever order and with whatever space", () => {
    const spaced = JSON.stringify(allowing("s3:GetObject"), undefined, 2);
    expect(
      planned({ attached: [carried("s3:GetObject", { json: spaced })] }, [proposed("s3:GetObject")], {
        replaces: [{ arn: REFINED, name: "x" }],
      }),
    ).toEqual([]);
  });

  test("stay in the role where they say the very same, and are neither written nor deleted", () => {
    const inline = [inlined("whittle-TestRole", "s3:GetObject")];
    expect(planned({ inline }, [proposed("s3:GetObject", { inline: true })], { replacesInline: ["whittle-TestRole"] })).toEqual([]);
  });

  test("are written into the role under a free name beside the one that goes last", () => {
    const inline = [inlined("whittle-TestRole", "s3:*")];
    const steps = planned({ inline }, [proposed("s3:GetObject", { inline: true })], { replacesInline: ["whittle-TestRole"] });
    expect(told(steps)).toEqual(["put-inline whittle2-TestRole", "verify", "delete-inline whittle-TestRole"]);
    expect(steps[1]).toMatchObject({
      policies: [],
      inline: [{ name: "whittle2-TestRole", document: JSON.stringify(allowing("s3:GetObject")) }],
    });
  });

  test("are not taken to be those of somebody who gave another name to the same words", () => {
    const inline = [inlined("own", "s3:GetObject")];
    const steps = planned({ inline }, [proposed("s3:GetObject", { inline: true })], { replacesInline: ["own"] });
    expect(told(steps)).toEqual(["put-inline whittle-TestRole", "verify", "delete-inline own"]);
  });

  test("and new ones are all seen before anything is taken off", () => {
    const steps = planned({ attached: [carried("s3:*")] }, [
      proposed("s3:GetObject"),
      proposed("sqs:SendMessage", { name: "whittle2-TestRole" }),
    ]);
    expect(told(steps)).toEqual([
      "create-policy whittle2-TestRole",
      "attach whittle2-TestRole",
      "verify",
      "add-version whittle-TestRole",
      "tag whittle-TestRole",
      "verify",
    ]);
    expect(steps.flatMap((step) => (step.kind === "verify" ? [step.policies.map(({ name }) => name)] : []))).toEqual([
      ["whittle2-TestRole"],
      ["whittle2-TestRole", "whittle-TestRole"],
    ]);
  });

  test("need a free place for each that is new, and not for more", () => {
    const others = Array.from({ length: 9 }, (_, index) =>
      carried("s3:*", { arn: asArn(`arn:aws:iam::111122223333:policy/own${index}`), name: `own${index}` }),
    );
    const two = [proposed("s3:GetObject"), proposed("sqs:SendMessage", { name: "whittle2-TestRole" })];
    expect(planned({ attached: others }, two.slice(0, 1))).toHaveLength(3);
    expect(() => planned({ attached: others }, two)).toThrow(NoFreeSlotError);
  });
});
