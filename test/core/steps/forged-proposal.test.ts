import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { reviewLink } from "#core/review/approval/links.ts";
import { isSealedProposal, sealCaught } from "#core/review/approval/seal.ts";
import { RecordMismatchError } from "#core/review/errors.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { GenerationResult } from "#core/review/ports/access-analyzer.ts";
import { checkGeneration } from "#core/steps/check-generation.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { sendDigest } from "#core/steps/send-digest.ts";
import { startGeneration } from "#core/steps/start-generation.ts";
import { approvalApp } from "#core/web/app.ts";
import { leavesOf, withLeaf } from "#test/leaves.ts";
import { asAction, asArn } from "#test/names.ts";
import { runs } from "#test/runs.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const ORIGIN = "https://page.example";
const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });
const found = (document: string): GenerationResult => ({ kind: "documents", documents: [document], isComplete: true });

/** An account whose functions sign, with the reviews of its roles as far as their evidence. */
async function account(names: readonly string[] = ["Worker"], digestFrom = 0): Promise<{ ports: TestPorts; ids: readonly string[] }> {
  const roles = names.map((name) => ({ name }));
  const ports = { ...portsOver(roles, { pageUrl: ORIGIN, digestFrom }), seals: processSigner() };
  const { reviews } = await discoverRoles(ports, { cycleId: "cycle", startedAt: ports.clock.now(), input: {} });
  const ids = reviews.map(({ reviewId }) => reviewId);
  ports.job({ status: "SUCCEEDED", result: found(USED) });
  for (const reviewId of ids) {
    const { jobId, startedAt, checks } = await startGeneration(ports, { reviewId });
    await checkGeneration(ports, { reviewId, jobId, startedAt, checks });
  }
  return { ports, ids };
}

/** The same record, as a role under review with AmazonDynamoDBFullAccess rewrites it: it can write all of it, and sign nothing. */
function rewriting(ports: TestPorts, reviewId: string, change: (review: Review) => Partial<Review>): TestPorts {
  const rewritten = (review: Review) => (review.id === reviewId ? { ...review, ...change(review) } : review);
  const update: TestPorts["store"]["update"] = async (...args) => rewritten(await ports.store.update(...args));
  return { ...ports, store: { ...ports.store, get: async (id) => rewritten(await ports.store.get(id)), update } };
}

/** It goes on to say what it said, and keeps all that the role has. */
async function keepingAll(ports: TestPorts, reviewId: string): Promise<Proposal> {
  const proposal = await ports.store.document(reviewId, "proposal");
  const before = await ports.store.document(reviewId, "before");
  const [policy] = proposal?.policies ?? [];
  const [had] = before?.attached ?? [];
  if (!proposal || !policy || !had) throw new Error("The review has a proposal that writes a policy.");
  return { ...proposal, policies: [{ ...policy, document: JSON.parse(had.json) }] };
}

async function forged(ports: TestPorts, reviewId: string, proposal: Proposal): Promise<TestPorts> {
  await ports.store.putDocument(reviewId, "proposal", proposal);
  const hash = proposalHash(proposal);
  return rewriting(ports, reviewId, () => ({ proposalHash: hash }));
}

const ask = (reviewId: string, round: number) => ({ reviewId, taskToken: `t${round}`, round });

