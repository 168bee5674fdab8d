import { beforeAll, describe, expect, test } from "vitest";
import { changesOf } from "#cli/review/changes.ts";
import { failingLines } from "#cli/review/fail-on.ts";
import { noChangeText } from "#cli/review/no-change.ts";
import { csvReport } from "#cli/review/report-csv.ts";
import { emitReport } from "#cli/review/report-emit.ts";
import { htmlReport } from "#cli/review/report-html.ts";
import { jsonReport } from "#cli/review/report-json.ts";
import { markdownReport } from "#cli/review/report-markdown.ts";
import { sarifReport } from "#cli/review/report-sarif.ts";
import type { Report } from "#cli/review/run.ts";
import { standingsOf } from "#cli/review/standings.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { createTally } from "#core/usage/tally.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { asAction } from "#test/names.ts";
import type { Held } from "../record-folder.ts";
import { saidBy } from "../said-by.ts";
import { aRun, sample } from "./a-run.ts";

const ROLE = "PatchManagerInstanceRole";
const OTHER = "ReportingRole";
const AT = "2026-11-24T09:00:00.000Z";
/** A use of which a source tells nothing more. */
const WITHOUT_MORE = { resources: [], withoutResource: 0, regions: [], accounts: [], via: [] };
let proposal: Proposal;
beforeAll(async () => {
  proposal = await foundingProposal();
});

const decided = (verdict: "approved" | "rejected" | "expired", more: object = {}) => ({
  decision: { verdict, at: AT, by: "ann", proposalHash: "h", ...more },
});
const proposed = (more: Partial<Review> = {}, of: Partial<Proposal> = {}): Held => {
  const made = { ...proposal, ...of };
  const [before] = sampleRoles.filter(({ name }) => name === ROLE);
  return { review: reviewOf(made, { id: "patch", status: "settled", ...more }), proposal: made, ...(before ? { before } : {}) };
};
const failure = { code: "throttled", message: "IAM asks to slow down.", step: "generating" } as const;
const other = (more: Partial<Review> = {}): Held => {
  const { outcome: _, reason: __, ...bare } = reviewOf(proposal, { id: "reporting", status: "settled" });
  return { review: { ...bare, roleName: OTHER, roleArn: `arn:aws:iam::111122223333:role/${OTHER}`, ...more } };
};
let sampleRoles: Awaited<ReturnType<typeof aRun>>["roles"];
beforeAll(async () => {
  sampleRoles = (await aRun()).roles;
});
/** All the other answers than the proposal's own. */
const answered = () => ({
  answers: proposal.questions.map(({ id, default: verdict }) => ({
    question: id,
    verdict: verdict === "keep" ? ("remove" as const) : ("keep" as const),
    by: "approver" as const,
  })),
});
const written = async (report: Report) => await saidBy(() => report.end());

describe("which changes are written for use elsewhere", () => {
  test.each<[string, Partial<Review>, number]>([
    ["proposed", {}, 1],
    ["approved", { ...decided("approved"), status: "approved" }, 1],
    ["applied", { ...decided("approved"), status: "applied" }, 1],
    ["rejected", decided("rejected"), 0],
    ["expired", decided("expired"), 0],
    ["failed", { status: "failed", failure }, 0],
  ])("of a review that is %s", async (_, review, count) => {
    expect(await changesOf(await aRun({ held: [proposed(review), other()] }))).toHaveLength(count);
  });

  test("of a proposal that changes nothing, none", async () => {
    expect(await changesOf(await aRun({ held: [proposed({}, { outcome: "nothing-to-change" })] }))).toEqual([]);
  });

  test("as it was decided, with its answers", async () => {
    const [asProposed] = await changesOf(await aRun({ held: [proposed()] }));
    const [asDecided] = await changesOf(await aRun({ held: [proposed(decided("approved", answered()))] }));
    expect(proposal.questions.length).toBeGreaterThan(0);
    expect(asDecided?.policies).not.toEqual(asProposed?.policies);
  });
});

