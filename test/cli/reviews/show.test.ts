import { beforeAll, describe, expect, test } from "vitest";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { whittle } from "../in-process.ts";
import { folderHolding, type Held } from "../record-folder.ts";

const ROLE = "PatchManagerInstanceRole";
const day = (at: number) => `2026-11-${String(at).padStart(2, "0")}T10:00:00.000Z`;
let proposal: Proposal;
beforeAll(async () => {
  proposal = await foundingProposal();
});

const held = (id: string, more: Partial<Review>, journal: readonly JournalEntry[] = []): Held => ({
  review: reviewOf(proposal, { id, createdAt: day(1), updatedAt: day(1), ...more }),
  proposal,
  journal,
});
const waitingUntil = (until: number) =>
  ({
    status: "waiting",
    waiting: { taskToken: "secret-token", since: day(2), expiresAt: day(until), round: 1, toldRound: 1 },
  }) as const;
const approved = { verdict: "approved", at: day(3), by: "erin@example.com", reason: "as agreed", proposalHash: "hash" } as const;
const words = (text: string) => text.replace(/\s+/g, " ");
const command = async (...args: readonly string[]) => {
  const { code, out, err } = await whittle(...args);
  expect([code, err]).toEqual([0, ""]);
  return out;
};

describe("whittle show", () => {
  test("of a role, tells its latest review, and until when it is to be decided", async () => {
    const out = await folderHolding(
      held("first", { status: "settled", createdAt: day(1) }),
      held("second", { ...waitingUntil(16), createdAt: day(2) }),
    );
    const said = await command("show", ROLE, "--out", out);
    expect(said).toContain("\n  Review       second\n");
    expect(said).toContain("\n  Opened       2026-11-02 10:00 UTC\n");
    expect(said).toContain("\n  Decide until 2026-11-16 10:00 UTC\n");
    expect(said).not.toContain("secret-token");
    expect(await command("show", "first", "--out", out)).toContain("\n  Review       first\n");
  });

  test("names who decided, and when", async () => {
    const out = await folderHolding(held("one", { status: "settled", decision: approved }));
    expect(await command("show", "one", "--out", out)).toContain("\n  Decision     approved by erin@example.com, 2026-11-03 10:00 UTC\n");
  });

  test("tells an ended step once, one that was cut off as begun, one that failed with its reason, and a command letter for letter", async () => {
    const ref = (name: string) => ({ arn: `arn:aws:iam::111122223333:policy/${name}`, name });
    const step = (at: number, state: "started" | "done" | "failed", kind: "attach" | "detach", name: string, error?: object) =>
      ({ kind: "step", at: day(at), step: { kind, ...ref(name) }, state, ...error }) as JournalEntry;
    const journal: JournalEntry[] = [
      { kind: "break-glass", at: day(4), command: "aws iam attach-role-policy --role-name  'two  spaces'" },
      step(5, "started", "attach", "New"),
      step(6, "done", "attach", "New"),
      step(7, "started", "detach", "Old"),
      step(8, "failed", "detach", "Old", { error: { code: "throttled", message: "IAM asks to slow down." } }),
      step(9, "started", "detach", "Older"),
    ];
    const out = await folderHolding(held("one", { status: "applying", decision: approved }, journal));
    const said = await command("show", "one", "--out", out);
    expect(words(said.slice(said.indexOf("Steps"))).trim()).toBe(
      [
        "Steps",
        "2026-11-04 10:00 UTC To restore the role by hand, with the AWS CLI alone:",
        "aws iam attach-role-policy --role-name 'two spaces'",
        `2026-11-06 10:00 UTC Attach New to ${ROLE}`,
        `2026-11-08 10:00 UTC failed: Detach Old from ${ROLE}. IAM asks to slow down.`,
        `2026-11-09 10:00 UTC started: Detach Older from ${ROLE}`,
      ].join(" "),
    );
    expect(said.split("\n")[0]).toBe(`${ROLE}: in progress (applying)`);
  });

  test("says why there is no proposal", async () => {
    const failure = { code: "throttled", message: "IAM asks to slow down.", step: "generating" } as const;
    const review = (more: Partial<Review>) => reviewOf(proposal, { id: "one", ...more });
    const bare = ({ reason: _, outcome: __, ...rest }: Review) => rest;
    for (const [made, said] of [
      [bare(review({ status: "failed", failure })), "IAM asks to slow down."],
      [review({ status: "failed", failure }), "IAM asks to slow down."],
      [bare(review({ status: "generating" })), "No proposal yet."],
    ] as const)
      expect(words(await command("show", "one", "--out", await folderHolding({ review: made })))).toContain(
        ` ${said} Account 111122223333`,
      );
  });
});

