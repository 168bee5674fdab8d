import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

const ROLE = "PatchManagerInstanceRole";

describe("whittle list and show on an output folder", () => {
  const out = temporaryFolder();
  beforeAll(async () => {
    await whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "approve", "--out", out);
  });

  test("list names role, state and headline of a decided review", async () => {
    const { code, out: said } = await whittle("list", "--out", out);
    expect(code).toBe(0);
    expect(said).toMatch(new RegExp(`^${ROLE}  applied  0 days  [a-z2-7]{26}\n  Remove \\d+ of \\d+ actions`));
  });

  test("list and report of one account leave all others out", async () => {
    const listed = async (account: string) => (await whittle("list", "--out", out, "--account", account)).out;
    expect(await listed("111122223333")).toContain(ROLE);
    expect(await listed("999988887777")).toBe("No reviews of account 999988887777.\n");
    const file = join(temporaryFolder(), "report.html");
    const reported = async (account: string) => (await whittle("report", file, "--out", out, "--account", account)).out;
    expect(await reported("111122223333")).toContain("1 role");
    expect(await reported("999988887777")).toContain("0 roles");
  });

  test("show --verbose says why each action is kept", async () => {
    const { out: said } = await whittle("show", ROLE, "--out", out, "--verbose");
    const words = said.replace(/\s+/g, " ");
    expect(words).toContain("kept logs:CreateLogGroup: 4 calls in CloudTrail between 2026-10-22 and 2026-11-12");
    expect(words).toContain("kept logs:PutLogEvents: implied by logs:CreateLogStream");
    expect(words).toContain("Steps");
  });

  test("as JSON it holds the decision and the risk, and neither task token nor signature", async () => {
    const { out: said } = await whittle("list", "--out", out, "--format", "json");
    expect(JSON.parse(said)).toMatchObject({
      role: { name: ROLE },
      outcome: "proposed",
      risk: { suspicious: 0 },
      decision: { verdict: "approved" },
      failure: null,
    });
    expect(said).not.toMatch(/taskToken|signature/);
  });

  test("show tells every step, by the role's name and by the review's id alike", async () => {
    const { code, out: said } = await whittle("show", ROLE, "--out", out);
    expect(code).toBe(0);
    expect(said).toContain("Detach CloudWatchLogsFullAccess");
    const { id, journal } = JSON.parse((await whittle("show", ROLE, "--out", out, "--format", "json")).out);
    expect(journal.length).toBeGreaterThan(2);
    expect((await whittle("show", id, "--out", out)).out).toBe(said);
    expect(said).toMatch(/\n {15}- On any resource: logs:FilterLogEvents/);
    expect(said).toMatch(
      /\n {2}\[ .* = 111122223333 \] .* && aws iam attach-role-policy .*CloudWatchLogsFullAccess && aws iam detach-role-policy .*\n/,
    );
    expect(said.replace(/\s+/g, " ").match(/ Attach whittle-/g)).toHaveLength(1);
    expect(said.replace(/\s+/g, " ")).toMatch(/UTC Attach whittle-.* UTC Sent: change applied/);
  });

  test.each([
    [["show", "Nobody", "--out", out], /^whittle: Nobody: no review .*\n$/],
    [["show", "--out", out], /^whittle: Give one review id .*\n$/],
    [["list", "--out", out, "--stack", "whittle"], /^whittle: Give --out DIR alone.*\n$/],
    [["list", "--out", temporaryFolder()], /^whittle: .*no such record\..*\n$/],
    [["list", "--out", out, "--account", "prod"], /^whittle: --account prod: an account id has twelve digits\..*\n$/],
    [["report", "report.html", "--out", out, "--account", "1"], /^whittle: --account 1: an account id has twelve digits\..*\n$/],
    [["list", "--out", out, "--format", "xml"], /^whittle: --format xml is not one of text, json\..*\n$/],
  ])("%j ends with one line and exit code 2", async (args, line) => {
    const { code, err } = await whittle(...args);
    expect(code).toBe(2);
    expect(err).toMatch(line);
  });
});

test("list tells the newest review of a role, and with --all the earlier ones after it", async () => {
  const out = temporaryFolder();
  const review = (decide: string) =>
    whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", decide, "--out", out);
  await review("none");
  const listed = async (...more: readonly string[]) =>
    (await whittle("list", "--out", out, "--format", "json", ...more)).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).id);
  const [first] = await listed();
  await review("approve");
  const [second, ...more] = await listed();
  expect(more).toEqual([]);
  expect(second).not.toBe(first);
  expect(await listed("--all")).toEqual([second, first]);
});

test("list where neither a stack nor a region is named says that a folder can be read too", async () => {
  vi.stubEnv("AWS_REGION", undefined);
  vi.stubEnv("AWS_DEFAULT_REGION", undefined);
  vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  const { code, err } = await whittle("list");
  const named = await whittle("list", "--stack", "other");
  vi.unstubAllEnvs();
  expect([code, err]).toEqual([
    2,
    "whittle: stack whittle: no AWS region is set. Name one: --region REGION; or read an output folder of whittle review: --out DIR. See: whittle list --help\n",
  ]);
  expect(named.err, "who names a stack means no folder").toBe("whittle: stack other: no AWS region is set. Name one: --region REGION\n");
});
