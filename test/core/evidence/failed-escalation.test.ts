import { describe, expect, test } from "vitest";
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
      seen: { first: "2026-03-02T10:00:00Z", last: "2026-03-02T10:00:00Z" },
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

describe("what a call names that gives rights and came to nothing", () => {
  const called = (eventName: string, requestParameters: object, errorCode = "") =>
    rawRecord({ eventSource: "iam.amazonaws.com", eventName, requestParameters, ...(errorCode === "" ? {} : { errorCode }) });
  const entriesOf = (...records: readonly object[]) => {
    const tally = createTally([ROLE], window);
    for (const each of records) tally.add(each, catalogue);
    const { entries } = activityOf(tally.snapshot(), ROLE, { window }, catalogue);
    return entries.map(({ resources, handedOn = [] }) => ({
      on: resources.map(({ arn }) => arn.split("/").at(-1)),
      handedOn: handedOn.map(({ arn }) => arn.split("/").at(-1)),
    }));
  };
  const ofAws = (name: string) => `arn:aws:iam::aws:policy/${name}`;
  const readOnly = called("AttachRolePolicy", { roleName: "deploy", policyArn: ofAws("ReadOnlyAccess") });

  test.each([
    ["another policy", { roleName: "deploy", policyArn: ofAws("AdministratorAccess") }, "InvalidInputException"],
    ["another role", { roleName: "admin", policyArn: ofAws("ReadOnlyAccess") }, "NoSuchEntityException"],
    ["no policy", { roleName: "deploy" }, "ValidationException"],
  ])("proves nothing: %s", (_, request, errorCode) => {
    expect(entriesOf(readOnly, called("AttachRolePolicy", request, errorCode))).toEqual([{ on: ["deploy"], handedOn: ["ReadOnlyAccess"] }]);
  });

  test("counts where it takes rights away: it is asked for where nothing is left to take", () => {
    const gone = { roleName: "old", policyArn: ofAws("ReadOnlyAccess") };
    const detached = called("DetachRolePolicy", { roleName: "deploy", policyArn: ofAws("ReadOnlyAccess") });
    expect(entriesOf(detached, called("DetachRolePolicy", gone, "NoSuchEntityException"))).toEqual([
      { on: ["deploy", "old"], handedOn: ["ReadOnlyAccess"] },
    ]);
  });

  test("counts where the work was done before", () => {
    const made = called("CreatePolicyVersion", { policyArn: "arn:aws:iam::111122223333:policy/a" });
    const before = called("CreatePolicyVersion", { policyArn: "arn:aws:iam::111122223333:policy/b" }, "EntityAlreadyExistsException");
    expect(entriesOf(made, before)).toEqual([{ on: ["a", "b"], handedOn: [] }]);
  });
});