describe("whittle list", () => {
  const other = (account: string) => ({ roleArn: `arn:aws:iam::${account}:role/Other`, roleName: "Other" });

  test("tells the latest review of each role, newest first, with account where there are several, age and risk", async () => {
    const days = (count: number) => new Date(Date.now() - count * 86_400_000 - 3_600_000).toISOString();
    const out = await folderHolding(
      held("a1", { status: "settled", createdAt: days(40), updatedAt: days(40) }),
      held("b1", { status: "generating", createdAt: days(9), updatedAt: days(9), ...other("444455556666") }),
      held("a2", { ...waitingUntil(28), createdAt: days(1), updatedAt: days(1) }),
    );
    const titles = (said: string) => said.split("\n").filter((text) => text !== "" && !text.startsWith(" "));
    const said = await command("list", "--out", out);
    expect(titles(said)).toEqual([
      `${ROLE}  111122223333  to decide  1 day  a2`,
      "Other  444455556666  in progress (generating)  9 days  b1",
    ]);
    expect(words(said)).toContain(" To check: 3 removed actions whose use CloudTrail can't show");
    expect(titles(await command("list", "--out", out, "--all")).map((title) => title.split("  ").at(-1))).toEqual(["a2", "b1", "a1"]);
    expect(titles(await command("list", "--out", out, "--account", "444455556666"))).toEqual([
      "Other  in progress (generating)  9 days  b1",
    ]);
  });

  test("an account's roles are those of its ARNs, whatever their names hold", async () => {
    const roleName = "of-444455556666";
    const out = await folderHolding(held("a1", { status: "settled", roleName, roleArn: `arn:aws:iam::111122223333:role/${roleName}` }));
    expect(await command("list", "--out", out, "--account", "444455556666")).toBe("No reviews of account 444455556666.\n");
    expect((await whittle("list", "--out", out, "--account", "44445555666")).code).toBe(2);
  });

  test("of an empty record says so in words, and nothing as JSON", async () => {
    const out = await folderHolding();
    expect(await command("list", "--out", out)).toBe("No reviews yet.\n");
    expect(await command("list", "--out", out, "--format", "json")).toBe("");
  });

  test("as JSON tells every fact but the task token", async () => {
    const failure = { code: "throttled", message: "IAM asks to slow down.", step: "applying" } as const;
    const out = await folderHolding(held("one", { ...waitingUntil(16), decision: approved, failure, dryRun: true, updatedAt: day(4) }));
    const said = await command("list", "--out", out, "--format", "json");
    expect(JSON.parse(said)).toMatchObject({
      id: "one",
      role: { name: ROLE, arn: `arn:aws:iam::111122223333:role/${ROLE}` },
      status: "waiting",
      outcome: "proposed",
      dryRun: true,
      createdAt: day(1),
      updatedAt: day(4),
      decideUntil: day(16),
      decision: { verdict: "approved", at: day(3), by: "erin@example.com", reason: "as agreed" },
      failure,
    });
    expect(said).not.toContain("secret-token");
  });
});

test("what was answered is part of the change that is told", async () => {
  const asProposed = JSON.parse(
    await command("list", "--format", "json", "--out", await folderHolding(held("one", { status: "settled" }))),
  );
  const answers = proposal.questions.map(({ id, default: verdict }) => ({
    question: id,
    verdict: verdict === "keep" ? ("remove" as const) : ("keep" as const),
    by: "approver" as const,
  }));
  const out = await folderHolding(held("one", { status: "settled", decision: { ...approved, answers } }));
  expect(proposal.questions.length).toBeGreaterThan(0);
  expect(JSON.parse(await command("list", "--format", "json", "--out", out)).headline).not.toBe(asProposed.headline);
});
