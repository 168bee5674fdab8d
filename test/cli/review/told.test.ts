import { beforeAll, describe, expect, test } from "vitest";
import { loadCatalogue } from "#adapters/catalogue.ts";
import { tellStranger, tellUndone } from "#cli/review/doubts.ts";
import { textReport } from "#cli/review/report-text.ts";
import { stopped } from "#cli/review/stopped.ts";
import { endLines, tellEnd, tellSum, tellTrail } from "#cli/review/tell-end.ts";
import { tellPlan } from "#cli/review/tell-plan.ts";
import { tellProposal } from "#cli/review/tell-proposal.ts";
import { tellSummary } from "#cli/review/tell-summary.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { createTally } from "#core/usage/tally.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { ROLE as ROLE_OF_RECORDS, rawRecord, sessionOf } from "#test/core/usage/records.ts";
import type { Held } from "../record-folder.ts";
import { saidBy } from "../said-by.ts";
import { aRun, sample } from "./a-run.ts";

const ROLE = "PatchManagerInstanceRole";
const AT = "2026-11-24T09:00:00.000Z";
let proposal: Proposal;
beforeAll(async () => {
  proposal = await foundingProposal();
});
const approved = { verdict: "approved", at: AT, by: "ann", proposalHash: "h" } as const;
const failure = { code: "throttled", message: "IAM asks to slow down.", step: "applying" } as const;
const review = (more: Partial<Review> = {}) => reviewOf(proposal, { id: "one", status: "settled", ...more });
const held = (more: Partial<Review> = {}, of: Partial<Proposal> = {}): Held => ({ review: review(more), proposal: { ...proposal, ...of } });
const words = (text: string) => text.replace(/ \\\n/g, "").replace(/\s+/g, " ").trim();
const said = async (say: () => unknown) => words((await saidBy(say)).out);

describe("how a review ended, in lines", () => {
  test.each<[string, Partial<Review>, string | undefined, readonly string[]]>([
    ["proposed", {}, "out", []],
    ["rejected", { decision: { ...approved, verdict: "rejected", reason: "no" } }, "out", ["rejected by ann: no"]],
    ["applied", { decision: approved }, "out", ["approved by ann", `applied. Undo: whittle restore ${ROLE} --out out`]],
    ["applied, and saved nowhere", { decision: approved }, undefined, ["approved by ann", "applied."]],
    ["failed", { status: "failed", decision: approved, failure }, "out", ["approved by ann", "failed. IAM asks to slow down."]],
  ])("%s", (_, more, out, lines) => {
    expect(endLines(review(more), out).map(({ text }) => text)).toEqual(lines);
  });
});

describe("how a review ended, in full", () => {
  const ended = async (more: Partial<Review>, wayBack?: string, args: readonly string[] = []) =>
    await said(async () => tellEnd(await aRun({ args }), review(more), wayBack));
  const answers = [
    { question: "q1", verdict: "keep", by: "approver" },
    { question: "q2", verdict: "remove", by: "default" },
  ] as const;

  test("with who decided, each answer and whose it is, what the role carries, and the way back", async () => {
    const back = "aws iam attach-role-policy && aws iam detach-role-policy";
    expect(await ended({ decision: { ...approved, answers: [...answers] } }, back, ["--out", "out"])).toBe(
      [
        "approved by ann",
        "answered q1: kept",
        "answered q2: removed (default)",
        "attached AmazonSSMManagedInstanceCore, CloudWatchLogsFullAccess",
        `undo whittle restore ${ROLE} --out out, or with the AWS CLI:`,
        back,
      ].join(" "),
    );
  });

  test("without a folder, with the AWS CLI alone; without a way back, none", async () => {
    expect(await ended({ decision: approved }, "aws iam x")).toContain("undo with the AWS CLI: aws iam x");
    expect(await ended({ decision: approved })).toBe("approved by ann attached AmazonSSMManagedInstanceCore, CloudWatchLogsFullAccess");
  });

  test("a rejected or failed one has no way back: nothing was changed", async () => {
    expect(await ended({ decision: { ...approved, verdict: "rejected" } }, "aws iam x")).toBe("rejected by ann");
    expect(await ended({ status: "failed", failure, decision: approved }, "aws iam x")).toBe(
      "failed IAM asks to slow down. approved by ann",
    );
  });
});