describe("what is said where there is no change to write", () => {
  const NONE = "No role has a change to write.";
  const left = (carries: readonly string[], inline: readonly string[] = []): Held =>
    proposed({}, { outcome: "nothing-to-change", reason: { id: "nothing-replaced", carries: [...carries], inline: [...inline] } });
  test.each([
    ["a role's managed policies were left alone", () => left(["Own"]), [], true],
    ["a role's inline policies were left alone", () => left([], ["own"]), [], true],
    ["a role carries nothing", () => left([]), [], false],
    ["all were to be replaced", () => left(["Own"]), ["--replace", "all"], false],
    ["a role is refined already", () => proposed({}, { outcome: "nothing-to-change", reason: { id: "refined-already" } }), [], false],
  ] as const)("where %s", async (_, held, args, isAdvised) => {
    const said = await noChangeText(await aRun({ held: [held()], args }));
    expect(said.startsWith(NONE)).toBe(true);
    expect(said.includes("add --replace all, --replace inline or --replace NAME.")).toBe(isAdvised);
  });
});

describe("--format csv", () => {
  const rows = async (...held: readonly Held[]) =>
    (await written(csvReport(await aRun({ held })))).out
      .split("\r\n")
      .slice(1, -1)
      .map((row) => row.split(","));

  test("has a row for each service and level of which actions are removed, by its name", async () => {
    const removedByLevel = [
      { service: "logs", counts: [1, 2, 3, 4, 5] },
      { service: "sns", counts: [0, 0, 0, 0, 7] },
    ];
    const diff = { ...proposal.diff, removedByLevel };
    const found = await rows(proposed({}, { diff }));
    expect(found.map(([, , , , ...more]) => more)).toEqual([
      ["logs", "Permissions management", "1"],
      ["logs", "Write", "2"],
      ["logs", "Tagging", "3"],
      ["logs", "Read", "4"],
      ["logs", "List", "5"],
      ["sns", "List", "7"],
    ]);
  });

  test("has one row for a role that loses nothing, and one for a review that came to no proposal", async () => {
    const diff = { ...proposal.diff, removedByLevel: [] };
    const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
    expect(await rows(proposed({}, { diff }), other({ status: "failed", failure }))).toEqual([
      [ROLE, arn(ROLE), "proposed", "proposed", "", "", "0"],
      [OTHER, arn(OTHER), "not-eligible", "failed", "", "", "0"],
    ]);
  });
});

describe("--format json", () => {
  const objects = async (held: readonly Held[], args: readonly string[] = []) =>
    (await written(jsonReport(await aRun({ held, args })))).out
      .split("\n")
      .filter((text) => text !== "")
      .map((text) => JSON.parse(text));

  test("says why a review failed, and no other reason", async () => {
    const [found] = await objects([proposed({ status: "failed", failure })]);
    expect(found).toMatchObject({ status: "failed", reason: "IAM asks to slow down.", because: null });
  });

  test("has null for what the source does not tell", async () => {
    const entries = [{ action: asAction("logs:PutLogEvents"), ...WITHOUT_MORE }];
    const [found] = await objects([proposed({}, { activity: { ...proposal.activity, entries } }), other()]);
    expect(found.activity).toEqual([
      { action: asAction("logs:PutLogEvents"), count: null, firstSeen: null, lastSeen: null, resources: [] },
    ]);
    const [, bare] = await objects([proposed(), other()]);
    expect(bare).toMatchObject({ outcome: "not-eligible", unusedActions: null, risk: null, proof: null, unused: null, because: null });
  });

  test("of a proposal that changes nothing has neither risk nor proof", async () => {
    const [found] = await objects([proposed({}, { outcome: "nothing-to-change", reason: { id: "refined-already" } })]);
    expect(found).toMatchObject({ outcome: "nothing-to-change", risk: null, proof: null, because: { id: "refined-already" } });
  });

  test("names inline policies among those that are replaced", async () => {
    const [found] = await objects([proposed({}, { replacesInline: ["own"] })]);
    expect(found).toMatchObject({ replaces: [proposal.replaces[0]?.arn, "inline:own"], replacesInline: ["own"] });
  });

  test("writes a role as soon as its review has ended, in the order of the account, unless a person may take it back", async () => {
    const held = [proposed(), other()];
    const said = async (step: string, args: readonly string[]) => {
      const report = jsonReport(await aRun({ held, args }));
      return (await saidBy(() => report.done(step, {}, {}))).out.split("\n").length - 1;
    };
    expect(await said("close-review", ["--decide", "none"])).toBe(2);
    expect(await said("report-failure", ["--decide", "none"])).toBe(2);
    expect(await said("propose-policy", ["--decide", "none"])).toBe(0);
    expect(await said("close-review", ["--decide", "ask"])).toBe(0);
  });

  test("waits for a role that comes first", async () => {
    const report = jsonReport(await aRun({ held: [proposed({ status: "proposing" }), other()], args: ["--decide", "none"] }));
    expect((await saidBy(() => report.done("close-review", {}, {}))).out).toBe("");
    expect((await written(report)).out.split("\n").length - 1).toBe(2);
  });

  test("is cut to 30 KB a role, and with --full it is not", async () => {
    const many = Array.from({ length: 1000 }, (_, at) => ({ action: asAction("logs:PutLogEvents"), count: at, ...WITHOUT_MORE }));
    const activity = { ...proposal.activity, entries: many };
    const size = async (...args: string[]) =>
      (await written(jsonReport(await aRun({ held: [proposed({}, { activity })], args })))).out.length;
    expect(await size()).toBeLessThanOrEqual(30_001);
    expect(await size("--full")).toBeGreaterThan(60_000);
  });
});