describe("a role under review that can write the table", () => {
  test("has its own proposal say that it loses what the document keeps: nobody is asked, and nobody reminded", async () => {
    const { ports, ids } = await account();
    const [reviewId = ""] = ids;
    await proposePolicy(ports, { reviewId });
    const rewritten = await forged(ports, reviewId, await keepingAll(ports, reviewId));
    await expect(requestApproval(rewritten, ask(reviewId, 1))).rejects.toThrow(RecordMismatchError);
    await expect(requestApproval(rewritten, ask(reviewId, 2))).rejects.toThrow(RecordMismatchError);
    expect(ports.seen.messages).toEqual([]);
  });

  test("waits until the approvers were asked: the page neither shows nor takes it, whatever signed link leads there", async () => {
    const { ports, ids } = await account();
    const [reviewId = ""] = ids;
    await proposePolicy(ports, { reviewId });
    await requestApproval(ports, ask(reviewId, 1));
    const proposal = await keepingAll(ports, reviewId);
    const rewritten = await forged(ports, reviewId, proposal);
    const { waiting } = await ports.store.get(reviewId);
    const claims = { reviewId, proposalHash: proposalHash(proposal), expiresAt: waiting?.expiresAt ?? "" };
    const link = await reviewLink(ports.signer, ORIGIN, claims);
    const faults: unknown[] = [];
    const app = approvalApp(rewritten, (fault) => faults.push(fault));
    const shown = await app.fetch(new Request(link));
    expect(shown.status).toBeGreaterThanOrEqual(500);
    expect(await shown.text()).not.toContain("token");
    const posted = { method: "POST", body: "verdict=approve&token=x", headers: { "sec-fetch-site": "same-origin" } };
    expect((await app.fetch(new Request(link, posted))).status).toBeGreaterThanOrEqual(500);
    expect(faults).toEqual([expect.any(RecordMismatchError), expect.any(RecordMismatchError)]);
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
  });

  test("forges one of many: the digest tells the others, and that one stops where it would be told singly", async () => {
    const { ports, ids } = await account(["A", "B", "C"], 2);
    const [reviewId = ""] = ids;
    for (const id of ids) {
      await proposePolicy(ports, { reviewId: id });
      await requestApproval(ports, ask(id, 0));
    }
    const rewritten = await forged(ports, reviewId, await keepingAll(ports, reviewId));
    await sendDigest(rewritten, { cycleId: "cycle", checks: 0 });
    expect(ports.seen.messages.map(({ kind }) => kind)).toEqual(["digest"]);
    expect(ports.seen.messages[0]?.body.match(/https:\S+/g)).toHaveLength(2);
    await expect(requestApproval(rewritten, ask(reviewId, 1))).rejects.toThrow(RecordMismatchError);
  });

  test("puts a proposal of another review in its place, with its seal", async () => {
    const { ports, ids } = await account(["A", "B"]);
    const [one = "", other = ""] = ids;
    for (const reviewId of ids) await proposePolicy(ports, { reviewId });
    const proposal = await ports.store.document(other, "proposal");
    if (!proposal) throw new Error("Both are proposed.");
    const { proposalHash: hash, proposalSeal } = await ports.store.get(other);
    await ports.store.putDocument(one, "proposal", proposal);
    const rewritten = rewriting(ports, one, () => ({ ...(hash ? { proposalHash: hash } : {}), ...(proposalSeal ? { proposalSeal } : {}) }));
    await expect(requestApproval(rewritten, ask(one, 1))).rejects.toThrow(RecordMismatchError);
  });

  test.each<[string, (review: Review) => Partial<Review>]>([
    ["takes the seal away", () => ({ proposalSeal: "" })],
    ["has the seal of the evidence stand for the proposal's", ({ evidenceSeal = "" }) => ({ proposalSeal: evidenceSeal })],
    ["has the review be of another role", ({ roleArn }) => ({ roleArn: asArn(`${roleArn}2`) })],
  ])("%s: nobody is asked", async (_, change) => {
    const { ports, ids } = await account();
    const [reviewId = ""] = ids;
    await proposePolicy(ports, { reviewId });
    await expect(requestApproval(rewriting(ports, reviewId, change), ask(reviewId, 1))).rejects.toThrow(RecordMismatchError);
  });

  test.each<[string, GenerationResult, (review: Review) => Partial<Review>]>([
    ["that it used everything", found(USED.replace("sqs:SendMessage", "*")), () => ({})],
    ["that another role used nothing", { kind: "documents", documents: [], isComplete: true }, () => ({})],
    ["in a longer window", found(USED), ({ window }) => ({ window: { ...window, from: "2025-01-01T00:00:00.000Z" } })],
    ["without a seal", found(USED), () => ({ evidenceSeal: "" })],
  ])("writes evidence %s: nothing is proposed of it", async (_, evidence, change) => {
    const { ports, ids } = await account();
    const [reviewId = ""] = ids;
    await ports.store.putDocument(reviewId, "evidence", evidence);
    await expect(proposePolicy(rewriting(ports, reviewId, change), { reviewId })).rejects.toThrow(RecordMismatchError);
    expect(await ports.store.document(reviewId, "proposal")).toBeUndefined();
  });
});

