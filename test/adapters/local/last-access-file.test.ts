import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readLastAccess } from "#adapters/local/last-access-file.ts";
import cases from "./last-access-file.cases.json" with { type: "json" };

const arnOf = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const [WORKER, OTHER] = ["Worker", "Other"].map((name) => ({ name, arn: arnOf(name) }));
const roles = [WORKER, OTHER].filter((role) => role !== undefined);
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "last-access-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, output: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(output));
  return path;
}

const reportOn = (role: string, more: object = {}) => ({
  JobStatus: "COMPLETED",
  ServicesLastAccessed: [
    { ServiceNamespace: "s3", LastAuthenticated: "2026-03-02T11:00:00+01:00", LastAuthenticatedEntity: arnOf(role) },
    { ServiceNamespace: "sns" },
  ],
  ...more,
});

describe("IAM's report, as the AWS CLI prints it,", () => {
  test("is of the role that it names, with the services that were used, their times in UTC", async () => {
    const { ofRole, roles: named, completedAt } = readLastAccess(file("a.json", reportOn("Worker")), roles, undefined);
    expect([named, completedAt]).toEqual([["Worker"], undefined]);
    expect(await ofRole(arnOf("Worker"))).toEqual({ services: [{ service: "s3", at: "2026-03-02T10:00:00.000Z" }] });
    expect(await ofRole(arnOf("Other"))).toBeUndefined();
  });

  const tracked = (...TrackedActionsLastAccessed: readonly object[]) => ({
    JobType: "ACTION_LEVEL",
    ServicesLastAccessed: [
      {
        ServiceNamespace: "sqs",
        LastAuthenticated: "2026-03-02T10:00:00Z",
        LastAuthenticatedEntity: arnOf("Worker"),
        TrackedActionsLastAccessed,
      },
    ],
  });
  const USED = { ActionName: "CreateQueue", LastAccessedTime: "2026-03-01T10:00:00Z", LastAccessedRegion: "eu-west-1" };
  const used = { action: "sqs:CreateQueue", at: "2026-03-01T10:00:00.000Z", region: "eu-west-1" };

  test.each([
    ["the actions that were used", [USED], { actions: [used] }],
    [
      "all that IAM tracks, where one of them was not used",
      [USED, { ActionName: "DeleteQueue" }],
      { actions: [used], tracked: ["sqs:CreateQueue", "sqs:DeleteQueue"] },
    ],
    ["no region where IAM gives none", [{ ...USED, LastAccessedRegion: null }], { actions: [{ action: used.action, at: used.at }] }],
    ["no action at all", [], { actions: [] }],
  ])("of single actions tells %s", async (_, actions, expected) => {
    const { ofRole } = readLastAccess(file("a.json", reportOn("Worker", tracked(...actions))), roles, undefined);
    expect(await ofRole(arnOf("Worker"))).toEqual({ services: [{ service: "sqs", at: "2026-03-02T10:00:00.000Z", ...expected }] });
  });

  test("of services alone tells no actions", async () => {
    const path = file("a.json", reportOn("Worker", { ...tracked(USED), JobType: "SERVICE_LEVEL" }));
    expect(await readLastAccess(path, roles, undefined).ofRole(arnOf("Worker"))).toEqual({
      services: [{ service: "sqs", at: "2026-03-02T10:00:00.000Z" }],
    });
  });

  test.each(cases)("is refused where it $name", ({ output, because }) => {
    expect(() => readLastAccess(file("a.json", output), roles, undefined)).toThrow(because);
  });
});

describe("a report of a role that used nothing", () => {
  const silent = { JobStatus: "COMPLETED", JobCompletionDate: "2026-03-05T00:00:00Z" };

  test("is of the role that the file is called after, or of the one under review", () => {
    expect(readLastAccess(file("Other.json", silent), roles, WORKER).roles).toEqual(["Other"]);
    expect(readLastAccess(file("a.json", silent), roles, WORKER).roles).toEqual(["Worker"]);
  });

  test("says when IAM made it", () => {
    expect(readLastAccess(file("Other.json", silent), roles, undefined).completedAt).toBe("2026-03-05T00:00:00.000Z");
  });
});

describe("a report that names another role than the one under review", () => {
  test("is refused by itself, and is one of several in a folder", () => {
    const path = file("a.json", reportOn("Other"));
    expect(() => readLastAccess(path, roles, WORKER)).toThrow("it is about Other, not about Worker");
    expect(readLastAccess(folder, roles, WORKER).roles).toEqual(["Other"]);
    expect(readLastAccess(path, roles, OTHER).roles).toEqual(["Other"]);
  });
});

describe("a folder", () => {
  test("holds a report a file, the latest of which says when they were made", () => {
    file("b.json", reportOn("Other", { JobCompletionDate: "2026-03-09T00:00:00Z" }));
    file("a.json", reportOn("Worker", { JobCompletionDate: "2026-03-02T00:00:00Z" }));
    file("notes.txt", {});
    const { roles: named, completedAt } = readLastAccess(folder, roles, undefined);
    expect([named, completedAt]).toEqual([["Worker", "Other"], "2026-03-09T00:00:00.000Z"]);
  });

  test("of two reports on one role is refused, and so is one of none", () => {
    expect(() => readLastAccess(folder, roles, undefined)).toThrow("it holds no .json file");
    file("a.json", reportOn("Worker"));
    mkdirSync(join(folder, "b"));
    file("b.json", reportOn("Worker"));
    expect(() => readLastAccess(folder, roles, undefined)).toThrow("another report is about the role Worker too");
  });
});
