import { describe, expect, test } from "vitest";
import { describeStep } from "#core/messages/journal.ts";
import type { ChangePlan, RestoreInput } from "#core/review/change/plan/change-plan.ts";
import { stepRecord } from "#core/review/change/plan/change-plan.ts";
import { inAccountOf } from "#core/review/change/restore/break-glass.ts";
import { isDone, restoreOffer, undoOf, type WayBack } from "#core/review/change/restore/offer.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { catalogue } from "../../../policy/catalogue.ts";
import { type ApprovedAccount, approvedAccount, REVIEW_ID } from "../account.ts";
import { founding, type Scenario, worker } from "../scenarios.ts";

const ROLE = asRoleName("PatchManagerInstanceRole");
const REFINED = `arn:aws:iam::111122223333:policy/whittle/whittle-${ROLE}`;
const LOGS = asArn("arn:aws:iam::aws:policy/CloudWatchLogsFullAccess");

describe("the ways back", () => {
  test("just the missed action first, then its service, then all, each in the steps that it would take", async () => {
    const { input } = await applied(founding);
    const { seen, ways } = restoreOffer(input, ["logs:DeleteLogGroup"], catalogue);
    expect(seen).toMatch(/^[0-9a-f]{64}$/);
    expect(ways.map(({ name, addBack }) => [name, addBack])).toEqual([
      ["action", ["logs:DeleteLogGroup"]],
      ["service", ["logs:*"]],
      ["all", undefined],
    ]);
    const newVersion = [
      `Create a new default version of whittle-${ROLE}; version v1 is kept`,
      `Tag whittle-${ROLE} with this review`,
      `Verify that ${ROLE} has whittle-${ROLE} before going on`,
    ];
    expect(ways.map((way) => planOf(way).steps.map((step) => describeStep(step, ROLE)))).toEqual([
      newVersion,
      newVersion,
      [
        `Attach CloudWatchLogsFullAccess to ${ROLE}`,
        `Verify that ${ROLE} has CloudWatchLogsFullAccess before going on`,
        `Detach whittle-${ROLE} from ${ROLE}`,
      ],
    ]);
  });

  test.each([
    ["nothing is named", []],
    ["what is named was not granted before", ["s3:GetObject"]],
  ])("are the full restore alone where %s", async (_, missed) => {
    const { input } = await applied(founding);
    expect(restoreOffer(input, missed, catalogue).ways.map(({ name }) => name)).toEqual(["all"]);
  });

  test("leave the service out where it would do no more than the action, and do nothing where the role may do it already", async () => {
    const { account, input } = await applied(founding);
    await restoreRole(account.ports, { reviewId: REVIEW_ID, addBack: ["logs:*"] });
    const { ways } = restoreOffer({ ...input, now: account.iam.accepted(ROLE) }, ["logs:DeleteLogGroup"], catalogue);
    expect(ways.map((way) => [way.name, planOf(way).steps.length])).toEqual([
      ["action", 0],
      ["all", 3],
    ]);
  });

  test("say why one is not possible: there is no room to attach what must come back", async () => {
    const { account, input } = await applied(founding);
    const [policy] = input.now.attached.filter(({ arn }) => arn !== REFINED);
    const full = Array.from({ length: 8 }, (_, index) => ({ ...policy, arn: asArn(`${policy?.arn}${index}`) }));
    const now = { ...input.now, attached: [...input.now.attached, ...full.flatMap(({ arn }) => (policy ? { ...policy, arn } : []))] };
    const all = restoreOffer({ ...input, now }, [], catalogue).ways.at(-1);
    expect(all?.outcome).toEqual({ possible: false, because: expect.stringContaining("has room for 0 more managed policies and needs 1") });
    expect(account.iam.accepted(ROLE)).toEqual(input.now);
  });
});

test("a full restore does what it offered", async () => {
  const { account, input } = await applied(founding);
  const { seen, ways } = restoreOffer(input, [], catalogue);
  const told = (await account.store.journal(REVIEW_ID)).length;
  await restoreRole(account.ports, { reviewId: REVIEW_ID, seen });
  const taken = entriesOf((await account.store.journal(REVIEW_ID)).slice(told), "step").filter(({ state }) => state === "started");
  expect(taken.map(({ step }) => step)).toEqual(ways.flatMap((way) => planOf(way).steps.map(stepRecord)));
});

test("a step that the role shows done already is told apart", async () => {
  const { account, input } = await applied(founding);
  await account.iam.changes.attach(ROLE, LOGS);
  const now = account.iam.accepted(ROLE);
  const { ways } = restoreOffer({ ...input, now }, [], catalogue);
  expect(ways.flatMap((way) => planOf(way).steps.map((step) => isDone(step, now)))).toEqual([true, false, false]);
});

describe("each way can be taken back by one line that puts the role as it is now", () => {
  test.each([
    ["a full restore", founding, [], "all", `attach-role-policy --role-name ${ROLE} --policy-arn ${REFINED}`],
    [
      "what was added back",
      founding,
      ["logs:DeleteLogGroup"],
      "action",
      `set-default-policy-version --policy-arn ${REFINED} --version-id v1`,
    ],
    [
      "a version that was set back",
      worker,
      [],
      "all",
      "set-default-policy-version --policy-arn arn:aws:iam::111122223333:policy/whittle/whittle-Worker --version-id v8",
    ],
  ])("%s", async (_, scenario, missed, name, command) => {
    const { input } = await applied(scenario);
    const way = restoreOffer(input, missed, catalogue).ways.find((one) => one.name === name);
    expect(undoOf(planOf(way), input.now)).toContain(command);
  });

  test("what stands already before is left as it is", async () => {
    const { account, input } = await applied(founding);
    await account.iam.changes.attach(ROLE, LOGS);
    const now = account.iam.accepted(ROLE);
    const [all] = restoreOffer({ ...input, now }, [], catalogue).ways;
    expect(undoOf(planOf(all), now)).toBe(
      `${inAccountOf(REFINED)} && aws iam attach-role-policy --role-name ${ROLE} --policy-arn ${REFINED}`,
    );
  });
});

test("the record holds the commands that put the role back by hand", async () => {
  const { account } = await applied(founding);
  const [first] = await account.store.journal(REVIEW_ID);
  expect(first).toMatchObject({
    kind: "break-glass",
    command: expect.stringMatching(/^\[ .* = 111122223333 \] .* && aws iam attach-role-policy .* && aws iam detach-role-policy /),
  });
});

function planOf(way: WayBack | undefined): ChangePlan {
  if (!way?.outcome.possible) throw new Error("that is not possible");
  return way.outcome.plan;
}

async function applied(scenario: Scenario): Promise<{ account: ApprovedAccount; input: RestoreInput }> {
  const account = await approvedAccount(scenario);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const { before, proposal, iam } = account;
  return { account, input: { before, proposal, now: iam.accepted(scenario.role.name) } };
}
