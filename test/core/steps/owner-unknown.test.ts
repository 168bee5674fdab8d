import { expect, test } from "vitest";
import { NotAuthorizedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { portsOver } from "./ports.ts";

const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });
const QUESTION = "cloudformation:DescribeStackResources";

async function proposalWhere(error: Error, tags = {}) {
  const role = { name: "A", tags: { "whittle:review": "on", ...tags } };
  const ports = { ...portsOver([role]), stacks: { ownerOf: () => Promise.reject(error) } };
  const { reviews } = await discoverRoles(ports, { cycleId: "cycle", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
  await proposePolicy(ports, { reviewId });
  return await ports.store.document(reviewId, "proposal");
}

test.each([
  ["is denied", new NotAuthorizedError(QUESTION, "AccessDenied.")],
  ["has a fault", new ServiceFaultError(QUESTION, "InternalFailure.")],
])("where CloudFormation %s, the review goes on with an evidence gap that says so", async (_, error) => {
  const proposal = await proposalWhere(error);
  expect(proposal?.outcome).toBe("proposed");
  expect(proposal?.gaps).toMatchObject([{ kind: "owner-unknown", effect: "warn", error: error.message }]);
  expect(proposal?.checks.find(({ name }) => name === "evidence-complete")).toMatchObject({ result: "warn" });
});

test("the role's tags still tell its owner", async () => {
  const proposal = await proposalWhere(new NotAuthorizedError(QUESTION, "AccessDenied."), { ManagedBy: "terraform" });
  expect(proposal?.owner).toMatchObject({ kind: "terraform" });
});

test("a throttled question ends the step, for the workflow to make again", async () => {
  const throttled = new ThrottledError(QUESTION);
  await expect(proposalWhere(throttled)).rejects.toThrow(throttled);
});
