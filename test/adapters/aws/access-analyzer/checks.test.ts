import { AccessAnalyzerClient, CheckNoNewAccessCommand, ValidatePolicyCommand } from "@aws-sdk/client-accessanalyzer";
import { mockClient } from "aws-sdk-client-mock";
import { expect, test } from "vitest";
import { accessAnalyzerChecks } from "#adapters/aws/access-analyzer/checks.ts";

const aws = mockClient(AccessAnalyzerClient);
const checks = accessAnalyzerChecks(new AccessAnalyzerClient({}));

test("gives the findings of every page", async () => {
  const finding = (issueCode: string) => ({
    findingType: "SUGGESTION" as const,
    issueCode,
    findingDetails: "detail",
    learnMoreLink: "link",
    locations: [],
  });
  aws
    .on(ValidatePolicyCommand)
    .resolvesOnce({ findings: [finding("ONE")], nextToken: "2" })
    .resolvesOnce({ findings: [finding("TWO")] });
  expect(await checks.validate("{}")).toEqual([
    { type: "SUGGESTION", code: "ONE", detail: "detail" },
    { type: "SUGGESTION", code: "TWO", detail: "detail" },
  ]);
});

test("a finding that says nothing of its kind is a warning, and none that is passed over", async () => {
  aws
    .on(ValidatePolicyCommand)
    .resolves({ findings: [{ issueCode: undefined, findingType: undefined, findingDetails: undefined }].map(Object) });
  expect(await checks.validate("{}")).toEqual([{ type: "WARNING", code: "UNKNOWN", detail: "" }]);
  expect(aws.commandCalls(ValidatePolicyCommand).at(-1)?.args[0].input).toMatchObject({
    policyDocument: "{}",
    policyType: "IDENTITY_POLICY",
  });
});

test.each([
  ["PASS" as const, true],
  ["FAIL" as const, false],
])("CheckNoNewAccess: %s means pass %s", async (result, pass) => {
  aws.on(CheckNoNewAccessCommand).resolves({ result, reasons: pass ? [] : [{ description: "New access." }] });
  expect(await checks.noNewAccess("new", "old")).toEqual({ pass, reasons: pass ? [] : ["New access."] });
  // The other way round, whatever is taken away would be new.
  expect(aws.commandCalls(CheckNoNewAccessCommand).at(-1)?.args[0].input).toEqual({
    newPolicyDocument: "new",
    existingPolicyDocument: "old",
    policyType: "IDENTITY_POLICY",
  });
});

test("CheckNoNewAccess: an answer without a result is no pass", async () => {
  aws.on(CheckNoNewAccessCommand).resolves({});
  expect(await checks.noNewAccess("new", "old")).toEqual({ pass: false, reasons: [] });
});
