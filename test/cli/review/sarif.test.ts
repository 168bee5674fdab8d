import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { expect, test } from "vitest";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

const sample = ["review", "--account", "./sample/account.json", "--trail", "sample/trail", "--role", "*", "--decide", "none"];

/** What GitHub's code scanning needs of a log (GitHub Docs, "SARIF support for code scanning"), written from its documentation. */
const Sarif = v.object({
  $schema: v.pipe(v.string(), v.regex(/sarif-2\.1\.0/)),
  version: v.literal("2.1.0"),
  runs: v.tuple([
    v.object({
      tool: v.object({
        driver: v.object({
          name: v.literal("Whittle"),
          semanticVersion: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
          rules: v.array(
            v.object({
              id: v.string(),
              shortDescription: v.object({ text: v.pipe(v.string(), v.maxLength(1024)) }),
              fullDescription: v.object({ text: v.pipe(v.string(), v.maxLength(1024)) }),
              help: v.object({ text: v.string() }),
              defaultConfiguration: v.object({ level: v.picklist(["note", "warning", "error"]) }),
              properties: v.object({ "security-severity": v.pipe(v.string(), v.regex(/^\d\.\d$|^10\.0$/)), tags: v.array(v.string()) }),
            }),
          ),
        }),
      }),
      columnKind: v.literal("utf16CodeUnits"),
      results: v.array(
        v.object({
          ruleId: v.string(),
          ruleIndex: v.pipe(v.number(), v.integer(), v.minValue(0)),
          level: v.picklist(["note", "warning", "error"]),
          message: v.object({ text: v.pipe(v.string(), v.minLength(1)) }),
          locations: v.tuple([
            v.object({
              physicalLocation: v.object({
                artifactLocation: v.object({ uri: v.pipe(v.string(), v.regex(/^(?!\/|file:)[\w./%-]+$/)) }),
                region: v.object({ startLine: v.pipe(v.number(), v.minValue(1)) }),
              }),
              logicalLocations: v.array(v.object({ name: v.string(), fullyQualifiedName: v.string(), kind: v.string() })),
            }),
          ]),
          partialFingerprints: v.record(v.string(), v.string()),
        }),
      ),
    }),
  ]),
});

async function sarif() {
  const { code, out } = await whittle(...sample, "--format", "sarif");
  expect(code).toBe(0);
  return v.parse(Sarif, JSON.parse(out)).runs[0];
}

test("--format sarif is a log that code scanning takes", async () => {
  const { tool, results } = await sarif();
  expect(results.length).toBeGreaterThan(0);
  for (const { ruleId, ruleIndex, level } of results) {
    expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(tool.driver.rules[ruleIndex]?.defaultConfiguration.level).toBe(level);
  }
});

test("--format sarif says what each role has and does not use, at the export of the account", async () => {
  const { results } = await sarif();
  const texts = results.map(({ message }) => message.text);
  for (const role of ["PatchManagerInstanceRole", "ReportingRole"]) expect(texts.some((text) => text.startsWith(`${role}: `))).toBe(true);
  expect(results.some(({ ruleId }) => ruleId === "unused-write")).toBe(true);
  expect(new Set(results.map(({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri))).toEqual(
    new Set(["sample/account.json"]),
  );
});

test("--format sarif calls each finding the same in every run, and no two alike", async () => {
  const fingerprints = async () => (await sarif()).results.map(({ partialFingerprints }) => JSON.stringify(partialFingerprints));
  const first = await fingerprints();
  expect(new Set(first).size).toBe(first.length);
  expect(await fingerprints()).toEqual(first);
});

test("words of others are no link in a message, and steer nothing", async () => {
  const account = JSON.parse(readFileSync("sample/account.json", "utf8"));
  const [role] = account.RoleDetailList;
  role.Tags.push({ Key: "whittle:keep", Value: "[look](https://evil.example)\u001b[2J\u202e" });
  const file = join(temporaryFolder(), "account.json");
  writeFileSync(file, JSON.stringify({ ...account, RoleDetailList: [role] }));
  const generated = join(temporaryFolder(), "trail");
  cpSync("sample/trail", generated, { recursive: true });
  writeFileSync(join(generated, "x.json"), JSON.stringify({ Records: [{ ...CALL, eventName: "Put[look](https://evil.example)\u202e" }] }));
  const { out } = await whittle("review", "--account", file, "--trail", generated, "--decide", "none", "--format", "sarif");
  const texts = JSON.parse(out).runs[0].results.map(({ message }: { message: { text: string } }) => message.text);
  expect(texts.join("\n")).toContain("[look] (https://evil.example)");
  for (const text of texts) expect(text).toMatch(/^[^\p{Cc}\p{Cf}]+$/u);
});

const CALL = {
  eventVersion: "1.09",
  eventTime: "2026-11-01T10:00:00Z",
  eventSource: "logs.amazonaws.com",
  awsRegion: "us-east-1",
  sourceIPAddress: "198.51.100.24",
  userAgent: "aws-cli",
  eventID: "11111111-2222-3333-4444-555555555555",
  recipientAccountId: "111122223333",
  userIdentity: {
    type: "AssumedRole",
    arn: "arn:aws:sts::111122223333:assumed-role/PatchManagerInstanceRole/i-0",
    accountId: "111122223333",
    sessionContext: {
      sessionIssuer: {
        type: "Role",
        arn: "arn:aws:iam::111122223333:role/PatchManagerInstanceRole",
        userName: "PatchManagerInstanceRole",
        accountId: "111122223333",
      },
    },
  },
};
