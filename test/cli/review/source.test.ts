import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ReviewArguments } from "#cli/review/arguments.ts";
import { openSource } from "#cli/review/source.ts";
import { temporaryFolder } from "../whittle.ts";
import { aRun } from "./a-run.ts";

const ROLE = "PatchManagerInstanceRole";
const { given, roles, catalogue } = await aRun();

function source(more: Partial<ReviewArguments>, of = roles) {
  return openSource({ ...given, ...more }, undefined, of, catalogue);
}

describe("a generated policy", () => {
  const generated = (change: (text: string) => string = (text) => text): Partial<ReviewArguments> => {
    const path = join(temporaryFolder(), "generated.json");
    writeFileSync(path, change(readFileSync("sample/generated-policy.json", "utf8")));
    return { source: { kind: "generated", path } };
  };

  test("is of its role, of the window and the region of its trail, whatever is in the account besides", () => {
    const found = source(generated());
    expect([found.roleNames, found.region]).toEqual([[ROLE], "us-east-1"]);
    expect(found.window?.from).toMatch(/^2026-/);
  });

  test("has the ends of the window that were given", () => {
    const from = "2026-11-01T00:00:00.000Z";
    const whole = source(generated()).window;
    expect(source({ ...generated(), window: { from } }).window).toEqual({ ...whole, from });
  });

  test("is of the region where the role was used last, where it does not say where its trail is; else of any", () => {
    const nowhere = generated((text) => text.replaceAll(/"cloudTrailArn": *"[^"]*"/g, '"cloudTrailArn": ""'));
    const used = roles.map((role) => ({ ...role, lastUsed: { at: "2026-11-01T00:00:00.000Z", region: "eu-west-1" } }));
    const unused = roles.map(({ lastUsed: _, ...role }) => role);
    expect([source(nowhere, used).region, source(nowhere, unused).region]).toEqual(["eu-west-1", "*"]);
  });

  test.each<[string, Partial<ReviewArguments>, RegExp]>([
    [
      "of another role than was named",
      { ...generated(), roles: ["ReportingRole"] },
      /generated for PatchManagerInstanceRole, not for ReportingRole\.$/,
    ],
    [
      "of a role of another account",
      generated((text) => text.replaceAll("111122223333", "444455556666")),
      /generated\.json: .* which is not in sample\/account\.json\.$/,
    ],
  ])("%s is refused", (_, more, message) => {
    expect(() => source(more)).toThrow(message);
  });
});

describe("IAM's reports alone", () => {
  const reports = (...names: readonly string[]): Partial<ReviewArguments> => {
    const path = temporaryFolder();
    for (const [at, name] of names.entries()) {
      const report = { JobStatus: "COMPLETED", JobCompletionDate: `2026-11-0${at + 1}T00:00:00Z`, ServicesLastAccessed: [] };
      writeFileSync(join(path, `${name}.json`), JSON.stringify(report));
    }
    return { source: { kind: "last-accessed", path } };
  };

  test("are of the 400 days before the latest of them was made, or of the window that was given", () => {
    const { window } = source(reports("ReportingRole", ROLE));
    expect(window).toEqual({ from: "2025-09-28T00:00:00.000Z", to: "2026-11-02T00:00:00.000Z" });
    const to = "2026-06-01T00:00:00.000Z";
    expect(source({ ...reports(ROLE), window: { to } }).window).toEqual({ from: "2025-04-27T00:00:00.000Z", to });
  });

  test("are of the tagged roles that have one, or of those that are named; where none is tagged, of all that have one", () => {
    expect(source(reports(ROLE, "ReportingRole")).roleNames).toEqual([ROLE]);
    expect(source({ ...reports(ROLE, "ReportingRole"), roles: ["ReportingRole"] }).roleNames).toEqual(["ReportingRole"]);
    const untagged = roles.map((role) => ({ ...role, tags: {} }));
    expect(source(reports(ROLE, "ReportingRole"), untagged).roleNames).toEqual([ROLE, "ReportingRole"]);
  });

  test("are refused where a named role has none, or no tagged role has one", () => {
    expect(() => source({ ...reports("ReportingRole"), roles: [ROLE] })).toThrow(`no report is about the role ${ROLE}.`);
    expect(() => source(reports("ReportingRole"))).toThrow("no report is about a role tagged whittle:review=on; name roles with --role.");
  });
});

test("a word of --role that stands for no role is refused, whatever the source", () => {
  expect(() => source({ source: { kind: "generated", path: "sample/generated-policy.json" }, roles: ["Nobody"] })).toThrow(
    "no role is named Nobody.",
  );
});
