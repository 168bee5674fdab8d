import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { restoreAskedBy, signRestoreVote, voteOfAnother, withRestoreVote } from "#core/review/approval/restore-vote.ts";
import { RestoreNotApprovedError } from "#core/review/errors.ts";
import type { RestoreVote, Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-24T10:00:00.000Z";
const signer = processSigner();
const review: Review = { ...aReview("r1", "Role", "applied", AT), decision: { verdict: "approved", at: AT, by: "jo", proposalHash: "h" } };
const addBack = ["s3:GetObject"];
const ann = { issuer: "https://login.example", subject: "ann" };
const ben = { issuer: "https://login.example", subject: "ben" };
const minutesOn = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString();

type Said = Partial<Omit<RestoreVote, "signature">>;
const vote = (said: Said = {}) => signRestoreVote(signer, review, { at: AT, by: "jo", reason: "", addBack, ...said });

describe("a vote to restore counts", () => {
  test.each([
    ["at once", 0, true],
    ["for a day", 24 * 60 - 1, true],
    ["not for longer", 24 * 60, false],
    ["where the clocks differ by some minutes", -5, true],
    ["not where it is of the future", -60, false],
  ])("%s", async (_, minutes, counts) => {
    const asked = restoreAskedBy(signer, review, { addBack, votes: [await vote()] }, minutesOn(minutes));
    if (counts) expect(await asked).toEqual({ by: "jo", reason: "" });
    else await expect(asked).rejects.toThrow(RestoreNotApprovedError);
  });

  test.each([
    ["gives back", { addBack: ["s3:*"] }],
    ["gives all back", { addBack: undefined }],
    ["keeps from then on", { addBack, missed: ["s3:PutObject"] }],
    ["was shown", { addBack, seen: "00" }],
  ])("for nothing else than it says: not where what it %s differs", async (_, asked) => {
    await expect(restoreAskedBy(signer, review, { ...asked, votes: [await vote()] }, AT)).rejects.toThrow(RestoreNotApprovedError);
  });

  test.each<[string, Said]>([
    ["who asks", { by: "ann" }],
    ["who signed in", { identity: ann }],
    ["when", { at: minutesOn(1) }],
    ["why", { reason: "because" }],
    ["what comes back", { addBack: ["s3:*"] }],
    ["what is kept from then on", { missed: ["s3:*"] }],
    ["what was shown", { seen: "00" }],
  ])("not where %s was changed after it was signed", async (_, changed) => {
    const forged = { ...(await vote()), ...changed };
    const { missed, seen } = forged;
    const asked = { addBack: forged.addBack, missed, seen, votes: [forged] };
    await expect(restoreAskedBy(signer, review, asked, AT)).rejects.toThrow(RestoreNotApprovedError);
  });

  test("with all that it says", async () => {
    const said = { addBack, missed: ["s3:PutObject"], seen: "00" };
    expect(await restoreAskedBy(signer, review, { ...said, votes: [await vote({ ...said, reason: "It fails." })] }, AT)).toEqual({
      by: "jo",
      reason: "It fails.",
    });
  });
});

test("without a vote nobody asked", async () => {
  expect(await restoreAskedBy(signer, review, { addBack, votes: [] }, AT)).toBeUndefined();
});

describe("the vote of another person", () => {
  test("for the same is found, and not one's own, an old one, or one for something else", async () => {
    const bens = await vote({ by: "ben", identity: ben });
    const mine = (more: Said) => ({ at: AT, by: "ann", identity: ann, reason: "", addBack, ...more });
    const known = { ...review, restoreVotes: [bens] };
    expect(voteOfAnother(known, mine({}))).toEqual(bens);
    expect(voteOfAnother(known, mine({ addBack: ["s3:*"] }))).toBeUndefined();
    expect(voteOfAnother(known, mine({ at: minutesOn(25 * 60) }))).toBeUndefined();
    expect(voteOfAnother(known, { ...mine({}), identity: ben })).toBeUndefined();
  });

  test("stays beside a new one, whose maker's last one and all old ones go", async () => {
    const [old, bens, anns] = [
      await vote({ at: minutesOn(-25 * 60), identity: ben }),
      await vote({ identity: ben }),
      await vote({ identity: ann }),
    ];
    const again = await vote({ identity: ann, reason: "again" });
    const { restoreVotes, revision } = withRestoreVote({ ...review, restoreVotes: [old, bens, anns] }, again);
    expect([restoreVotes, revision]).toEqual([[bens, again], review.revision + 1]);
  });
});
