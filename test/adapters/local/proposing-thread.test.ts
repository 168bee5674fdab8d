import type { Worker } from "node:worker_threads";
import { expect, test, vi } from "vitest";
import { openProposingThread, type ProposingThread } from "#adapters/local/proposing/proposing-thread.ts";
import { propose } from "#core/review/propose/propose.ts";
import type { ProposeInput } from "#core/review/propose/propose-input.ts";
import { activityFromDocuments } from "#core/usage/generated.ts";
import { catalogue } from "#test/core/policy/catalogue.ts";
import { roleWith } from "#test/core/review/propose/roles.ts";

const window = { from: "2026-10-01T00:00:00.000Z", to: "2026-10-31T00:00:00.000Z" };

function inputOf(id: string, policy: string, ...actions: readonly string[]): ProposeInput {
  const role = roleWith([policy]);
  const { arn: roleArn, partition, accountId: account } = role;
  const documents = [JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: actions, Resource: "*" } })];
  const activity = activityFromDocuments({ documents, isComplete: true, roleArn, window, partition, account, region: "", catalogue });
  return { review: { id, window }, role, roleFingerprint: "", activity, keep: [], proposedAt: window.to, catalogue };
}

const INPUTS = [
  inputOf("r1", "AdministratorAccess", "s3:GetObject", "ec2:DescribeInstances"),
  inputOf("r2", "AmazonSQSFullAccess", "sqs:SendMessage"),
  inputOf("r3", "AmazonSSMManagedInstanceCore", "sqs:SendMessage"),
];

async function withThread<T>(use: (thread: ProposingThread) => Promise<T>): Promise<T> {
  const thread = openProposingThread();
  try {
    return await use(thread);
  } finally {
    await thread.close();
  }
}

async function proposalsOf(thread: ProposingThread): Promise<readonly unknown[]> {
  return await Promise.all(
    INPUTS.map(async (input) => {
      const proposal = await thread.propose(input);
      thread.ended(input.review.id);
      return proposal;
    }),
  );
}

const ASIS = INPUTS.map((input) => JSON.parse(JSON.stringify(propose(input))));

test("a thread makes the very proposals that are made without it", async () => {
  expect(await withThread(proposalsOf)).toEqual(ASIS);
});

test("where the thread has ended, the proposals are made here", async () => {
  const started: Worker[] = [];
  process.once("worker", (worker) => started.push(worker));
  const made = await withThread(async (thread) => {
    const asked = proposalsOf(thread);
    // Node tells of a thread a moment after it was made.
    await vi.waitFor(() => expect(started).toHaveLength(1));
    await started[0]?.terminate();
    return [await asked, await proposalsOf(thread)];
  });
  expect(JSON.parse(JSON.stringify(made))).toEqual([ASIS, ASIS]);
});

test("what cannot be proposed is refused as it is without the thread", async () => {
  const input = { ...inputOf("r1", "AdministratorAccess", "s3:GetObject"), room: { managed: 0, inline: 0 } };
  const refused = await withThread((thread) => thread.propose(input).catch((error) => error));
  expect(() => propose(input)).toThrow(refused);
  expect(refused.name).not.toBe("Error");
});

test("one review at a time goes on, in the order in which proposals were asked for", async () => {
  await withThread(async (thread) => {
    const went: string[] = [];
    const asked = INPUTS.map(async (input) => {
      await thread.propose(input);
      went.push(input.review.id);
    });
    await asked[0];
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(went).toEqual(["r1"]);
    for (const [at, { review }] of INPUTS.entries()) {
      await asked[at];
      thread.ended(review.id);
    }
    expect(went).toEqual(["r1", "r2", "r3"]);
  });
});
