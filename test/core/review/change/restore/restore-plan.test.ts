import { describe, expect, test } from "vitest";
import type { JsonPolicy } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { type ChangeStep, type RestoreInput, stepRecord } from "#core/review/change/plan/change-plan.ts";
import { planChange } from "#core/review/change/plan/plan.ts";
import { notGrantedBefore, planAddBack } from "#core/review/change/restore/add-back.ts";
import { restoreOffer } from "#core/review/change/restore/offer.ts";
import { planRestore } from "#core/review/change/restore/restore.ts";
import { planUndo } from "#core/review/change/restore/undo.ts";
import { NoFreeSlotError, NotGrantedBeforeError, PolicySharedError } from "#core/review/errors.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { AttachedPolicy, InlinePolicy, RoleState } from "#core/review/model/role-state.ts";
import { asArn } from "#test/names.ts";
import { catalogue } from "../../../policy/catalogue.ts";
import { roleWith } from "../../propose/roles.ts";

const allowing = (...actions: string[]): JsonPolicy => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});

function policy(path: string, document: JsonPolicy, more: Partial<AttachedPolicy> = {}): AttachedPolicy {
  const json = JSON.stringify(document);
  return {
    arn: asArn(`arn:aws:iam::${path}`),
    name: path.slice(path.lastIndexOf("/") + 1),
    versionId: "v1",
    json,
    document: parsePolicy(json, path),
    ...more,
  };
}
const broad = policy("aws:policy/AmazonSQSFullAccess", allowing("sqs:*"));
const stays = policy("aws:policy/AmazonS3ReadOnlyAccess", allowing("s3:GetObject"));
const refined = (number: "" | "2" | "3", document: JsonPolicy, more: Partial<AttachedPolicy> = {}) =>
  policy(`111122223333:policy/whittle/whittle${number}-TestRole`, document, more);
const inline = (name: string, document: JsonPolicy): InlinePolicy => {
  const json = JSON.stringify(document);
  return { name, json, document: parsePolicy(json, name) };
};
const role = (attached: readonly AttachedPolicy[], inlines: readonly InlinePolicy[] = []): RoleState => ({
  ...roleWith([]),
  attached: [...attached],
  inline: [...inlines],
});

/** The change that put `sqs:SendMessage` in the place of the broad policy. */
function change(
  before: RoleState,
  now: RoleState,
  replaces: readonly AttachedPolicy[] = [broad],
  replacesInline: readonly string[] = [],
): RestoreInput {
  const policies = [{ name: "whittle-TestRole", document: allowing("sqs:SendMessage"), size: 1 }];
  return {
    before,
    now,
    proposal: { reviewId: "r", policies, replaces: replaces.map(({ arn, name }) => ({ arn, name })), replacesInline: [...replacesInline] },
  };
}

const told = (steps: readonly ChangeStep[]) => steps.map((step) => ("name" in step ? `${step.kind} ${step.name}` : step.kind));
const planned = (input: RestoreInput) => {
  const plan = planRestore(input, catalogue);
  return { steps: told(plan.steps), stays: plan.stays, all: plan.steps };
};