describe("the last lines", () => {
  const sum = async (args: readonly string[], ...reviews: readonly Partial<Review>[]) =>
    await said(async () =>
      tellSum(
        await aRun({
          args,
          held: reviews.map((more, at) => ({
            review: { ...review(more), id: `r${at}`, roleArn: `arn:aws:iam::111122223333:role/R${at}` },
          })),
        }),
      ),
    );
  test("count the reviews by how they ended", async () => {
    const ended = await sum(
      [],
      {},
      {},
      { outcome: "nothing-to-change" },
      { outcome: "no-activity" },
      { outcome: "not-eligible" },
      { outcome: "no-activity", status: "failed", failure },
      { decision: { ...approved, verdict: "rejected" } },
    );
    expect(ended).toBe("2 proposed, 1 without a change to propose, 1 without activity, 1 not eligible, 1 failed, 1 rejected");
    expect(await sum([])).toBe("No role to review");
  });

  test("say where it was written, or that nothing was saved of a change", async () => {
    expect(await sum(["--out", "out"], { decision: approved })).toBe("1 applied Written to out");
    expect(await sum([], { decision: approved })).toBe(
      "1 applied Nothing was saved. Use --out DIR to save the changed snapshot and the policies.",
    );
    expect(await sum([], {})).toBe("1 proposed");
  });
});

describe("log files that were not read", () => {
  const problems = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ file: `f${at}.json`, because: { id: "empty" as const } }));
  test("and records, by reason and counted, without what stands for a file's rest", async () => {
    const tally = createTally("all", { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" });
    for (const fault of ["not-json", "no-event-time", "rest-of-file", "not-json"] as const) tally.addUnreadable(fault);
    expect(await said(async () => tellTrail(await aRun({ reading: { tally: tally.snapshot() } })))).toBe(
      "3 records could not be read: 2 × a record is not JSON, 1 × its eventTime is not a time. Calls in them are not counted.",
    );
  });

  const trail = async (count: number) =>
    await said(async () => tellTrail(await aRun({ reading: { files: 30, problems: problems(count) } })));

  test("are named, twenty at most, and counted", async () => {
    expect(await trail(1)).toMatch(/^1 of 30 log files could not be read completely: f0\.json: \S/);
    expect(await trail(20)).toMatch(/f19\.json: [^.]*\.$/);
    expect(await trail(21)).toMatch(/f19\.json: .* and 1 more$/);
    expect(await trail(21)).not.toContain("f20.json");
    expect(await trail(0)).toBe("");
  });
});

describe("where a signal ends the run", () => {
  test.each<[string, readonly string[], readonly Partial<Review>[], string]>([
    ["without a folder", [], [{ decision: approved }], "Stopped. Nothing was changed."],
    ["before a change", ["--out", "out"], [{}], "Stopped. Nothing was changed."],
    ["after one", ["--out", "out"], [{ decision: approved }, {}], "Stopped. 1 earlier change is saved in out/account.json."],
    [
      "after two",
      ["--out", "out"],
      [{ decision: approved }, { status: "applied" }],
      "Stopped. 2 earlier changes are saved in out/account.json.",
    ],
  ])("%s", async (_, args, reviews, text) => {
    const run = await aRun({ args, held: reviews.map((more, at) => ({ review: { ...review(more), id: `r${at}` } })) });
    expect(words((await saidBy(() => stopped(run))).err)).toBe(text);
  });
});

