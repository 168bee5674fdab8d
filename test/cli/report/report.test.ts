import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { accountReport } from "#core/review/account-report.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { whittle } from "../in-process.ts";
import { folderHolding, type Held } from "../record-folder.ts";
import { aRun } from "../review/a-run.ts";
import { temporaryFolder } from "../whittle.ts";

vi.mock("#core/review/account-report.ts", async (original) => {
  const whole = await original<typeof import("#core/review/account-report.ts")>();
  return { ...whole, accountReport: vi.fn(whole.accountReport) };
});

let proposal: Proposal;
let role: RoleState;
beforeAll(async () => {
  proposal = await foundingProposal();
  const [first] = (await aRun()).roles;
  if (!first) throw new Error("The sample has roles.");
  role = first;
});

const day = (at: number) => `2026-11-${String(at).padStart(2, "0")}T10:00:00.000Z`;
const approved = { verdict: "approved", at: day(3), by: "ann", proposalHash: "h" } as const;
const held = (id: string, more: Partial<Review>, of: Partial<Proposal> = {}): Held => ({
  review: reviewOf(proposal, { id, status: "settled", createdAt: day(1), updatedAt: day(1), ...more }),
  proposal: { ...proposal, ...of },
  before: role,
});

/** What each review's role may do today, as the report is made of it; undefined where that is not told. */
async function today(...all: readonly Held[]) {
  const file = join(temporaryFolder(), "report.html");
  const folder = await folderHolding(...all);
  expect(await whittle("report", file, "--out", folder)).toMatchObject({ code: 0, err: "" });
  const made = vi.mocked(accountReport).mock.lastCall?.[0] ?? [];
  return { folder, page: readFileSync(file, "utf8"), today: Object.fromEntries(made.map((each) => [each.review.id, each.today])) };
}

describe("what a role may do today", () => {
  test("is told of its latest review alone, of each role", async () => {
    const other = { roleName: "Other", roleArn: "arn:aws:iam::111122223333:role/Other" };
    const found = await today(
      held("first", { createdAt: day(1) }),
      held("other", { createdAt: day(2), ...other }),
      held("second", { createdAt: day(3) }),
    );
    // 133 of the 138 actions of CloudWatchLogsFullAccess are removed: README.md, the founding scenario.
    expect(found.today).toMatchObject({ second: { unused: 133 }, other: { unused: 133 } });
    expect(found.today.first).toBeUndefined();
  });

  test("is not what it was before its change", async () => {
    expect((await today(held("one", { decision: approved }))).today).toEqual({ one: undefined });
  });

  test("of a role that did nothing, all that it may do is unused", async () => {
    const found = await today(
      held("one", { outcome: "no-activity" }, { outcome: "no-activity", diff: { ...proposal.diff, removedCount: 0 } }),
    );
    expect(found.today.one?.unused).toBeGreaterThan(133);
  });
});

test("the report says which folder it is of, and how many roles it names", async () => {
  const { folder, page } = await today(held("one", {}));
  expect(page).toContain(`the folder ${folder}`);
});

test.each([[[]], [["a.html", "b.html"]]])("%j is not one file to write", async (files) => {
  expect(await whittle("report", ...files, "--out", await folderHolding())).toMatchObject({
    code: 2,
    err: "whittle: Give one file to write, such as report.html. See: whittle report --help\n",
  });
});
