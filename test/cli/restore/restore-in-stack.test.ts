import { beforeAll, describe, expect, test } from "vitest";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { arnOf, fakeStack, OUTPUTS } from "../fake-stack.ts";
import { whittle } from "../in-process.ts";

const stack = fakeStack();
let proposal: Proposal;
beforeAll(async () => {
  proposal = await foundingProposal();
});

const AT = "2026-11-20T10:00:00.000Z";
const approved = { verdict: "approved", at: AT, by: "erin", proposalHash: "ab" } as const;
const applied = (id: string, more: Partial<Review> = {}) => reviewOf(proposal, { id, status: "settled", decision: approved, ...more });
const SET = { roleName: "Admins", roleArn: setArn({ partition: "aws", path: "/aws-reserved/sso.amazonaws.com/", name: "Admins" }) };
const words = (text: string) => text.replace(/\s+/g, " ");

describe("whittle restore of a stack", () => {
  test("of a role, takes the latest of its reviews that was approved and may have been carried out", async () => {
    stack.holds({
      reviews: [
        applied("first", { createdAt: "2026-09-20T10:00:00.000Z" }),
        applied("second", { createdAt: "2026-10-20T10:00:00.000Z" }),
        applied("rejected", { createdAt: "2026-10-21T10:00:00.000Z", decision: { ...approved, verdict: "rejected" } }),
        applied("abandoned", {
          createdAt: "2026-10-22T10:00:00.000Z",
          status: "failed",
          failure: { code: "abandoned", step: "approved", message: "The run ended." },
        }),
      ],
    });
    expect((await whittle("restore", proposal.role.name)).code).toBe(0);
    expect(stack.started().map(({ input }) => JSON.parse(input ?? ""))).toEqual([{ reviewId: "second" }]);
  });

  test.each<[string, readonly string[], string]>([
    ["all", [], "It attaches to ROLE what the review detached, then detaches what the review attached."],
    [
      "single actions",
      ["--action", "logs:DeleteLogGroup", "--action", "logs:FilterLogEvents"],
      "It adds logs:DeleteLogGroup, logs:FilterLogEvents to the policy that the review gave ROLE, as far as the role had them before.",
    ],
  ])("of %s, says what that does, and where its end is told", async (_, actions, told) => {
    stack.holds({ reviews: [applied("one")] });
    const { code, out } = await whittle("restore", "one", ...actions);
    expect(code).toBe(0);
    expect(words(out)).toContain(told.replaceAll("ROLE", proposal.role.name));
    expect(words(out)).toContain("See: whittle show one --stack whittle");
    expect(stack.started()).toHaveLength(1);
  });

  test("of a permission set, starts the sets' own machine", async () => {
    stack.holds({ outputs: { ...OUTPUTS, SetRestoreArn: arnOf("set-restore") }, reviews: [applied("one", SET)] });
    expect((await whittle("restore", "one")).code).toBe(0);
    expect(stack.started().map(({ stateMachineArn }) => stateMachineArn)).toEqual([arnOf("set-restore")]);
  });

  test("of single actions of a permission set, starts nothing and says that a set is restored as a whole", async () => {
    stack.holds({ outputs: { ...OUTPUTS, SetRestoreArn: arnOf("set-restore") }, reviews: [applied("one", SET)] });
    const { code, err } = await whittle("restore", "one", "--action", "s3:GetObject");
    expect([code, words(err)]).toEqual([2, expect.stringContaining("Admins: is a permission set, which is restored as a whole.")]);
    expect(stack.started()).toEqual([]);
  });

  test.each([[[]], [["one", "two"]]])("of %j, starts nothing: it takes one review", async (names) => {
    stack.holds({ reviews: [applied("one")] });
    expect((await whittle("restore", ...names)).code).toBe(2);
    expect(stack.started()).toEqual([]);
  });
});