describe("what a run was asked for and could not do", () => {
  const undone = async (args: readonly string[], more: Parameters<typeof aRun>[0] = {}) => {
    let count = -1;
    const run = await aRun({ args, ...more });
    const { err } = await saidBy(async () => {
      count = await tellUndone(run);
    });
    return { count, err };
  };
  const done = () => ({ held: [held(), { review: { ...review(), id: "two", roleName: "ReportingRole" } }] });

  test("nothing, where each role that was meant has an outcome", async () => {
    expect(await undone([], { held: [held()] })).toEqual({ count: 0, err: "" });
    expect(await undone([], { ...done(), more: { untaggedToo: true } })).toEqual({ count: 0, err: "" });
  });

  test.each([
    ["a named role", { named: ["ReportingRole"] }],
    ["an untagged role, where none is tagged", { untaggedToo: true }],
  ])("%s without an outcome is named", async (_, more) => {
    expect(await undone([], { held: [held()], more })).toEqual({ count: 1, err: "whittle: 1 role without an outcome: ReportingRole\n" });
  });

  test("a tagged role without an outcome is named", async () => {
    expect(await undone([])).toEqual({ count: 1, err: `whittle: 1 role without an outcome: ${ROLE}\n` });
  });

  test("a policy to replace that no reviewed role has is named; inline and all are no names", async () => {
    const args = ["--replace", "NoSuch", "--replace", "inline", "--replace", "all", "--replace", "CloudWatchLogsFullAccess"];
    expect(await undone(args, { held: [held()] })).toEqual({
      count: 1,
      err: "whittle: No reviewed role has a policy of this name, as --replace asks: NoSuch\n",
    });
  });

  test.each([
    ["--keep", "logs/typo"],
    ["--remove", "logs/typo"],
  ])("an answer by %s to no question is named", async (option, word) => {
    expect(await undone([option, word], { held: [held()] })).toEqual({
      count: 1,
      err: "whittle: 1 answer matched no question of any role: logs/typo.\n",
    });
    expect(await undone([option, proposal.questions[0]?.id ?? ""], { held: [held()] })).toEqual({ count: 0, err: "" });
  });

  test("with --fail-on, a role that cannot be read is named, of those that were meant", async () => {
    const { roles } = await aRun();
    const unread = roles.map((role) => ({ ...role, unreadable: "Its policy is missing." }));
    const asked = (args: readonly string[], named: readonly string[]) => undone(args, { ...done(), more: { roles: unread, named } });
    expect(await asked(["--fail-on", "any"], [])).toEqual({
      count: 2,
      err: `whittle: 2 roles that cannot be judged: ${ROLE}, ReportingRole. Its policy is missing.\n`,
    });
    expect((await asked(["--fail-on", "any"], [ROLE])).err).toContain(`1 role that cannot be judged: ${ROLE}. `);
    expect(await asked([], [])).toEqual({ count: 0, err: "" });
  });
});

describe("a trail that may be another account's", () => {
  const stranger = async (reviews: readonly Held[], known: boolean) => {
    const tally = createTally([ROLE_OF_RECORDS], { from: "2020-01-01T00:00:00.000Z", to: "2030-01-01T00:00:00.000Z" });
    if (known) tally.add(rawRecord({ userIdentity: sessionOf(ROLE_OF_RECORDS) }), loadCatalogue());
    const run = await aRun({ held: reviews, reading: { tally: tally.snapshot() } });
    return (await saidBy(() => tellStranger(run))).err;
  };
  test("is told where it knows none of the roles, unless none was to be reviewed", async () => {
    expect(await stranger([held()], false)).toBe(
      "whittle: No record is of a reviewed role: none of them made a call, or this is not the trail of account 111122223333.\n",
    );
    expect(await stranger([held()], true)).toBe("");
    expect(await stranger([held({ outcome: "not-eligible" })], false)).toBe("");
  });
});

describe("the plan", () => {
  test("begins with suspicious activity, and tells why it is asked again and each check that failed", async () => {
    const plan = await said(() =>
      tellPlan({
        ...proposal,
        suspicious: [{ kind: "failed-escalation", actions: ["iam:CreateUser"], sources: ["198.51.100.7"], calls: 3 }],
        askedAgain: { id: "used-since", actions: ["logs:GetLogEvents"] },
        checks: [
          { name: "no-new-access", result: "fail", fresh: 1 },
          { name: "fits-iam-limits", result: "pass", policies: 1, largest: 10 },
        ],
      }),
    );
    expect(plan).toMatch(/^\S.*logs:GetLogEvents.* Suspicious SUSPICIOUS ACTIVITY\. .*iam:CreateUser.* Remove 133 of 138 actions/);
    expect([...plan.matchAll(/Check failed /g)]).toHaveLength(1);
  });

  test("of a review without a change, tells why", async () => {
    expect(await said(() => tellPlan({ ...proposal, outcome: "nothing-to-change", reason: { id: "refined-already" } }))).toMatch(
      /^Outcome nothing to change\. \S/,
    );
  });
});

