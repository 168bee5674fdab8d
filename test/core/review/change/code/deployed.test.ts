import { describe, expect, test } from "vitest";
import type { JsonPolicy } from "#core/policy/json.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import { isDeployed } from "#core/review/change/code/deployed.ts";
import type { AttachedPolicy, InlinePolicy, RoleState } from "#core/review/model/role-state.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { asArn } from "#test/names.ts";
import { roleWith } from "../../propose/roles.ts";

const OWN = "arn:aws:iam::111122223333:policy";
const AWS = "arn:aws:iam::aws:policy";
const allowing = (...actions: string[]): JsonPolicy => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
});

function attached(arn: string, document: JsonPolicy): AttachedPolicy {
  const json = JSON.stringify(document);
  return { arn: asArn(arn), name: arn.slice(arn.lastIndexOf("/") + 1), versionId: "v1", json, document: parsePolicy(document, arn) };
}

function inline(name: string, document: JsonPolicy): InlinePolicy {
  return { name, json: JSON.stringify(document), document: parsePolicy(document, name) };
}

const BROAD = attached(`${AWS}/AmazonSQSFullAccess`, allowing("sqs:*"));
const [RETAINED, ITS_INLINE] = [attached(`${OWN}/retained`, allowing("s3:GetObject")), inline("inline", allowing("kms:Decrypt"))];
const AWS_RETAINED = attached(`${AWS}/AmazonSSMManagedInstanceCore`, allowing("ssm:GetParameter"));
const refined = allowing("sqs:SendMessage");
const before: RoleState = { ...roleWith([]), attached: [BROAD, RETAINED, AWS_RETAINED], inline: [ITS_INLINE] };
const proposal = {
  policies: [{ name: "whittle-TestRole", document: refined, size: 1 }],
  replaces: [{ arn: BROAD.arn, name: BROAD.name }],
  replacesInline: [],
};
const kept = [RETAINED, AWS_RETAINED];
const fresh = attached(`${OWN}/code/any-name`, refined);

const deployed = (policies: readonly AttachedPolicy[], inlines: readonly InlinePolicy[] = [ITS_INLINE]) =>
  isDeployed({ before, proposal, now: { ...before, attached: [...policies], inline: [...inlines] } }, catalogue);

describe("code has carried an approved change out", () => {
  test.each<[string, boolean]>([
    ["where the role has what was approved and what stays", deployed([...kept, fresh])],
    ["also where code wrote it into the role", deployed(kept, [ITS_INLINE, inline("own", refined)])],
    [
      "also where AWS changed a policy of its own that stays",
      deployed([RETAINED, attached(AWS_RETAINED.arn, allowing("ssm:GetParameter", "ssm:GetParameters")), fresh]),
    ],
  ])("%s", (_, isCarriedOut) => {
    expect(isCarriedOut).toBe(true);
  });

  test.each<[string, boolean]>([
    ["not before: the broad policy is there yet", deployed([...kept, BROAD])],
    ["not where it is there beside the refined one", deployed([...kept, BROAD, fresh])],
    ["not where the refined one is missing", deployed(kept)],
    ["not where the refined one allows more", deployed([...kept, attached(fresh.arn, allowing("sqs:SendMessage", "sqs:DeleteQueue"))])],
    ["not where a policy that was to stay is gone", deployed([AWS_RETAINED, fresh])],
    ["not where a policy of AWS that was to stay is gone", deployed([RETAINED, fresh])],
    ["not where an inline policy that was to stay is gone", deployed([...kept, fresh], [])],
    [
      "not where a policy of the account that was to stay says something else",
      deployed([attached(RETAINED.arn, allowing("s3:*")), AWS_RETAINED, fresh]),
    ],
    ["not where an inline policy says more", deployed([...kept, fresh], [inline("inline", allowing("kms:*"))])],
  ])("%s", (_, isCarriedOut) => {
    expect(isCarriedOut).toBe(false);
  });
});
