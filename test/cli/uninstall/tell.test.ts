import { beforeAll, describe, expect, test } from "vitest";
import { tellLeft, tellRemoval, tellStays, tellWaiting } from "#cli/uninstall/tell.ts";
import type { Stack } from "#core/review/doctor/facts.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import type { Removal } from "#core/review/uninstall/removal.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { saidBy } from "../said-by.ts";

const STACK: Stack = {
  name: "whittle",
  region: "eu-west-1",
  account: "111122223333",
  status: "CREATE_COMPLETE",
  parameters: {},
  outputs: { ReviewTableName: "reviews" },
};
const NOTHING: Removal = { isScheduled: false, cycles: 0, removed: [], unwatched: [], awaited: [], restores: 0, messages: 0 };
let proposal: Proposal;
beforeAll(async () => {
  proposal = await foundingProposal();
});
const review = (roleName: string, status: Review["status"]) => reviewOf(proposal, { id: `of-${roleName}`, roleName, status });
const words = async (say: () => void) => (await saidBy(say)).out.replace(/ \\\n/g, "").replace(/\s+/g, " ").trim();
const execution = (arn: string) => ({ arn, machine: "role-restore" as const, reviewId: undefined });

describe("what would end", () => {
  test("where nothing runs", async () => {
    expect(await words(() => tellRemoval(STACK, NOTHING))).toBe(
      "Stack whittle in eu-west-1, account 111122223333. No role is changed. This would end: Schedule off already Cycles none runs Reviews none is open",
    );
  });

  test.each<[string, () => Partial<Removal>, string]>([
    ["the schedule", () => ({ isScheduled: true }), "Schedule on; turned off Cycles"],
    ["a cycle", () => ({ cycles: 1 }), "Cycles 1 stopped Reviews"],
    [
      "a review that waits",
      () => ({ removed: [review("A", "waiting"), review("B", "generating")] }),
      "Reviews 2 closed without a change: A (waiting), B (generating)",
    ],
    [
      "a rehearsal",
      () => ({ removed: [review("A", "rehearsing")] }),
      "Rehearsals 1 role in rehearsal: old and new policies are attached, and stay.",
    ],
    [
      "a watch",
      () => ({ unwatched: [review("A", "applied")] }),
      "Watches 1 end early, so a denied call is not reported any more: A (applied)",
    ],
    ["a message", () => ({ messages: 1 }), "Messages 1 about denied calls, not sent yet, are dropped. See the record: whittle show ROLE"],
    ["a change under way", () => ({ awaited: [review("A", "applying")] }), "Waited for A (applying)"],
    ["a restore under way", () => ({ restores: 1 }), "Waited for 1 restore"],
    ["both", () => ({ awaited: [review("A", "applying")], restores: 2 }), "Waited for A (applying); 2 restores"],
  ])("%s", async (_, more, said) => {
    expect(await words(() => tellRemoval(STACK, { ...NOTHING, ...more() }))).toContain(said);
  });
});

test("what is waited for is told whenever it changes, and once", async () => {
  const tell = tellWaiting();
  const reviews = { reviews: [review("A", "applying")], executions: [execution("e")] };
  const { out } = await saidBy(() => {
    tell(reviews);
    tell(reviews);
    tell({ reviews: [], executions: [execution("e")] });
  });
  expect(out).toBe("Waiting for A (applying).\nWaiting for 1 execution to end.\n");
});

test("what is left after all the waiting is named, with the review and the execution", async () => {
  const left = { reviews: [review("A", "applying")], executions: [execution("arn:aws:states:e")] };
  const said = await words(() => tellLeft(STACK, { removed: [], unwatched: [], left }));
  expect(said).toContain("Still under way, and not cut off: A: applying, review of-A arn:aws:states:e");
  expect(said).toContain("Run the command again before you delete the stack. To see a review: whittle show REVIEW --stack whittle");
});

describe("what stays", () => {
  test("policies, those attached among them, the record, and the commands that delete the stack", async () => {
    const said = await words(() => tellStays(STACK, [{ isAttached: true }, { isAttached: false }, { isAttached: true }]));
    expect(said).toContain("when you delete the stack: Roles as they are, with the policies that they carry now Policies");
    expect(said).toContain("Policies 3 managed policies under the path /whittle/, 2 of them attached");
    expect(said).toContain("Record table reviews, with the command that restores each role");
    expect(said).toContain("aws cloudformation delete-stack --stack-name whittle --region eu-west-1");
    expect(said).toContain("aws cloudformation wait stack-delete-complete --stack-name whittle --region eu-west-1");
    expect(said).not.toContain("Vote key");
  });

  test("the key that proves who decided, where there is one", async () => {
    const stack = { ...STACK, outputs: { ...STACK.outputs, VoteKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1" } };
    expect(await words(() => tellStays(stack, []))).toContain(
      "Vote key KMS key arn:aws:kms:eu-west-1:111122223333:key/1, which proves who decided",
    );
  });
});