describe("the plan in full", () => {
  const full = async (more: Partial<Proposal>) => await said(() => tellProposal({ ...proposal, ...more }));
  const policy = (...Statement: NonNullable<Proposal["policies"][number]["document"]["Statement"]>) => ({
    policies: [{ name: "p", size: 10, document: { Version: "2012-10-17" as const, Statement } }],
  });

  test("says of each statement whether it allows or denies, what, on what and if what", async () => {
    const said = await full(
      policy(
        { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::a/*"] },
        {
          Effect: "Deny",
          NotAction: ["s3:GetObject"],
          NotResource: ["arn:aws:s3:::b/*"],
          Condition: { Bool: { "aws:SecureTransport": ["false"] } },
        },
      ),
    );
    expect(said).toContain("allows s3:GetObject on arn:aws:s3:::a/* denies all but s3:GetObject on all but arn:aws:s3:::b/* if {");
    expect(said).toContain('if {"Bool":{"aws:SecureTransport":["false"]}}');
  });

  test("names twelve statements, and counts the rest", async () => {
    const statements = (count: number) =>
      policy(...Array.from({ length: count }, (_, at) => ({ Effect: "Allow" as const, Action: [`s3:A${at}`], Resource: ["*"] })));
    expect(await full(statements(12))).not.toContain("statement more");
    expect(await full(statements(13))).toMatch(/allows s3:A11 on \* and 1 statement more/);
  });

  test("says which actions are kept without proof", async () => {
    const unproven = proposal.evidence.filter(({ proven, kind }) => !proven && kind !== "seen").map(({ action }) => action);
    expect(unproven.length).toBeGreaterThan(0);
    const text = await full({});
    expect([...text.matchAll(/kept (\S+): (?:(?! kept ).)*?\(kept without proof\)/g)].map(([, action]) => action)).toEqual(unproven);
  });

  test("counts records of the role, and denied calls among them", async () => {
    const activity = (denied: number) => ({
      activity: { ...proposal.activity, records: { ...proposal.activity.records, ofRole: 7, denied } },
    });
    expect(await full(activity(2))).toContain("activity 7 records in CloudTrail, 2 of them denied calls used");
    expect(await full(activity(0))).toContain("activity 7 records in CloudTrail used");
  });

  test("names later calls that would be denied, twelve of them, and counts the rest", async () => {
    const { proof } = proposal;
    if (proof.kind !== "tested") throw new Error("The founding proposal was tested.");
    const denied = (count: number) => ({
      proof: {
        ...proof,
        denied: Array.from({ length: count }, (_, at) => ({
          action: `s3:A${at}`,
          resource: "*",
          count: 1,
          firstSeen: AT,
          kind: "new-action" as const,
          covered: true,
        })),
      },
    });
    expect(await full(denied(1))).toMatch(/later s3:A0 on \*, 1 call: \S/);
    expect(await full(denied(12))).not.toContain("later call more");
    expect(await full(denied(13))).toContain("and 1 later call more");
  });

  test("tells every check but those that were skipped; where gaps are told, they tell what the evidence lacks", async () => {
    const checks: Proposal["checks"] = [
      { name: "no-new-access", result: "pass", fresh: 0 },
      { name: "fits-iam-limits", result: "fail", policies: 1, largest: 10 },
      { name: "evidence-complete", result: "warn" },
      { name: "permissions-boundary", result: "skipped" },
    ];
    const names = (text: string) => [...text.matchAll(/(?:pass|fail|warn|skipped) ([a-z-]+):/g)].map(([, name]) => name);
    expect(names(await full({ checks, gaps: [] }))).toEqual(["no-new-access", "fits-iam-limits", "evidence-complete"]);
    expect(names(await full({ checks, gaps: [{ kind: "last-access-unknown", effect: "warn", because: { id: "aws-fault" } }] }))).toEqual([
      "no-new-access",
      "fits-iam-limits",
    ]);
  });
});

describe("the summary", () => {
  const standing = (roleName: string, more: object = {}) => ({
    roleName,
    roleArn: "",
    isCompared: true,
    unused: { "Permissions management": 1, Write: 20, Tagging: 3, Read: 400, List: 50 },
    unusedCount: 474,
    escalations: { now: 2, after: 1 },
    unusedDays: 91,
    result: "proposed",
    ...more,
  });
  const rows = async (...standings: readonly ReturnType<typeof standing>[]) =>
    (await saidBy(() => tellSummary(standings))).out.split("\n").flatMap((row) => (/^R\d/.test(row) ? [row.split(/ {2,}/)] : []));

  test("of two roles is a table; of one, its plan has said it all", async () => {
    expect(await rows(standing("R1"))).toEqual([]);
    expect(await rows(standing("R1"), standing("R2", { unusedDays: null, escalations: { now: 1, after: 1 } }))).toEqual([
      ["R1", "1", "23", "450", "2 > 1", "91", "proposed"],
      ["R2", "1", "23", "450", "1", "never", "proposed"],
    ]);
  });

  test("has a dash for what was not compared", async () => {
    const [, unknown] = await rows(standing("R1"), standing("R2", { isCompared: false, result: "skipped" }));
    expect(unknown).toEqual(["R2", "-", "-", "-", "2 > 1", "91", "skipped"]);
  });
});

describe("what happens is told as it happens", () => {
  const step = (state: "started" | "done" | "failed", name: string): JournalEntry =>
    ({
      kind: "step",
      at: AT,
      step: { kind: "attach", arn: `arn:aws:iam::111122223333:policy/${name}`, name },
      state,
      ...(state === "failed" ? { error: { code: "x", message: "no" } } : {}),
    }) as JournalEntry;
  const journal = [step("started", "New"), step("failed", "New"), step("started", "New"), step("done", "New")];
  const report = async (args: readonly string[], steps: readonly (readonly [string, unknown?, unknown?])[], more: Partial<Review> = {}) => {
    const run = await aRun({ args, held: [{ ...held(more), journal }], reading: {} });
    const told = textReport(run);
    return await said(async () => {
      for (const [name, payload = { reviewId: "one" }, result = {}] of steps) await told.done(name, payload, result);
    });
  };

  test("in short: the plan, then troubles alone, each once, then the end", async () => {
    const failed = { status: "failed", failure } as const;
    const text = await report([], [["propose-policy"], ["apply-policy"], ["apply-policy"], ["report-failure"]], failed);
    expect(text).toMatch(new RegExp(`^${ROLE} Remove 133 of 138 actions`));
    expect([...text.matchAll(/Attach New/g)]).toHaveLength(1);
    expect(text).toContain(`${ROLE}: Attach New to ${ROLE}: no`);
    expect(text.endsWith(`${ROLE}: failed. IAM asks to slow down.`)).toBe(true);
  });

  test("in full: every step once, but what only began", async () => {
    const text = await report(["--verbose"], [["apply-policy"], ["close-review"]], { decision: approved });
    expect(text.startsWith(`${ROLE} failed Attach New to ${ROLE}: no done Attach New to ${ROLE} approved by ann`)).toBe(true);
    expect([...text.matchAll(new RegExp(`${ROLE} (?:failed|approved)`, "g"))].length).toBeGreaterThan(0);
  });

  test.each([
    ["in short", []],
    ["in full", ["--verbose"]],
  ])("a role that had changed gets a new proposal, and that is said: %s", async (_, args) => {
    expect(await report(args, [["apply-policy", { reviewId: "one" }, { next: "propose-again" }]])).toContain("making a new proposal");
  });

  test("quiet: what could not be read, on standard error, and nothing of what was skipped", async () => {
    const passedOver = [{ file: "c.md", is: { id: "not-named-so" } }] as const;
    const run = await aRun({ args: ["--quiet"], reading: { problems: [{ file: "a.json", because: { id: "empty" } }], passedOver } });
    const { err } = await saidBy(async () => await textReport(run).end());
    expect(err).toBe("whittle: a.json: it is empty.\n");
  });

  test("quiet: nothing", async () => {
    expect(await report(["--quiet"], [["propose-policy"], ["report-failure"]])).toBe("");
  });

  test("how many roles are reviewed, which are skipped and why, and how many were not selected", async () => {
    const snapshot = sample();
    const [first] = snapshot.RoleDetailList;
    if (!first) throw new Error("The sample has roles.");
    snapshot.RoleDetailList = Array.from({ length: 30 }, (_, at) => ({ ...first, RoleName: `R${at}` as typeof first.RoleName }));
    const run = await aRun({ snapshot, reading: { files: 2 } });
    const skipped = (count: number) => Array.from({ length: count }, (_, at) => ({ roleName: `R${at}`, reason: { id: "service-linked" } }));
    const discovery = async (reviews: number, count: number) =>
      await said(() => textReport(run).done("discover-roles", {}, { reviews: Array(reviews).fill({}), skipped: skipped(count) }));
    expect(await discovery(30, 0)).toBe("Read 0 records in 2 log files, to . Reviewing 30 roles of sample/account.json.");
    expect(await discovery(5, 3)).toContain("Reviewing 5 roles of sample/account.json. 22 roles skipped (not selected). R0: ");
    expect(await discovery(5, 20)).not.toContain(" more");
    expect(await discovery(5, 22)).toMatch(/ R19: .* and 2 more$/);
  });
});