describe("--format markdown", () => {
  const markdown = async (held: readonly Held[], args: readonly string[] = []) =>
    (await written(markdownReport(await aRun({ held, args })))).out;

  test("says why the run fails, also where it is for one reason alone", async () => {
    const said = await markdown([proposed(), other({ outcome: "no-activity" })], ["--fail-on", "permissions"]);
    expect(said).toContain(`This run fails because of:\n\n- <code>1 role with unused permissions management actions&#58; ${ROLE}</code>\n`);
    expect(await markdown([proposed()])).not.toContain("This run fails");
  });

  test("fits a comment, and counts the plans that there was no room for", async () => {
    const text = "x".repeat(20_000);
    const reason = { id: "unreadable", error: text } as const;
    const roles = Array.from({ length: 5 }, (_, at) => `R${at}`);
    const snapshot = sample();
    const [first] = snapshot.RoleDetailList;
    if (!first) throw new Error("The sample has roles.");
    snapshot.RoleDetailList = roles.map((name) => ({ ...first, RoleName: `${name}` as typeof first.RoleName }));
    const held = roles.map((roleName, at) => ({
      review: reviewOf(proposal, { id: `r${at}`, roleName, status: "settled" }),
      proposal: { ...proposal, outcome: "not-eligible" as const, reason, role: { ...proposal.role, name: roleName } },
    }));
    const said = (await written(markdownReport(await aRun({ held, snapshot })))).out;
    expect(said.length).toBeLessThanOrEqual(65_536);
    expect([...said.matchAll(/<details>/g)]).toHaveLength(3);
    expect(said).toContain("\nNo room for 2 more plans. Use --format json.\n");
  });

  test("has a dash for what was not compared", async () => {
    expect(await markdown([other({ outcome: "not-eligible" })])).toMatch(
      /\| <code>ReportingRole<\/code> \| - \| - \| - \| 1 \| 1 \| skipped \|/,
    );
  });
});

test.each([
  ["account.json", "account.json"],
  ["./account.json", "account.json"],
  ["././out/account.json", "out/account.json"],
  ["out\\account.json", "out/account.json"],
  ["aws", "iam/account.json"],
])("--format sarif tells findings at the file of --account %s as code scanning names it: %s", async (account, file) => {
  const run = await aRun({ held: [proposed()] });
  const { out } = await written(sarifReport({ ...run, given: { ...run.given, account } }));
  const uris = [...out.matchAll(/"uri": "([^"]*)"/g)].map(([, uri]) => uri);
  expect(uris).toContain(file);
});

test("--format html has the plan as it was decided", async () => {
  const asProposed = await written(htmlReport(await aRun({ held: [proposed()] })));
  const asDecided = await written(htmlReport(await aRun({ held: [proposed(decided("approved", answered()))] })));
  expect(asDecided.out).not.toBe(asProposed.out);
  expect(asProposed.out).toContain("Remove 133 of 138 actions");
  expect(asDecided.out).not.toContain("Remove 133 of 138 actions");
});

