import { describe, expect, test } from "vitest";
import { type ChangeNeeds, carryOut } from "#core/review/change/carry-out/carry-out.ts";
import type { ChangePlan, ChangeStep } from "#core/review/change/plan/change-plan.ts";
import { PolicyNotFoundError, ReviewConflictError, WrongSubjectError } from "#core/review/errors.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { ReviewStatus } from "#core/review/model/status.ts";
import type { RoleChanges } from "#core/review/ports/iam.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { fakeReviewStore } from "#test/fakes/review-store.ts";
import { fakeTime } from "#test/fakes/time.ts";
import { asArn, asRoleName } from "#test/names.ts";
import { writing } from "./written.ts";

const ARN = asArn("arn:aws:iam::111122223333:policy/whittle/whittle-Worker");
const BROAD = asArn("arn:aws:iam::aws:policy/AmazonSQSFullAccess");
const NEW = '{"Version":"2012-10-17","Statement":[]}';
const ref = { arn: ARN, name: "whittle-Worker" };
const create: ChangeStep = { kind: "create-policy", ...ref, document: NEW };
const attach: ChangeStep = { kind: "attach", ...ref };
const detach: ChangeStep = { kind: "detach", arn: BROAD, name: "AmazonSQSFullAccess" };

function planOf(...steps: readonly ChangeStep[]): ChangePlan {
  return { roleName: asRoleName("Worker"), roleArn: asArn("arn:aws:iam::111122223333:role/Worker"), reviewId: "r1", steps };
}

/** Runs a plan while the review has these statuses, one after the other; the last one stays. */
async function run(plan: ChangePlan, { changes, calls }: ReturnType<typeof writing>, ...statuses: readonly ReviewStatus[]) {
  const store = fakeReviewStore();
  const at = "2026-11-24T09:00:00.000Z";
  await store.claim(aReview("r1", "Worker", "applying", at));
  let looked = 0;
  const get = async (id: string) => ({ ...(await store.get(id)), status: statuses[Math.min(looked++, statuses.length - 1)] ?? "applying" });
  const time = fakeTime(at);
  const needs: ChangeNeeds = { changes, clock: time.clock, pauses: time.pauses, store: { ...store, get } };
  const end = await carryOut(needs, plan, "applying").then(
    () => "done",
    (error: unknown) => error,
  );
  const steps = (await store.journal("r1")).flatMap((entry: JournalEntry) => (entry.kind === "step" ? [entry] : []));
  return { end, calls, steps, told: steps.map(({ step, state }) => `${step.kind} ${state}`), seconds: time.seconds() };
}

describe("a plan is carried out", () => {
  test("step by step, each in the journal before and after it", async () => {
    const { end, calls, told, steps } = await run(planOf(create, attach, detach), writing());
    expect(end).toBe("done");
    expect(calls.map((call) => call.split(" ")[0])).toEqual(["create", "attach", "detach"]);
    expect(told).toEqual(["create-policy started", "create-policy done", "attach started", "attach done", "detach started", "detach done"]);
    expect(steps[0]).toEqual({ kind: "step", at: "2026-11-24T09:00:00.000Z", step: { kind: "create-policy", ...ref }, state: "started" });
  });

  test.each<[ChangeStep, readonly string[]]>([
    [{ kind: "set-version", ...ref, document: NEW, versionId: "v1" }, ["set-default v1"]],
    [{ kind: "tag", ...ref }, ['tag {"whittle:role":"Worker","whittle:review-id":"r1"}']],
    [{ kind: "put-inline", name: "inline", document: NEW }, [`put-inline inline ${NEW}`]],
    [{ kind: "delete-inline", name: "inline", document: NEW }, ["delete-inline inline"]],
    [{ kind: "attach", arn: BROAD, name: "b" }, [`attach ${BROAD}`]],
    [{ kind: "detach", arn: BROAD, name: "b" }, [`detach ${BROAD}`]],
  ])("by the call that each step stands for: %o", async (step, calls) => {
    const versions = [
      { id: "v2", document: "{}", isDefault: true },
      { id: "v1", document: NEW },
    ];
    const found = await run(planOf(step), writing({ [ARN]: { versions, carriers: ["Worker"] } }));
    expect([found.end, found.calls]).toEqual(["done", calls]);
  });

  test("and a new version takes no place of the one that restoring needs", async () => {
    const versions = ["v5", "v4", "v3", "v2", "v1"].map((id) => ({ id, document: `{"Id":"${id}"}`, isDefault: id === "v5" }));
    const step: ChangeStep = { kind: "add-version", ...ref, document: NEW, before: { versionId: "v1", document: "{}" } };
    const { calls } = await run(planOf(step), writing({ [ARN]: { versions, carriers: ["Worker"] } }));
    expect(calls).toEqual(["delete-version v2", `add-version ${NEW}`]);
  });

  test("no further once the review is not what it was: somebody else took it over", async () => {
    const { end, calls, told } = await run(planOf(create, attach, detach), writing(), "applying", "applying", "restoring");
    expect(end).toEqual(new ReviewConflictError("r1", ["applying"], "restoring"));
    expect(calls.map((call) => call.split(" ")[0])).toEqual(["create", "attach"]);
    expect(told.at(-1)).toBe("attach done");
  });

  test("not at all where it was taken over before", async () => {
    const { end, calls, told } = await run(planOf(detach), writing(), "restored");
    expect([end, calls, told]).toEqual([new ReviewConflictError("r1", ["applying"], "restored"), [], []]);
  });

  test("no further than to a step that fails, and the journal says why", async () => {
    const iam = writing();
    const changes: RoleChanges = { ...iam.changes, detach: () => Promise.reject(new PolicyNotFoundError(BROAD)) };
    const { end, told, steps } = await run(planOf(detach, attach), { ...iam, changes });
    expect(end).toEqual(new PolicyNotFoundError(BROAD));
    expect(told).toEqual(["detach started", "detach failed"]);
    expect(steps.at(-1)).toMatchObject({ error: { code: "policy-not-found", message: new PolicyNotFoundError(BROAD).message } });
  });

  test.each<ChangeStep>([
    attach,
    { kind: "tag", ...ref },
    { kind: "add-version", ...ref, document: NEW, before: { versionId: "v1", document: "{}" } },
  ])("with patience, where IAM does not know a policy yet that was just made: $kind", async (step) => {
    const iam = writing({ [ARN]: { versions: [{ id: "v1", document: "{}", isDefault: true }], carriers: ["Worker"] } });
    let left = 2;
    const late =
      <A extends readonly unknown[], R>(send: (...given: A) => Promise<R>) =>
      async (...given: A): Promise<R> => {
        left -= 1;
        if (left >= 0) throw new PolicyNotFoundError(ARN);
        return send(...given);
      };
    const { attach: toRole, tagPolicy, createPolicyVersion } = iam.changes;
    const changes = { ...iam.changes, attach: late(toRole), tagPolicy: late(tagPolicy), createPolicyVersion: late(createPolicyVersion) };
    const { end, seconds } = await run(planOf(step), { ...iam, changes });
    expect([end, seconds]).toEqual(["done", 3]);
  });

  test("on a role by no step of a permission set", async () => {
    expect((await run(planOf({ kind: "provision" }), writing())).end).toBeInstanceOf(WrongSubjectError);
  });
});
