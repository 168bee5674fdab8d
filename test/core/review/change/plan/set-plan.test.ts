import { describe, expect, test } from "vitest";
import type { JsonPolicy } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { ChangeStep } from "#core/review/change/plan/change-plan.ts";
import { inlineSteps, planSetChange } from "#core/review/change/plan/set-plan.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { asArn } from "#test/names.ts";
import { roleWith } from "../../propose/roles.ts";

const NAME = "AwsSSOInlinePolicy";
const statement = (Action: string, Sid?: string) => ({ ...(Sid ? { Sid } : {}), Effect: "Allow" as const, Action, Resource: "*" });
const policy = (...Statement: ReturnType<typeof statement>[]): JsonPolicy => ({ Version: "2012-10-17", Statement });
const text = (...statements: ReturnType<typeof statement>[]) => JSON.stringify(policy(...statements));
const permissionSet = { instanceArn: "i", arn: "s", accounts: ["111122223333"] };
const BROAD = { arn: asArn("arn:aws:iam::aws:policy/AmazonSQSFullAccess"), name: "AmazonSQSFullAccess" };

function setWith(inline: string | undefined): RoleState {
  const policies = inline === undefined ? [] : [{ name: NAME, json: inline, document: parsePolicy(inline, NAME) }];
  return { ...roleWith([]), permissionSet, inline: policies };
}

function stepsOf(
  inline: string | undefined,
  change: { readonly refined?: JsonPolicy; readonly replacesInline?: readonly string[]; readonly replaces?: readonly (typeof BROAD)[] },
) {
  const { refined, replacesInline = [], replaces = [] } = change;
  const policies = refined ? [{ name: "whittle-Set", document: refined, size: 1 }] : [];
  return planSetChange(setWith(inline), permissionSet, {
    reviewId: "r",
    policies,
    replaces: [...replaces],
    replacesInline: [...replacesInline],
  }).steps;
}

const kinds = (steps: readonly ChangeStep[]) => steps.map(({ kind }) => kind);

describe("the change of a permission set", () => {
  const [was, is] = [text(statement("s3:*")), policy(statement("s3:GetObject", "Whittle1"))];

  test("writes its inline policy, brings it to every account, sees it there, and only then takes away, everywhere", () => {
    const steps = stepsOf(was, { refined: is, replaces: [BROAD] });
    expect(steps).toEqual([
      { kind: "put-inline", name: NAME, document: JSON.stringify(is), before: was },
      { kind: "provision" },
      { kind: "verify", policies: [], inline: [{ name: NAME, document: JSON.stringify(is) }] },
      { kind: "detach", ...BROAD },
      { kind: "provision" },
    ]);
  });

  test("takes nothing to the accounts a second time where nothing is taken away", () => {
    expect(kinds(stepsOf(was, { refined: is }))).toEqual(["put-inline", "provision", "verify"]);
  });

  test("writes nothing that is there already, and sees to it that it is everywhere before it takes away", () => {
    expect(kinds(stepsOf(JSON.stringify(is), { refined: is, replaces: [BROAD] }))).toEqual(["provision", "verify", "detach", "provision"]);
  });

  test("leaves of the inline policy what it does not replace, where nothing takes its place", () => {
    const both = text(statement("kms:Decrypt"), statement("s3:*", "Whittle1"));
    const [put] = stepsOf(both, { replacesInline: ["whittle-TestRole"] });
    expect(put).toMatchObject({ kind: "put-inline", document: text(statement("kms:Decrypt")), before: both });
    expect(kinds(stepsOf(both, { replaces: [BROAD] }))).toEqual(["provision", "verify", "detach", "provision"]);
  });

  test("deletes the inline policy last where nothing of it is left", () => {
    expect(kinds(stepsOf(text(statement("s3:*", "Whittle1")), { replacesInline: ["whittle-TestRole"], replaces: [BROAD] }))).toEqual([
      "provision",
      "detach",
      "delete-inline",
      "provision",
    ]);
  });
});

test("an inline policy is written again only where that is asked for, since what was read may be late", () => {
  const [was, other] = [text(statement("s3:*")), text(statement("s3:GetObject"))];
  expect(inlineSteps(was, JSON.stringify(JSON.parse(was), undefined, 2))).toEqual([]);
  expect(kinds(inlineSteps(was, was, true))).toEqual(["put-inline"]);
  expect(inlineSteps(was, other)).toEqual([{ kind: "put-inline", name: NAME, document: other, before: was }]);
  expect(inlineSteps(undefined, other)).toEqual([{ kind: "put-inline", name: NAME, document: other }]);
  expect(inlineSteps(was, undefined)).toEqual([{ kind: "delete-inline", name: NAME, document: was }]);
  expect(inlineSteps(undefined, undefined)).toEqual([]);
});
