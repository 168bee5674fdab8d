import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readArguments } from "#cli/review/arguments.ts";
import { prepare } from "#cli/review/prepare.ts";
import { type Report, type ReviewRun, runReviews } from "#cli/review/run.ts";
import { saidBy } from "../said-by.ts";
import { temporaryFolder } from "../whittle.ts";

const ROLE = "PatchManagerInstanceRole";

async function prepared(args: readonly string[], account = "sample/account.json"): Promise<ReviewRun> {
  const given = readArguments(["--account", account, "--generated", "sample/generated-policy.json", ...args]);
  if (given === "help") throw new Error("Nobody asked for help.");
  return await prepare(given, undefined);
}

async function ran(args: readonly string[], account?: string) {
  const run = await prepared(args, account);
  const steps: string[] = [];
  const report: Report = {
    async done(step) {
      steps.push(step);
    },
    async asked() {},
    async end() {},
  };
  await runReviews(run, report);
  const reviews = run.reviews();
  const [review] = reviews;
  const journal = review ? await run.store.journal(review.id) : [];
  run.store.close();
  const [role] = run.snapshot.RoleDetailList.filter(({ RoleName }) => RoleName === ROLE);
  return { reviews, review, steps, journal, attached: role?.AttachedManagedPolicies.map(({ PolicyName }) => PolicyName).sort() };
}
const BROAD = ["AmazonSSMManagedInstanceCore", "CloudWatchLogsFullAccess"];

describe("a run", () => {
  test("that decides nothing stops at the proposal, asks nobody and changes nothing", async () => {
    const { review, steps, attached, journal } = await ran(["--decide", "none"]);
    expect(review).toMatchObject({ roleName: ROLE, dryRun: true, status: "settled", outcome: "proposed" });
    expect(review).not.toHaveProperty("decision");
    expect(steps).toContain("propose-policy");
    expect(steps).not.toContain("request-approval");
    expect([attached, journal.filter(({ kind }) => kind === "step")]).toEqual([BROAD, []]);
  });

  test("that rejects records who did, and changes nothing", async () => {
    const { review, attached } = await ran(["--decide", "reject"]);
    expect(review).toMatchObject({ dryRun: false, decision: { verdict: "rejected", by: "the operator, with --decide reject" } });
    expect(attached).toEqual(BROAD);
  });

  test("that approves applies the change, and has it in the file before the record says so", async () => {
    const out = temporaryFolder();
    const { review, attached } = await ran(["--decide", "approve", "--out", out]);
    expect(review).toMatchObject({ status: "settled", decision: { verdict: "approved", by: "the operator, with --decide approve" } });
    expect(attached).toEqual(["AmazonSSMManagedInstanceCore", `whittle-${ROLE}`]);
    // What is left at the end of a run is written later: this is from the change itself.
    expect(readFileSync(join(out, "account.json"), "utf8")).toContain(`whittle-${ROLE}`);
  });

  test("over unusable logs ends before any role is reviewed", async () => {
    const run = await prepared(["--decide", "none"]);
    const read = Promise.reject(new Error("no log"));
    const done: string[] = [];
    const report = { done: async (step: string) => void done.push(step), asked: async () => {}, end: async () => {} };
    await expect(runReviews({ ...run, source: { ...run.source, read } }, report)).rejects.toThrow("no log");
    expect([done, run.reviews()]).toEqual([[], []]);
    run.store.close();
  });

  test("is of the roles that it names alone", async () => {
    const { reviews } = await ran(["--decide", "none"]);
    expect(reviews.map(({ roleName }) => roleName)).toEqual([ROLE]);
  });

  test("replaces what --replace names, and keeps what an answer keeps", async () => {
    const run = await prepared(["--decide", "none", "--replace", "AmazonSSMManagedInstanceCore"]);
    await runReviews(run, { done: async () => {}, asked: async () => {}, end: async () => {} });
    const proposal = await run.store.document(run.reviews()[0]?.id ?? "", "proposal");
    run.store.close();
    expect(proposal?.replaces.map(({ name }) => name).sort()).toEqual(BROAD);
  });

  test("of one role fails where an answer is about none of its questions", async () => {
    const { review } = await ran(["--decide", "none", "--keep", "logs/typo"]);
    expect(review).toMatchObject({ status: "failed", failure: { message: expect.stringContaining("logs/typo matches no question") } });
  });
});

