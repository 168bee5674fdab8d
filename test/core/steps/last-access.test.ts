import { expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import type { LastAccessReport } from "#core/review/ports/iam.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { portsOver } from "./ports.ts";

const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "ec2:DescribeInstances", Resource: "*" } });

async function proposalWith(ofRole: (roleArn: string) => Promise<LastAccessReport | undefined>) {
  const ports = { ...portsOver([{ name: "A", policies: ["AmazonSQSFullAccess", "AmazonEC2FullAccess"] }]), lastAccess: { ofRole } };
  const { reviews } = await discoverRoles(ports, { cycleId: "cycle", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
  await proposePolicy(ports, { reviewId });
  return await ports.store.document(reviewId, "proposal");
}

test("IAM is asked about the role under review, and what it alone knows to be used stays, unproven", async () => {
  const asked: string[] = [];
  const proposal = await proposalWith(async (roleArn) => {
    asked.push(roleArn);
    return { services: [{ service: "sqs", at: "2026-10-20T00:00:00.000Z" }] };
  });
  expect(asked).toEqual(["arn:aws:iam::111122223333:role/A"]);
  expect(proposal?.diff.kept).toEqual(expect.arrayContaining(["ec2:DescribeInstances", "sqs:SendMessage"]));
  expect(proposal?.evidence.find(({ action }) => action === "sqs:SendMessage")).toMatchObject({ kind: "last-accessed", proven: false });
  expect(proposal?.questions).toMatchObject([
    { service: "sqs", default: "keep", speaksFor: [{ id: "last-accessed", at: "2026-10-20T00:00:00.000Z" }] },
  ]);
  expect(proposal?.gaps).toEqual([]);
});

test("an answer that IAM does not give is a gap, and the review goes on", async () => {
  const proposal = await proposalWith(async () => ({ missing: { id: "not-ready" } }));
  expect(proposal?.outcome).toBe("proposed");
  expect(proposal?.gaps).toMatchObject([{ kind: "last-access-unknown", effect: "warn", because: { id: "not-ready" } }]);
});

test("a throttled question ends the step, for the workflow to make again: nothing is written", async () => {
  const throttled = new ThrottledError("iam:GenerateServiceLastAccessedDetails");
  await expect(proposalWith(() => Promise.reject(throttled))).rejects.toThrow(throttled);
});
