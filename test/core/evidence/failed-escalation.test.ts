import { expect, test } from "vitest";
import { activityOf } from "#core/evidence/from-tally.ts";
import { createTally } from "#core/usage/tally.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { ROLE, rawRecord } from "../usage/records.ts";

const window = { from: "2026-03-01T00:00:00.000Z", to: "2026-03-31T00:00:00.000Z" };

function after(...errorCodes: readonly (string | undefined)[]) {
  const tally = createTally([ROLE], window);
  for (const errorCode of errorCodes) {
    const call = { eventSource: "iam.amazonaws.com", eventName: "AttachRolePolicy", requestParameters: { roleName: "worker" } };
    tally.add(rawRecord({ ...call, ...(errorCode === undefined ? {} : { errorCode }) }), catalogue);
  }
  const { entries, suspicious, denied } = activityOf(tally.snapshot(), ROLE, { window }, catalogue);
  const named = suspicious.filter(({ kind }) => kind === "failed-escalation");
  return { granted: entries.map(({ action }) => action), named, denied: denied.map(({ action }) => action) };
}

test("a right over rights of which every call failed is named, and not granted", () => {
  const { granted, named } = after("NoSuchEntityException", "MalformedPolicyDocumentException");
  expect(granted).toEqual([]);
  expect(named).toEqual([
    {
      kind: "failed-escalation",
      actions: ["iam:AttachRolePolicy"],
      sources: [],
      calls: 2,
    },
  ]);
});

test.each([
  ["one call succeeded", ["NoSuchEntityException", undefined]],
  ["the work was done before", ["EntityAlreadyExistsException"]],
])("where %s, it is granted", (_, errorCodes) => {
  expect(after(...errorCodes)).toEqual({ granted: ["iam:AttachRolePolicy"], named: [], denied: [] });
});

test("a refused call is listed as denied", () => {
  expect(after("AccessDenied")).toEqual({ granted: [], named: [], denied: ["iam:AttachRolePolicy"] });
});