describe("a full restore", () => {
  const sent = refined("", allowing("sqs:SendMessage"));

  test("gives back what was detached, sees it, and then takes the refined policy off", () => {
    expect(planned(change(role([broad, stays]), role([stays, sent])))).toMatchObject({
      steps: ["attach AmazonSQSFullAccess", "verify", "detach whittle-TestRole"],
      stays: [],
    });
  });

  test("sets the version back that a refined policy had, and waits to see that very document", () => {
    const had = refined("", allowing("sqs:*"));
    const { steps, all } = planned(change(role([had, broad]), role([refined("", allowing("sqs:SendMessage"), { versionId: "v2" })])));
    expect(steps).toEqual(["attach AmazonSQSFullAccess", "verify", "set-version whittle-TestRole", "verify"]);
    expect(all[2]).toMatchObject({ versionId: "v1", document: had.json });
    expect(all.at(-1)).toEqual({ kind: "verify", policies: [{ arn: broad.arn, name: broad.name }] });
  });

  test("writes a refined policy anew that was replaced and may be deleted, and waits to see what it says", () => {
    const old = refined("2", allowing("sqs:*"));
    const { steps, all } = planned(change(role([old]), role([sent]), [old]));
    expect(steps).toEqual(["create-policy whittle2-TestRole", "attach whittle2-TestRole", "verify", "detach whittle-TestRole"]);
    expect(all[2]).toEqual({ kind: "verify", policies: [{ arn: old.arn, name: old.name, document: old.json }] });
  });

  test("sets back what a later review changed of a refined policy, and takes off what one added", () => {
    const earlier = refined("2", allowing("s3:GetObject"));
    const later = refined("2", allowing("s3:GetObject", "s3:ListBucket"), { versionId: "v9" });
    const added = refined("3", allowing("sqs:GetQueueUrl"));
    const { steps } = planned(change(role([broad, stays, earlier]), role([stays, later, added, sent])));
    expect(steps.filter((step) => /^(?:set-version|detach)/.test(step))).toEqual(["detach whittle-TestRole", "detach whittle3-TestRole"]);
    const gone = role([policy("aws:policy/Lists", allowing("s3:ListBucket")), stays, later, sent]);
    expect(planned(change(role([broad, stays, earlier]), gone)).steps).toContain("set-version whittle2-TestRole");
  });

  test("leaves and names what nothing else would allow", () => {
    const later = refined("2", allowing("kms:Decrypt"));
    expect(planned(change(role([broad]), role([sent, later])))).toMatchObject({ stays: ["whittle2-TestRole"] });
  });

  test("takes one of two that allow the same and leaves the other: with both, the role would lose it", () => {
    const [second, third] = [refined("2", allowing("kms:Decrypt")), refined("3", allowing("kms:Decrypt"))];
    const { steps, stays: left } = planned(change(role([broad]), role([sent, second, third])));
    expect([steps.filter((step) => step.startsWith("detach")), left]).toEqual([
      ["detach whittle-TestRole", "detach whittle2-TestRole"],
      ["whittle3-TestRole"],
    ]);
  });

  test("writes an inline policy again that is gone or as it was, and not over one that somebody wrote under its name", () => {
    const own = inline("own", allowing("sqs:*"));
    const back = (inlines: readonly InlinePolicy[]) => planned(change(role([], [own]), role([sent], inlines), [], ["own"])).steps;
    expect(back([])).toContain("put-inline own");
    expect(back([own])).toContain("put-inline own");
    expect(back([inline("own", allowing("kms:Decrypt"))])).not.toContain("put-inline own");
  });

  test("deletes what a later review wrote into the role, and nothing of that kind that was there before", () => {
    const [there, later] = [
      inline("whittle-TestRole", allowing("sqs:SendMessage")),
      inline("whittle2-TestRole", allowing("sqs:SendMessage")),
    ];
    const { steps } = planned(change(role([broad], [there]), role([sent], [there, later])));
    expect(steps.filter((step) => step.startsWith("delete-inline"))).toEqual(["delete-inline whittle2-TestRole"]);
  });
});

describe("a restore is refused", () => {
  const had = refined("", allowing("sqs:*"));
  const now = (more: Partial<AttachedPolicy>) => role([refined("", allowing("sqs:SendMessage"), { versionId: "v2", ...more })]);

  test("where others carry a policy by now whose version would be set back; not where it says that already", () => {
    const input = (attached: RoleState) => change(role([had, broad]), attached);
    expect(() => planRestore(input(now({ shared: true })), catalogue)).toThrow(PolicySharedError);
    expect(() => planRestore(input(now({})), catalogue)).not.toThrow();
    expect(() => planRestore(input(now({ shared: true, json: had.json, document: had.document })), catalogue)).not.toThrow();
  });

  test("where the role has no room for what must come back, and not where nothing must or its quota was raised", () => {
    const others = (count: number) =>
      Array.from({ length: count }, (_, index) => policy(`111122223333:policy/own${index}`, allowing("s3:GetObject")));
    expect(() => planRestore(change(role([broad]), role(others(10))), catalogue)).toThrow(NoFreeSlotError);
    expect(() => planRestore(change(role([broad]), role(others(9))), catalogue)).not.toThrow();
    expect(() => planRestore(change(role([broad]), role([broad, ...others(9)])), catalogue)).not.toThrow();
    expect(() => planRestore(change(role([broad, ...others(10)]), role(others(10))), catalogue)).not.toThrow();
  });

  test("in part where the role has no room for what it would allow; the page says so and still offers all", () => {
    const others = Array.from({ length: 9 }, (_, index) => policy(`111122223333:policy/own${index}`, allowing("s3:GetObject")));
    const long = inline("long", allowing(...Array.from({ length: 600 }, (_, index) => `s3:GetObject${index}`)));
    const full = role([...others, policy("111122223333:policy/last", allowing("s3:GetObject"))], [long]);
    const { ways } = restoreOffer(change(role([broad]), full), ["sqs:PurgeQueue"], catalogue);
    expect(ways.map(({ name, outcome }) => [name, outcome.possible])).toEqual([
      ["action", false],
      ["all", false],
    ]);
  });
});

