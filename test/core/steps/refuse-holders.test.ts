import { describe, expect, test } from "vitest";
import { ApproverHoldsSetError, HolderUnknownError } from "#core/review/errors.ts";
import type { Approval, RestoreVote, Review, SignedIn } from "#core/review/model/review.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import { refuseHolders, refuseHoldersToRestore } from "#core/steps/change/refuse-holders.ts";
import { asRoleName } from "#test/names.ts";

const person = (name: string): SignedIn => ({ issuer: "https://id.example", subject: name, email: `${name}@example.com` });
/** ann holds the set, ben does not, and nobody knows eve. */
const holders: SetHolders = { holds: async (_, { subject }) => ({ ann: true, ben: false })[subject] };
const set = { name: asRoleName("Admins") };
const approval = (name: string, proposalHash = "hash"): Approval => ({ at: "", by: name, identity: person(name), proposalHash });

function review(by: string, approvals: readonly Approval[] = [], identity: SignedIn | null = person(by)): Review {
  const decision = { verdict: "approved", at: "", by, proposalHash: "hash", ...(identity ? { identity } : {}) } as const;
  const window = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-31T00:00:00.000Z" };
  const of = { id: "1", roleName: "Admins", roleArn: "arn:aws:iam::*:role/AWSReservedSSO_Admins_*", cycleId: "1", dryRun: false };
  return { ...of, status: "approved", window, revision: 1, createdAt: "", updatedAt: "", decision, approvals };
}

describe("the change of a permission set", () => {
  test("goes on where everybody who approved it is known not to hold it", async () => {
    await expect(refuseHolders(holders, set, review("ben", [approval("ben")]))).resolves.toBeUndefined();
  });

  test.each([
    ["whoever decided holds it", review("ann"), ApproverHoldsSetError],
    ["the other of two approvers holds it", review("ben", [approval("ann"), approval("ben")]), ApproverHoldsSetError],
    ["Identity Center does not know whoever decided", review("eve"), HolderUnknownError],
    ["Identity Center does not know the other of two approvers", review("ben", [approval("eve"), approval("ben")]), HolderUnknownError],
    ["nobody signed in", review("holder of the link", [], null), HolderUnknownError],
  ])("is refused where %s", async (_, asked, error) => {
    await expect(refuseHolders(holders, set, asked)).rejects.toThrow(error);
  });

  test("does not ask about an approval of another proposal", async () => {
    await expect(refuseHolders(holders, set, review("ben", [approval("ann", "other"), approval("ben")]))).resolves.toBeUndefined();
  });
});

describe("the restore of a permission set", () => {
  const vote = (name: string, identity: SignedIn | null = person(name)): RestoreVote => ({
    at: "",
    by: name,
    reason: "",
    signature: "",
    ...(identity ? { identity } : {}),
  });

  test("goes on where whoever asked for it is known not to hold it, and where an operator started it", async () => {
    await expect(refuseHoldersToRestore(holders, set, [vote("ben")])).resolves.toBeUndefined();
    await expect(refuseHoldersToRestore(holders, set, [])).resolves.toBeUndefined();
  });

  test.each([
    ["whoever asked holds it", [vote("ann")], ApproverHoldsSetError],
    ["the second of two holds it", [vote("ben"), vote("ann")], ApproverHoldsSetError],
    ["Identity Center does not know whoever asked", [vote("eve")], HolderUnknownError],
    ["nobody signed in", [vote("holder of the link", null)], HolderUnknownError],
  ])("is refused where %s", async (_, votes, error) => {
    await expect(refuseHoldersToRestore(holders, set, votes)).rejects.toThrow(error);
    await expect(refuseHoldersToRestore(holders, set, votes)).rejects.toThrow("restore");
  });
});
