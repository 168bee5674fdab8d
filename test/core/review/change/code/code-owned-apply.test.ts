import { describe, expect, test } from "vitest";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { closeReview } from "#core/steps/close-review.ts";
import { approvedAccount, carriedNames, REVIEW_ID } from "../account.ts";
import { founding } from "../scenarios.ts";

const ofStack = { ...founding, role: { ...founding.role, tags: { "aws:cloudformation:stack-name": "web" } } };

describe("an approved change of a role that code owns", () => {
  test("is handed over as a patch, and the role is left alone", async () => {
    const account = await approvedAccount(ofStack);
    const ports = { ...account.ports, settings: { ...account.ports.settings, codeOwnedRoles: "patch" as const } };
    const ending = { reviewId: REVIEW_ID, next: "watch", watchSeconds: 0 };
    expect(await applyPolicy(ports, { reviewId: REVIEW_ID })).toEqual(ending);
    expect(await applyPolicy(ports, { reviewId: REVIEW_ID })).toEqual(ending);
    expect(await closeReview(ports, { reviewId: REVIEW_ID })).toEqual({ reviewId: REVIEW_ID, status: "settled" });
    expect(account.iam.accepted(founding.role.name)).toEqual(account.before);
    expect(account.notifier.published.map(({ subject }) => subject)).toEqual(["Approved, change your code: PatchManagerInstanceRole"]);
    expect(account.notifier.published[0]?.body).toContain('Type: "AWS::IAM::ManagedPolicy"');
  });

  test("is carried out all the same where the operator wants it so", async () => {
    const account = await approvedAccount(ofStack);
    const ports = { ...account.ports, settings: { ...account.ports.settings, codeOwnedRoles: "apply" as const } };
    await applyPolicy(ports, { reviewId: REVIEW_ID });
    expect(carriedNames(account.iam, founding.role.name)).toContain("whittle-PatchManagerInstanceRole");
  });
});