describe("a second run into the same folder", () => {
  test("is told of its own reviews alone, and ends what the first one left open", async () => {
    const out = temporaryFolder();
    const first = await prepared(["--decide", "none", "--out", out]);
    const waiting = { taskToken: "t", since: "2026-11-20T10:00:00.000Z", expiresAt: "2026-11-20T10:00:00.000Z", round: 1, toldRound: 1 };
    const at = "2026-11-20T10:00:00.000Z";
    await first.store.claim({
      ...{ id: "left", roleName: ROLE, roleArn: first.roles.find(({ name }) => name === ROLE)?.arn ?? "", cycleId: "c", dryRun: false },
      ...{ status: "waiting", createdAt: at, updatedAt: at, window: { from: at, to: at }, waiting, revision: 0 },
    });
    first.store.close();
    const { reviews } = await ran(["--decide", "none", "--out", out]);
    expect(reviews.map(({ roleName, outcome }) => [roleName, outcome])).toEqual([[ROLE, "proposed"]]);
    const third = await prepared(["--decide", "none", "--out", out]);
    expect((await third.store.get("left")).status).toBe("failed");
    expect([third.reviews(), (await third.store.open()).length]).toEqual([[], 0]);
    third.store.close();
  });

  test("names the roles of which the export shows other policies than the change left", async () => {
    const out = temporaryFolder();
    await ran(["--decide", "approve", "--out", out]);
    const account = join(temporaryFolder(), "account.json");
    const { RoleDetailList, ...rest } = JSON.parse(readFileSync("sample/account.json", "utf8"));
    const roles = RoleDetailList.map((role: object) => ({ ...role, AttachedManagedPolicies: [] }));
    writeFileSync(account, JSON.stringify({ ...rest, RoleDetailList: roles }));
    const { err } = await saidBy(async () => (await prepared(["--decide", "none", "--out", out], account)).store.close());
    expect(err).toMatch(new RegExp(`^whittle: 1 role of .* has other policies in .*, which is newer and counts: ${ROLE}\n$`));
  });
});

describe("which roles a run is about", () => {
  const about = async (args: readonly string[], change: (text: string) => string = (text) => text) => {
    const account = join(temporaryFolder(), "account.json");
    writeFileSync(account, change(readFileSync("sample/account.json", "utf8")));
    const given = readArguments(["--account", account, "--last-accessed", reports(), "--decide", "none", ...args]);
    if (given === "help") throw new Error("Nobody asked for help.");
    const { untaggedToo, isOfOneRole, named, store } = await prepare(given, undefined);
    store.close();
    return { untaggedToo, isOfOneRole, named };
  };
  const reports = () => {
    const path = temporaryFolder();
    for (const name of [ROLE, "ReportingRole"])
      writeFileSync(join(path, `${name}.json`), JSON.stringify({ JobStatus: "COMPLETED", ServicesLastAccessed: [] }));
    return path;
  };

  test("the tagged ones that have evidence", async () => {
    expect(await about([])).toEqual({ untaggedToo: true, isOfOneRole: true, named: [ROLE] });
  });

  test("all, where none is tagged", async () => {
    expect(await about([], (text) => text.replaceAll("whittle:review", "other"))).toEqual({
      untaggedToo: true,
      isOfOneRole: false,
      named: [ROLE, "ReportingRole"],
    });
  });

  test("those that are named, tagged or not", async () => {
    expect(await about(["--role", "ReportingRole"])).toEqual({ untaggedToo: true, isOfOneRole: true, named: ["ReportingRole"] });
  });
});

test("a run without a folder leaves no file", async () => {
  const before = existsSync("whittle.sqlite");
  await ran(["--decide", "none"]);
  expect([before, existsSync("whittle.sqlite"), existsSync("account.json")]).toEqual([false, false, false]);
});
