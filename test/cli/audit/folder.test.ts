import { beforeAll, describe, expect, test } from "vitest";
import type { JournalEntry } from "#core/review/model/journal.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { whittle } from "../in-process.ts";
import { folderHolding } from "../record-folder.ts";
import { temporaryFolder } from "../whittle.ts";

const ROLE = "PatchManagerInstanceRole";

describe("whittle audit on an output folder", () => {
  const out = temporaryFolder();
  const day = new Date().toISOString().slice(0, 10);
  beforeAll(async () => {
    await whittle("review", "--account", "sample/account.json", "--trail", "sample/trail", "--decide", "approve", "--out", out);
    await whittle("restore", ROLE, "--out", out, "--reason", "backup failed");
  });

  test("tells decision, changes and restores in their order, and who asked", async () => {
    const { code, out: said } = await whittle("audit", "--out", out, "--format", "json");
    expect(code).toBe(0);
    const events = said
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted());
    expect(events.every(({ role, reviewId }) => role.endsWith(`:role/${ROLE}`) && /^[a-z2-7]{26}$/.test(reviewId))).toBe(true);
    expect(events.map(({ text }) => text)).toEqual([
      "Review opened",
      "Decision: approved by the operator, with --decide approve",
      "Create the managed policy /whittle/whittle-PatchManagerInstanceRole",
      "Attach whittle-PatchManagerInstanceRole to PatchManagerInstanceRole",
      expect.stringContaining("Verify that"),
      "Detach CloudWatchLogsFullAccess from PatchManagerInstanceRole",
      "Review closed: applied",
      "Restore requested. Requested by the operator, with whittle restore. Comment: backup failed",
      "Attach CloudWatchLogsFullAccess to PatchManagerInstanceRole",
      expect.stringContaining("Verify that"),
      "Detach whittle-PatchManagerInstanceRole from PatchManagerInstanceRole",
    ]);
  });

  test.each([[["--from", "2999-01-01"]], [["--to", "2000-01-01"]], [["--role", "Other"]]])(
    "%j leaves out what is not meant",
    async (filter) => {
      expect(await whittle("audit", "--out", out, ...filter)).toEqual({ code: 0, out: "No entries.\n", err: "" });
      expect(await whittle("audit", "--out", out, ...filter, "--format", "json")).toEqual({ code: 0, out: "", err: "" });
    },
  );

  test("as text it names time, role and review", async () => {
    const { out: said } = await whittle("audit", "--out", out, "--role", ROLE);
    expect(said).toMatch(new RegExp(`^${day} \\d\\d:\\d\\d UTC {2}${ROLE} {2}[a-z2-7]{26}\n {2}Review opened\n`));
  });

  test("has nothing to verify, and says so", async () => {
    const { code, err } = await whittle("audit", "verify", "--out", out);
    expect([code, err]).toEqual([2, expect.stringContaining("is not signed, so there is nothing to verify")]);
  });
});

describe("the record of a folder", () => {
  const day = (at: number) => `2026-11-${String(at).padStart(2, "0")}T10:00:00.000Z`;
  const approved = { verdict: "approved", at: day(3), by: "erin@example.com", reason: "as agreed", proposalHash: "hash" } as const;

  test("tells what ended and what failed, a decision's comment, and that a restored review had been closed as applied", async () => {
    const proposal = await foundingProposal();
    const ref = { arn: "arn:aws:iam::111122223333:policy/New", name: "New" };
    const step = (at: number, state: "started" | "done" | "failed", error?: object) =>
      ({ kind: "step", at: day(at), step: { kind: "attach", ...ref }, state, ...error }) as JournalEntry;
    const journal: JournalEntry[] = [
      { kind: "break-glass", at: day(4), command: "aws iam attach-role-policy" },
      step(5, "started"),
      step(6, "failed", { error: { code: "throttled", message: "IAM asks to slow down." } }),
      step(7, "started"),
      step(8, "done"),
      { kind: "sent", at: day(8), message: "applied" },
    ];
    const out = await folderHolding({
      review: reviewOf(proposal, {
        id: "one",
        status: "restored",
        createdAt: day(1),
        updatedAt: day(1),
        decision: approved,
        closedAt: day(9),
      }),
      journal,
    });
    const said = (await whittle("audit", "--out", out, "--format", "json")).out;
    expect(
      said
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .map(({ at, text }) => [at, text]),
    ).toEqual([
      [day(1), "Review opened"],
      [day(3), "Decision: approved by erin@example.com. Comment: as agreed"],
      [day(6), `Failed: Attach New to ${ROLE}. IAM asks to slow down.`],
      [day(8), `Attach New to ${ROLE}`],
      [day(9), "Review closed: applied"],
    ]);
  });
});
