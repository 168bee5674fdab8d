import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import {
  isSealedProposal,
  requireSealedCaught,
  requireSealedEvidence,
  requireSealedProposal,
  sealCaught,
  sealEvidence,
  sealProposal,
} from "#core/review/approval/seal.ts";
import { RecordMismatchError } from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { EntryOf } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { GenerationResult } from "#core/review/ports/access-analyzer.ts";
import { aReview } from "#test/adapters/a-review.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { asAction, asArn } from "#test/names.ts";

const AT = "2026-11-24T10:00:00.000Z";
const LATER = "2026-11-25T10:00:00.000Z";
const signer = processSigner();

describe("the seal of a proposal", async () => {
  const proposal = await foundingProposal();
  const review = reviewOf(proposal, { proposalSeal: await sealProposal(signer, proposal, proposalHash(proposal)) });
  const otherArn = asArn("arn:aws:iam::111122223333:role/Other");

  test("fits the proposal as it was made, for its review", async () => {
    expect(await isSealedProposal(signer, review, proposal)).toBe(true);
    await expect(requireSealedProposal(signer, review, proposal)).resolves.toBeUndefined();
  });

  test.each<[string, Review, typeof proposal]>([
    ["a proposal that says something else", review, { ...proposal, policies: [] }],
    ["another review", { ...review, id: "other" }, proposal],
    ["the same review of another role", { ...review, roleArn: otherArn }, proposal],
    [
      "a review that says it is of another role, with a proposal that agrees",
      { ...review, roleArn: otherArn },
      { ...proposal, role: { ...proposal.role, arn: otherArn } },
    ],
    ["a review without a seal", (({ proposalSeal: _, ...rest }) => rest)(review), proposal],
  ])("fits not %s", async (_, of, made) => {
    expect(await isSealedProposal(signer, of, made)).toBe(false);
    await expect(requireSealedProposal(signer, of, made)).rejects.toThrow(RecordMismatchError);
  });

  test("names review, role and proposal: with the same proposal in another review's name it is another seal", async () => {
    const hash = proposalHash(proposal);
    const seals = await Promise.all(
      [proposal, { ...proposal, reviewId: "other" }, { ...proposal, role: { ...proposal.role, arn: otherArn } }].map((each) =>
        sealProposal(signer, each, hash),
      ),
    );
    expect(new Set([...seals, await sealProposal(signer, proposal, "00")]).size).toBe(4);
  });
});

describe("the seal of what was found", () => {
  const review = { ...aReview("r1", "Role", "generating", AT), window: { from: AT, to: LATER } };
  const evidence: GenerationResult = { kind: "documents", documents: ["{}"], isComplete: true };
  const sealed = async (): Promise<Review> => ({ ...review, evidenceSeal: await sealEvidence(signer, review, evidence) });

  test("fits the evidence as it was found", async () => {
    await expect(requireSealedEvidence(signer, await sealed(), evidence)).resolves.toBeUndefined();
  });

  test.each<[string, Partial<Review>, GenerationResult]>([
    ["other evidence", {}, { ...evidence, documents: [] }],
    ["evidence that says it is whole", {}, { ...evidence, isComplete: false }],
    ["another review", { id: "r2" }, evidence],
    ["another role", { roleArn: "arn:aws:iam::123456789012:role/Other" }, evidence],
    ["a window that begins earlier", { window: { from: "2026-11-23T10:00:00.000Z", to: LATER } }, evidence],
    ["a window that ends later", { window: { from: AT, to: "2026-11-26T10:00:00.000Z" } }, evidence],
    ["no seal", { evidenceSeal: "" }, evidence],
  ])("fits not %s", async (_, more, found) => {
    await expect(requireSealedEvidence(signer, { ...(await sealed()), ...more }, found)).rejects.toThrow(RecordMismatchError);
  });
});

describe("the seal of a call that a rehearsal caught", () => {
  const call = { action: asAction("s3:GetObject"), resources: [], withoutResource: 1, regions: [], accounts: [], via: [] };
  const caught = {
    kind: "would-deny",
    at: AT,
    action: "s3:GetObject",
    resources: [],
    call,
    session: "s",
    address: "a",
    eventId: "1",
  } as const;
  const sealed = async (eventId = "1"): Promise<EntryOf<"would-deny">> => {
    const entry = { ...caught, eventId };
    return { ...entry, seal: await sealCaught(signer, "r1", entry) };
  };

  test("fits each entry as it was written, and a journal without one needs none", async () => {
    await expect(requireSealedCaught(signer, { id: "r1" }, [await sealed(), await sealed("2")])).resolves.toBeUndefined();
    await expect(requireSealedCaught(signer, { id: "r1" }, [])).resolves.toBeUndefined();
  });

  test("fits not another review's, a changed one, or one that nobody sealed, wherever in the journal it stands", async () => {
    const [good, other] = [await sealed(), await sealed("2")];
    const { seal: _, ...bare } = other;
    const faulty: [string, EntryOf<"would-deny">[]][] = [
      ["r2", [good]],
      ["r1", [good, { ...other, action: "s3:PutObject" }]],
      ["r1", [good, { ...other, at: LATER }]],
      ["r1", [good, bare]],
      ["r1", [bare, good]],
    ];
    for (const [id, journal] of faulty) await expect(requireSealedCaught(signer, { id }, journal)).rejects.toThrow(RecordMismatchError);
  });
});
