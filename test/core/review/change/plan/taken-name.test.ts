import { describe, expect, test } from "vitest";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { asArn } from "#test/names.ts";
import { accountOf, portsOver } from "../../../steps/ports.ts";
import { activityIn } from "../../propose/asking.ts";
import { approvedAccount, carriedNames } from "../account.ts";
import { APPLY, runWithFaults } from "../faults.ts";
import { founding } from "../scenarios.ts";

const used = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });

/** A policy of the account's own, as somebody else wrote it. */
function theirs(arn: string) {
  const [policy] = accountOf([{ name: "Other" }]).Policies;
  if (!policy) throw new Error("The account has no policy.");
  return { ...policy, Arn: asArn(arn), PolicyName: arn.slice(arn.lastIndexOf("/") + 1) };
}

describe("where another policy has the name of a refined one", () => {
  test.each([
    ["at another path", "arn:aws:iam::111122223333:policy/team/whittle-A", true],
    ["in other letters", "arn:aws:iam::111122223333:policy/WHITTLE-a", true],
    ["as Whittle wrote it for the role before", "arn:aws:iam::111122223333:policy/whittle/whittle-A", false],
  ])("%s, %s, nobody is asked where it is in the way", async (_, arn, isRefused) => {
    const ports = portsOver([{ name: "A" }], {}, [theirs(arn)]);
    const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
    const reviewId = reviews[0]?.reviewId ?? "";
    await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [used], isComplete: true });
    const asking = proposePolicy(ports, { reviewId });
    if (isRefused) await expect(asking).rejects.toMatchObject({ code: "policy-name-taken", message: expect.stringContaining(arn) });
    else expect(await asking).toMatchObject({ next: "ask" });
  });

  test("that only an answer to a question would bring, nobody is asked either", async () => {
    const arn = "arn:aws:iam::111122223333:policy/team/whittle-A";
    const ports = portsOver([{ name: "A", policies: ["AmazonSNSFullAccess", "AmazonSQSReadOnlyAccess"] }], {}, [theirs(arn)]);
    const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
    const reviewId = reviews[0]?.reviewId ?? "";
    const activity = activityIn([{ event: "sqs:GetQueueUrl", request: { queueName: "jobs" } }], "arn:aws:iam::111122223333:role/A");
    await ports.store.putDocument(reviewId, "evidence", { kind: "activity", activity });
    await expect(proposePolicy(ports, { reviewId })).rejects.toMatchObject({ code: "policy-name-taken" });
    const proposal = await ports.store.document(reviewId, "proposal");
    expect(proposal?.policies).toEqual([]);
    expect(proposal?.questions.map((question) => question.default)).toContain("remove");
  });

  test("and got it after the approval, the change ends at once and says which policy that is", async () => {
    const arn = "arn:aws:iam::111122223333:policy/team/whittle-PatchManagerInstanceRole";
    const account = await approvedAccount(founding);
    account.iam.meddle(({ policies }) => {
      policies.set(arn, { name: "whittle-PatchManagerInstanceRole", tags: {}, versions: [], default: "" });
    });
    const { review, calls } = await runWithFaults(account, APPLY, []);
    expect(calls.filter(({ method }) => method === "changes.createPolicy")).toHaveLength(1);
    expect(review).toMatchObject({ status: "failed", failure: { code: "change-undone", message: expect.stringContaining(arn) } });
    expect(carriedNames(account.iam, "PatchManagerInstanceRole")).toEqual(account.before.attached.map(({ name }) => name));
  });
});