describe("an emitted change", () => {
  const emitted = async (...args: readonly string[]) => await written(emitReport(await aRun({ held: [proposed()], args }), "policies"));

  test("has what could break beside it, on standard error, unless it is to be quiet", async () => {
    const { out, err } = await emitted();
    expect(Object.keys(JSON.parse(out))).toEqual([`whittle-${ROLE}`]);
    expect(err).toMatch(new RegExp(`^whittle: ${ROLE}: No suspicious calls found\\..* Could break: .+\\n$`));
    expect((await emitted("--quiet")).err).toBe("");
  });

  test("that there is not is told, and nothing is written", async () => {
    expect(await written(emitReport(await aRun({ held: [other()] }), "policies"))).toEqual({
      out: "",
      err: "whittle: No role has a change to write.\n",
    });
  });
});

describe("a report that has standard output for itself", () => {
  test("names the page on standard error", async () => {
    const { out, err } = await saidBy(async () => csvReport(await aRun()).asked(proposed().review, "http://127.0.0.1/go/x"));
    expect([out, err]).toEqual(["", expect.stringContaining("http://127.0.0.1/go/x")]);
  });

  test("names each log file that was not read, and counts unreadable records and skipped files, on standard error", async () => {
    const problems = [
      { file: "a.json", because: { id: "empty" } },
      { file: "b.json", because: { id: "cut-off" } },
    ] as const;
    const passedOver = [
      { file: "c.md", is: { id: "not-named-so" } },
      { file: "d.md", is: { id: "not-named-so" } },
    ] as const;
    const tally = createTally("all", { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" });
    tally.addUnreadable("not-json", 144);
    const { err } = await written(csvReport(await aRun({ reading: { problems, passedOver, tally: tally.snapshot() } })));
    const lines = err.trim().split("\n");
    expect(lines.map((text) => text.slice(0, 16)).slice(0, 2)).toEqual(["whittle: a.json:", "whittle: b.json:"]);
    expect(lines[2]).toBe("whittle: 144 records could not be read: 144 × a record is not JSON. Calls in them are not counted.");
    expect(lines[3]).toMatch(/^whittle: Skipped 2 files without records: 2 × /);
  });
});

describe("--fail-on", () => {
  const levels = { "Permissions management": 0, Write: 1, Tagging: 2, Read: 3, List: 4 } as const;
  const failing = async (what: string, level: keyof typeof levels) => {
    const counts = [0, 0, 0, 0, 0].map((_, at) => (at === levels[level] ? 1 : 0));
    const diff = { ...proposal.diff, removedByLevel: [{ service: "logs", counts }] };
    const held = [proposed({}, { diff }), other({ outcome: "no-activity" })];
    return await failingLines(await aRun({ held, args: ["--fail-on", what] }));
  };
  test.each([
    ["permissions", ["Permissions management"]],
    ["write", ["Permissions management", "Write", "Tagging"]],
    ["any", ["Permissions management", "Write", "Tagging", "Read", "List"]],
  ])("%s fails for an unused action of %j, and of no other level", async (what, failed) => {
    const found: string[] = [];
    for (const level of Object.keys(levels) as (keyof typeof levels)[]) if ((await failing(what, level)).length > 0) found.push(level);
    expect(found).toEqual(failed);
  });

  test.each<[string, Partial<Review>, boolean]>([
    ["proposed", { outcome: "proposed" }, false],
    ["no activity", { outcome: "no-activity" }, false],
    ["not eligible", { outcome: "not-eligible" }, true],
    ["nothing to change", { outcome: "nothing-to-change" }, true],
    ["failed before it had an outcome", { status: "failed", failure }, true],
  ])("fails for a broad role whose review has this outcome: %s", async (_, review, expected) => {
    const lines = await failingLines(await aRun({ held: [other(review)], args: ["--fail-on", "any"], more: { named: [OTHER] } }));
    expect(lines).toEqual(expected ? [`1 role with broad policies and no proposal: ${OTHER}`] : []);
  });
});

test("roles are compared the one first of which most can be removed, each with how its review ended", async () => {
  const run = await aRun({ held: [other({ outcome: "no-activity", status: "failed", failure }), proposed()] });
  expect((await standingsOf(run)).map(({ roleName, result }) => [roleName, result])).toEqual([
    [ROLE, "proposed"],
    [OTHER, "failed"],
  ]);
});