test("of a genuine record, a proposal or a review that differs in anything that the seal covers is asked about by nobody", async () => {
  const { ports, ids } = await account();
  const [reviewId = ""] = ids;
  await proposePolicy(ports, { reviewId });
  const review = await ports.store.get(reviewId);
  const proposal = await ports.store.document(reviewId, "proposal");
  if (!proposal) throw new Error("The review has a proposal.");
  const genuine = { proposal, review: { id: review.id, roleArn: review.roleArn, proposalSeal: review.proposalSeal ?? "" } };
  const places = leavesOf(genuine);
  expect(places.length).toBeGreaterThan(100);
  expect(await isSealedProposal(ports.seals, review, proposal)).toBe(true);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.oneof(fc.string(), fc.nat(), fc.boolean(), fc.constant(null)), async (place, value) => {
      const forged = withLeaf(genuine, place, value);
      if (JSON.stringify(forged) === JSON.stringify(genuine)) return;
      // The record's schema refuses a seal that is no text before it comes here.
      const isSealed = await isSealedProposal(ports.seals, { ...review, ...forged.review }, forged.proposal).catch(() => false);
      expect(isSealed).toBe(false);
    }),
    runs(10_000),
  );
});

describe("a role under review that can write the journal", () => {
  const call = { action: asAction("sqs:PurgeQueue"), resources: [], withoutResource: 3, regions: [], accounts: [], via: [] };
  const caught = { kind: "would-deny", at: "2026-11-01T00:00:00.000Z", action: call.action, resources: ["*"], call } as const;
  const seen = { session: "s", address: "10.0.0.7", eventId: "e" };

  test.each<[string, (ports: TestPorts, reviewId: string) => Promise<string | undefined>]>([
    ["without a seal", async () => undefined],
    ["with one of something else", async (ports, reviewId) => (await ports.store.get(reviewId)).evidenceSeal],
    ["with one of another review", (ports) => sealCaught(ports.seals, "another", { ...caught, ...seen })],
    ["with one of another call", (ports, id) => sealCaught(ports.seals, id, { ...caught, ...seen, resources: ["arn:aws:sqs:::one"] })],
  ])("has a rehearsal catch what it never did, beside what it did, %s: nothing is proposed of it", async (_, sealOf) => {
    const { ports, ids } = await account();
    const [reviewId = ""] = ids;
    await ports.store.append(reviewId, { ...caught, ...seen, seal: await sealCaught(ports.seals, reviewId, { ...caught, ...seen }) });
    const seal = await sealOf(ports, reviewId);
    await ports.store.append(reviewId, { ...caught, ...seen, ...(seal ? { seal } : {}) });
    await expect(proposePolicy(ports, { reviewId })).rejects.toThrow(RecordMismatchError);
  });

  test("what a rehearsal did catch is proposed", async () => {
    const { ports, ids } = await account();
    const [reviewId = ""] = ids;
    await ports.store.append(reviewId, { ...caught, ...seen, seal: await sealCaught(ports.seals, reviewId, { ...caught, ...seen }) });
    await proposePolicy(ports, { reviewId });
    expect(JSON.stringify((await ports.store.document(reviewId, "proposal"))?.policies)).toContain("sqs:PurgeQueue");
  });
});

test("what nobody touched is proposed, asked about, and proposed again from the same evidence", async () => {
  const { ports, ids } = await account();
  const [reviewId = ""] = ids;
  await proposePolicy(ports, { reviewId });
  await requestApproval(ports, ask(reviewId, 1));
  expect(ports.seen.messages.map(({ kind }) => kind)).toEqual(["approval-request"]);
  const link = /https:\S+/.exec(ports.seen.messages[0]?.body ?? "")?.[0] ?? "";
  expect((await approvalApp(ports, () => {}).fetch(new Request(link))).status).toBe(200);
});
