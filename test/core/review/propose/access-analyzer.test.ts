import { describe, expect, test } from "vitest";
import { NotAuthorizedError, ThrottledError } from "#core/errors.ts";
import { parsePolicy } from "#core/policy/parse.ts";
import type { PolicyChecks, PolicyFinding } from "#core/review/ports/access-analyzer.ts";
import { accessAnalyzerChecks } from "#core/review/propose/access-analyzer.ts";
import { roleWith } from "./roles.ts";

const JSON_OF = (Action: string) => ({ Version: "2012-10-17" as const, Statement: [{ Effect: "Allow" as const, Action, Resource: "*" }] });
const policies = ["sqs:SendMessage", "sqs:ReceiveMessage"].map((action, index) => ({
  name: `p${index}`,
  document: JSON_OF(action),
  size: 100,
}));
const own = parsePolicy(JSON_OF("ec2:DescribeInstances"), "own");
const role = roleWith(["AmazonSQSFullAccess", "AmazonSNSFullAccess"], { inline: [{ name: "own", json: "{}", document: own }] });

const finding = (type: PolicyFinding["type"]): PolicyFinding => ({ type, code: "CODE", detail: "what is wrong" });
const sound: PolicyChecks = { validate: async () => [], noNewAccess: async () => ({ pass: true, reasons: [] }) };
const checked = (checks: Partial<PolicyChecks>, proposed = policies) => accessAnalyzerChecks({ ...sound, ...checks }, proposed, role);

describe("what ValidatePolicy finds", () => {
  test.each<[string, readonly PolicyFinding[], string]>([
    ["nothing: the check passes", [], "pass"],
    ["a suggestion: it warns", [finding("SUGGESTION")], "warn"],
    ["a security warning: it warns", [finding("SECURITY_WARNING")], "warn"],
    ["an error among others: it fails", [finding("WARNING"), finding("ERROR")], "fail"],
  ])("%s", async (_, findings, result) => {
    const ofTheSecond = (document: string) => Promise.resolve(document.includes("ReceiveMessage") ? findings : []);
    const [check] = await checked({ validate: ofTheSecond });
    expect(check).toEqual({ name: "access-analyzer-valid-policy", result, findings });
  });
});

describe("what CheckNoNewAccess finds", () => {
  test("every document is compared with all that the role has, and one that allows more fails it", async () => {
    const compared: string[][] = [];
    const [, check] = await checked({
      noNewAccess: async (proposed, existing) => {
        compared.push([proposed, existing]);
        return { pass: !proposed.includes("ReceiveMessage"), reasons: ["sqs:ReceiveMessage is new"] };
      },
    });
    expect(check).toEqual({ name: "access-analyzer-no-new-access", result: "fail", reasons: ["sqs:ReceiveMessage is new"] });
    expect(compared.map(([proposed]) => JSON.parse(proposed ?? ""))).toEqual(policies.map(({ document }) => document));
    for (const [, existing = ""] of compared) {
      const { Version, Statement } = JSON.parse(existing);
      const statements = [...role.attached, ...role.inline].flatMap(({ document }) => document.statements);
      expect([Version, Statement.length]).toEqual(["2012-10-17", statements.length]);
      expect(existing).toContain("ec2:DescribeInstances");
      expect(existing).not.toContain('"Sid"');
    }
  });

  test("passes where none allows more", async () => {
    expect((await checked({}))[1]).toEqual({ name: "access-analyzer-no-new-access", result: "pass", reasons: [] });
  });
});

describe("checks are skipped, each with the reason,", () => {
  test("where nothing is written", async () => {
    const because = { id: "no-refined-policy" };
    expect(await checked({}, [])).toEqual([
      { name: "access-analyzer-valid-policy", result: "skipped", because },
      { name: "access-analyzer-no-new-access", result: "skipped", because },
    ]);
  });

  test("where there is no Access Analyzer", async () => {
    const unavailable = async () => "unavailable" as const;
    const checks = await checked({ validate: unavailable, noNewAccess: unavailable });
    expect(checks.map((check) => [check.result, "because" in check && check.because])).toEqual([
      ["skipped", { id: "only-in-aws" }],
      ["skipped", { id: "only-in-aws" }],
    ]);
  });

  test("where it may not be asked: the other check is made all the same", async () => {
    const denied = new NotAuthorizedError("access-analyzer:ValidatePolicy", "no policy allows it.");
    const checks = await checked({ validate: () => Promise.reject(denied) });
    expect(checks[0]).toMatchObject({ result: "skipped", because: { id: "not-answered", error: denied.message } });
    expect(checks[1]?.result).toBe("pass");
  });
});

test("a throttled call goes out, so that the workflow makes it again", async () => {
  const throttled = new ThrottledError("access-analyzer", { cause: new Error("slow down") });
  await expect(checked({ noNewAccess: () => Promise.reject(throttled) })).rejects.toBe(throttled);
});
