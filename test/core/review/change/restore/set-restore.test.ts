import { describe, expect, test } from "vitest";
import type { JsonPolicy } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { type ChangeStep, type RestoreInput, stepRecord } from "#core/review/change/plan/change-plan.ts";
import { planSetRestore, planSetUndo } from "#core/review/change/restore/set-restore.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { asArn } from "#test/names.ts";
import { catalogue } from "../../../policy/catalogue.ts";
import { roleWith } from "../../propose/roles.ts";

const NAME = "AwsSSOInlinePolicy";
const SET = { instanceArn: "i", arn: "s", accounts: ["111122223333"] };
const statement = (Action: string, Sid?: string) => ({ ...(Sid ? { Sid } : {}), Effect: "Allow" as const, Action, Resource: "*" });
const policy = (...Statement: readonly ReturnType<typeof statement>[]): JsonPolicy => ({
  Version: "2012-10-17",
  Statement: [...Statement],
});
const text = (...statements: readonly ReturnType<typeof statement>[]) => JSON.stringify(policy(...statements));
const BROAD = { arn: asArn("arn:aws:iam::aws:policy/AmazonSQSFullAccess"), name: "AmazonSQSFullAccess" };
const ref = { policies: [BROAD] };

function setWith(isBroad: boolean, inline?: string): RoleState {
  const document = parsePolicy(policy(statement("sqs:*")), "p");
  const attached = isBroad ? [{ ...BROAD, versionId: "v1", json: text(statement("sqs:*")), document }] : [];
  return {
    ...roleWith([]),
    permissionSet: SET,
    attached,
    inline: inline === undefined ? [] : [{ name: NAME, json: inline, document: parsePolicy(inline, NAME) }],
  };
}

const REFINED = policy(statement("sqs:SendMessage", "Whittle1"));
const WRITTEN = JSON.stringify(REFINED);
const change = (before: RoleState, now: RoleState): RestoreInput => ({
  before,
  now,
  proposal: { reviewId: "r", policies: [{ name: "p", document: REFINED, size: 1 }], replaces: [BROAD], replacesInline: [] },
});
const restored = (input: RestoreInput) => {
  const { steps, stays } = planSetRestore(input, SET, catalogue);
  return { steps, stays };
};
const put = (document: string): ChangeStep => ({ kind: "put-inline", name: NAME, document, before: WRITTEN });
const attach: ChangeStep = { kind: "attach", ...BROAD };
const detach: ChangeStep = { kind: "detach", ...BROAD };
const PROVISION: ChangeStep = { kind: "provision" };

describe("the restore of a permission set", () => {
  test("brings what was detached to every account, sees it, and then puts the inline policy back, everywhere", () => {
    const had = text(statement("kms:Decrypt"));
    const kept = policy(statement("kms:Decrypt"), statement("sqs:SendMessage", "Whittle1"));
    const input = change(setWith(true, had), setWith(false, JSON.stringify(kept)));
    const proposal = { ...input.proposal, policies: [{ name: "p", document: kept, size: 1 }] };
    expect(restored({ ...input, proposal })).toEqual({
      steps: [attach, PROVISION, { kind: "verify", ...ref }, { ...put(had), before: JSON.stringify(kept) }, PROVISION],
      stays: [],
    });
  });

  test("deletes the inline policy last where it had none", () => {
    expect(restored(change(setWith(true), setWith(false, WRITTEN))).steps).toEqual([
      attach,
      PROVISION,
      { kind: "verify", ...ref },
      { kind: "delete-inline", name: NAME, document: WRITTEN },
      PROVISION,
    ]);
  });

  test("puts the very text back that it had, though what the review wrote is shown with other white space now", () => {
    const had = JSON.stringify(policy(statement("kms:Decrypt")), undefined, 4);
    const kept = policy(statement("kms:Decrypt"), statement("sqs:SendMessage", "Whittle1"));
    const now = JSON.stringify(kept, undefined, 2);
    const input = change(setWith(true, had), setWith(false, now));
    const proposal = { ...input.proposal, policies: [{ name: "p", document: kept, size: 1 }] };
    expect(restored({ ...input, proposal }).steps).toContainEqual({ kind: "put-inline", name: NAME, document: had, before: now });
  });

  test("keeps what people wrote since, and takes away what the review wrote", () => {
    const now = text(statement("s3:GetObject"), statement("sqs:SendMessage", "Whittle1"));
    const { steps } = restored(change(setWith(true), setWith(false, now)));
    expect(steps.filter(({ kind }) => kind === "put-inline")).toEqual([
      { kind: "put-inline", name: NAME, document: text(statement("s3:GetObject")), before: now },
    ]);
  });

  test("puts back what an earlier review had written, beside what people wrote since", () => {
    const before = setWith(true, text(statement("kms:Decrypt", "Whittle1")));
    const now = text(statement("s3:GetObject"), statement("sqs:SendMessage", "Whittle1"));
    const [written] = restored(change(before, setWith(false, now))).steps.filter((step) => step.kind === "put-inline");
    expect(
      JSON.parse(written?.kind === "put-inline" ? written.document : "{}").Statement.map(({ Action }: { Action: string }) => Action),
    ).toEqual(["s3:GetObject", "kms:Decrypt"]);
  });

  test("leaves the inline policy, and names it, where it allows what nothing else would", () => {
    const now = text(statement("kms:Decrypt", "Whittle1"));
    const proposal = {
      ...change(setWith(true), setWith(false)).proposal,
      policies: [{ name: "p", document: policy(statement("kms:Decrypt", "Whittle1")), size: 1 }],
    };
    expect(restored({ before: setWith(true), now: setWith(false, now), proposal })).toEqual({
      steps: [attach, PROVISION, { kind: "verify", ...ref }],
      stays: [NAME],
    });
  });
});

describe("undoing a change of a permission set", () => {
  const journal = (...steps: readonly ChangeStep[]): readonly JournalEntry[] =>
    steps.map((step) => ({ kind: "step", at: "2026-11-24T09:00:00.000Z", step: stepRecord(step), state: "started" }));
  const input = change(setWith(true), setWith(true, WRITTEN));
  const undone = (...steps: readonly ChangeStep[]) => planSetUndo(input, SET, journal(...steps), catalogue).steps.map(({ kind }) => kind);

  test("takes back what was begun and no further", () => {
    expect(undone()).toEqual([]);
    expect(undone(put(WRITTEN))).toEqual(["delete-inline", "provision"]);
    expect(undone(put(WRITTEN), detach)).toEqual(["attach", "provision", "verify", "delete-inline", "provision"]);
    expect(undone({ ...detach, arn: asArn("arn:aws:iam::aws:policy/Other") })).toEqual([]);
  });
});