describe("giving back in part", () => {
  const sent = refined("", allowing("sqs:SendMessage"));
  const back = (now: RoleState, ...actions: string[]) => {
    const { before, proposal } = change(role([broad, stays]), now);
    return planAddBack({ before, proposal, now, actions }, catalogue);
  };
  const allowed = (steps: readonly ChangeStep[]) =>
    steps.flatMap((step) => (step.kind === "add-version" || step.kind === "create-policy" ? JSON.parse(step.document).Statement : []));

  test("adds the action to what the refined policy allows, which stays allowed", () => {
    const { steps } = back(role([stays, sent]), "sqs:PurgeQueue");
    expect(told(steps)).toEqual(["add-version whittle-TestRole", "tag whittle-TestRole", "verify"]);
    expect(JSON.stringify(allowed(steps))).toMatch(/(?=.*sqs:SendMessage)(?=.*sqs:PurgeQueue)/);
  });

  test("makes a refined policy where the role has none", () => {
    expect(told(back(role([stays]), "sqs:PurgeQueue").steps)).toEqual([
      "create-policy whittle-TestRole",
      "attach whittle-TestRole",
      "verify",
    ]);
  });

  test("does nothing where the role may do it already, whatever allows it", () => {
    expect(back(role([stays, sent, policy("111122223333:policy/own", allowing("sqs:PurgeQueue"))]), "sqs:PurgeQueue").steps).toEqual([]);
    expect(back(role([stays, sent]), "sqs:SendMessage").steps).toEqual([]);
  });

  test("gives back nothing that the replaced policies did not grant", () => {
    for (const actions of [["s3:GetObject"], ["kms:Decrypt", "s3:*"], []])
      expect(() => back(role([stays, sent]), ...actions)).toThrow(NotGrantedBeforeError);
    expect(notGrantedBefore(change(role([broad, stays]), role([])), ["sqs:PurgeQueue", "s3:GetObject"], catalogue)).toEqual([
      "s3:GetObject",
    ]);
  });
});

describe("undoing a change that was cut off", () => {
  const begun = (...steps: readonly ChangeStep[]): readonly JournalEntry[] =>
    steps.map((step) => ({ kind: "step", at: "2026-11-24T09:00:00.000Z", step: stepRecord(step), state: "started" }));
  const input = change(role([broad, stays]), role([stays]));
  const detach: ChangeStep = { kind: "detach", arn: broad.arn, name: broad.name };

  test("gives back what it had begun to take, and nothing else", () => {
    expect(told(planUndo(input, begun(detach), catalogue).steps)).toEqual(["attach AmazonSQSFullAccess", "verify"]);
    expect(told(planUndo(input, [], catalogue).steps)).toEqual([]);
  });

  test("sets a version back that it had begun to add, and sees it", () => {
    const had = refined("", allowing("sqs:*"));
    const written = refined("", allowing("sqs:SendMessage"), { versionId: "v2" });
    const renewing = change(role([had, stays]), role([written, stays]), [had]);
    const [add] = planChange(renewing.before, renewing.proposal).steps;
    if (!add) throw new Error("It adds a version.");
    expect(told(planUndo(renewing, begun(add), catalogue).steps)).toEqual(["set-version whittle-TestRole", "verify"]);
    expect(planUndo(renewing, begun(add), catalogue).steps.at(-1)).toMatchObject({ policies: [{ arn: had.arn, document: had.json }] });
  });

  test("writes an inline policy again that it had begun to delete, and no other", () => {
    const [own, other] = [inline("own", allowing("sqs:*")), inline("other", allowing("kms:Decrypt"))];
    const deleting = change(role([], [own, other]), role([], []), [], ["own", "other"]);
    const step: ChangeStep = { kind: "delete-inline", name: "own", document: own.json };
    expect(told(planUndo(deleting, begun(step), catalogue).steps)).toEqual(["put-inline own", "verify"]);
  });
});
