import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import {
  requireTwoForRestore,
  restoreAskedBy,
  signRestoreVote,
  voteOfAnother,
  withRestoreVote,
} from "#core/review/approval/restore-vote.ts";
import { RestoreNotApprovedError } from "#core/review/errors.ts";
import type { RestoreVote, Review } from "#core/review/model/review.ts";
import { aReview } from "#test/adapters/a-review.ts";

const AT = "2026-11-24T10:00:00.000Z";
const signer = processSigner();
const DECISION = { verdict: "approved", at: AT, by: "jo", proposalHash: "h" } as const;
const review: Review = { ...aReview("r1", "Role", "applied", AT), decision: DECISION };
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

  test.each<[string, Review]>([
    ["another review", { ...review, id: "r2" }],
    ["the same review, where another proposal was carried out", { ...review, decision: { ...DECISION, proposalHash: "other" } }],
    ["a review that nobody decided", aReview("r1", "Role", "applied", AT)],
  ])("not for %s", async (_, other) => {
    await expect(restoreAskedBy(signer, other, { addBack, votes: [await vote()] }, AT)).rejects.toThrow(RestoreNotApprovedError);
  });

  test("of two, each: one that is forged, old or for something else spoils both", async () => {
    const good = await vote({ identity: ann, reason: "It fails." });
    const both = (other: RestoreVote) => restoreAskedBy(signer, review, { addBack, votes: [good, other] }, minutesOn(30));
    const bens = await vote({ by: "ben", identity: ben, reason: "Yes." });
    expect(await both(bens)).toEqual({ by: "jo and ben", reason: "It fails. / Yes." });
    expect(await both(await vote({ by: "ben", identity: ben }))).toEqual({ by: "jo and ben", reason: "It fails." });
    const spoilt = [
      { ...bens, by: "kim" },
      await vote({ at: minutesOn(-25 * 60), identity: ben }),
      await vote({ addBack: ["s3:*"], identity: ben }),
    ];
    for (const other of spoilt) await expect(both(other)).rejects.toThrow(RestoreNotApprovedError);
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

describe("of a role that two must approve, a restore", () => {
  test.each<[string, readonly Said[], boolean]>([
    ["nobody voted for", [], false],
    ["one person voted for", [{ identity: ann }], false],
    ["one person voted for twice", [{ identity: ann }, { identity: ann, reason: "again" }], false],
    [
      "somebody voted for by two accounts with one address",
      [{ identity: { ...ann, email: "a@b" } }, { identity: { ...ben, email: "A@b" } }],
      false,
    ],
    ["somebody unknown voted for besides", [{ identity: ann }, {}], false],
    ["two people voted for", [{ identity: ann }, { identity: ben }], true],
  ])("that %s", async (_, said, isEnough) => {
    const votes = await Promise.all(said.map((each) => vote(each)));
    const required = () => requireTwoForRestore("r1", votes);
    if (isEnough) expect(required).not.toThrow();
    else expect(required).toThrow(RestoreNotApprovedError);
  });
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
    expect(voteOfAnother(known, mine({ seen: "00" }))).toBeUndefined();
    expect(voteOfAnother({ ...review, restoreVotes: [await vote()] }, mine({}))).toBeUndefined();
    expect(voteOfAnother(review, mine({}))).toBeUndefined();
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
