import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { describeStep } from "#core/messages/journal.ts";
import { carryOut } from "#core/review/change/carry-out/carry-out.ts";
import { stepRecord } from "#core/review/change/plan/change-plan.ts";
import { addingPart, planChange } from "#core/review/change/plan/plan.ts";
import { breakGlass, inAccountOf } from "#core/review/change/restore/break-glass.ts";
import { NoFreeSlotError } from "#core/review/errors.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { asArn, asRoleName } from "#test/names.ts";
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
