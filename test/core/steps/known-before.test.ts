import { describe, expect, test } from "vitest";
import type { JournalEntry } from "#core/review/model/journal.ts";
import { wouldDenyEntry } from "#core/review/rehearsal/caught.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { asAction } from "#test/names.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const used = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });
const cycle = (ports: TestPorts) => discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });

async function proposed(ports: TestPorts, journal: readonly JournalEntry[] = []) {
  const { reviews } = await cycle(ports);
  const reviewId = reviews[0]?.reviewId ?? "";
  for (const entry of journal) await ports.store.append(reviewId, entry);
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [used], isComplete: true });
  await proposePolicy(ports, { reviewId });
  return await ports.store.document(reviewId, "proposal");
}

describe("a proposal of a generated policy", () => {
  test("keeps what was missed after an earlier review", async () => {
    const ports = portsOver([{ name: "A" }]);
    const actions = async () => (await proposed(ports))?.evidence.map(({ action }) => action);
    await ports.store.keep("111122223333/A", ["sqs:PurgeQueue"]);
    expect(await actions()).toEqual(["sqs:PurgeQueue", "sqs:SendMessage"]);
  });

  test("holds what a rehearsal caught: the evidence did not show it", async () => {
    const ports = portsOver([{ name: "A" }]);
    const [action, at] = [asAction("sqs:PurgeQueue"), "2026-11-01T10:00:00.000Z"];
    const queue = "arn:aws:sqs:us-east-1:111122223333:jobs";
    const call = { action, resources: [{ arn: queue, count: 1 }], withoutResource: 0, regions: ["us-east-1"], accounts: [], via: [] };
    const caught = wouldDenyEntry({ action, resources: [queue], call }, { session: "s", address: "10.0.0.7", eventId: "e" }, at);
    const proposal = await proposed(ports, [caught]);
    expect(proposal?.evidence.map((each) => each.action)).toEqual([action, "sqs:SendMessage"]);
    expect(JSON.stringify(proposal?.policies)).toContain(queue);
  });

  test.each([
    ["in the stack's region", "us-east-1", [{ id: "region-assumed", region: "us-east-1" }]],
    ["elsewhere: no region is assumed", "eu-west-1", []],
  ])("of a role that IAM saw last %s", async (_, region, notes) => {
    const ports = portsOver([{ name: "A" }]);
    const { read } = ports.roles;
    const lastUsed = { at: "2026-10-30T00:00:00.000Z", region };
    const roles = { ...ports.roles, read: async (name: string) => ({ ...(await read(name)), lastUsed }) };
    expect((await proposed({ ...ports, roles }))?.notes).toEqual(notes);
  });
});

test("a cycle that is run again finds its own reviews, though they take all of today's quota", async () => {
  const ports = portsOver([{ name: "A" }, { name: "B" }], { generationsPerDay: 2 });
  const first = await cycle(ports);
  expect(first.reviews.map(({ roleName }) => roleName)).toEqual(["A", "B"]);
  expect((await cycle(ports)).reviews).toEqual(first.reviews);
});
