import { describe, expect, test } from "vitest";
import { ApproverHoldsSetError, HolderUnknownError } from "#core/review/errors.ts";
import type { Approval, Review, SignedIn } from "#core/review/model/review.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import { refuseHolders } from "#core/steps/refuse-holders.ts";

const person = (name: string): SignedIn => ({ issuer: "https://id.example", subject: name, email: `${name}@example.com` });
/** ann holds the set, ben does not, and nobody knows eve. */
const holders: SetHolders = { holds: async (_, { subject }) => ({ ann: true, ben: false })[subject] };
const approval = (name: string, proposalHash = "hash"): Approval => ({ at: "", by: name, identity: person(name), proposalHash });

function review(by: string, approvals: readonly Approval[] = [], identity: SignedIn | null = person(by)): Review {
  const decision = { verdict: "approved", at: "", by, proposalHash: "hash", ...(identity ? { identity } : {}) } as const;
  const window = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-31T00:00:00.000Z" };
  const of = { id: "1", roleName: "Admins", roleArn: "arn:aws:iam::*:role/AWSReservedSSO_Admins_*", cycleId: "1", dryRun: false };
  return { ...of, status: "approved", window, revision: 1, createdAt: "", updatedAt: "", decision, approvals };
}

describe("the change of a permission set", () => {
  test("goes on where everybody who approved it is known not to hold it", async () => {
    await expect(refuseHolders(holders, review("ben", [approval("ben")]))).resolves.toBeUndefined();
  });

  test.each([
    ["whoever decided holds it", review("ann"), ApproverHoldsSetError],
    ["the other of two approvers holds it", review("ben", [approval("ann"), approval("ben")]), ApproverHoldsSetError],
    ["Identity Center does not know whoever decided", review("eve"), HolderUnknownError],
    ["Identity Center does not know the other of two approvers", review("ben", [approval("eve"), approval("ben")]), HolderUnknownError],
    ["nobody signed in", review("holder of the link", [], null), HolderUnknownError],
  ])("is refused where %s", async (_, asked, error) => {
    await expect(refuseHolders(holders, asked)).rejects.toThrow(error);
  });

  test("does not ask about an approval of another proposal", async () => {
    await expect(refuseHolders(holders, review("ben", [approval("ann", "other"), approval("ben")]))).resolves.toBeUndefined();
  });
});
