import { describe, expect, test } from "vitest";
import { approvalRequest } from "#core/messages/approval.ts";
import { closing } from "#core/messages/closing.ts";
import { digest } from "#core/messages/digest.ts";
import { english as notices } from "#core/messages/english/notice-words.ts";
import { japanese } from "#core/messages/japanese/words.ts";
import { noteText } from "#core/messages/note.ts";
import type { Proposal } from "#core/review/model/proposal.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import { asRoleName } from "#test/names.ts";
import { ASKING, foundingProposal, reviewOf } from "./proposals.ts";

const ACCOUNTS = ["111122223333", "444455556666", "777788889999"];
const path = "/aws-reserved/sso.amazonaws.com/";
const ARN = setArn({ partition: "aws", path, name: "Admins" });
const note = { id: "permission-set", accounts: ACCOUNTS, customerManaged: ["Team"] } as const;
const founding = await foundingProposal();
const proposal: Proposal = {
  ...founding,
  role: { ...founding.role, name: asRoleName("Admins"), arn: ARN },
  notes: [note],
};
const unfolded = (text: string) => text.replace(/\s+/g, " ");

describe("the mail that asks about a permission set", () => {
  const body = unfolded(approvalRequest(proposal, ASKING).body);

  test("says that it is one, in how many accounts, and who must not approve", () => {
    expect(body).toContain("Permission set Admins, a role in 3 AWS accounts, has permissions (actions) that Whittle found no use of.");
    expect(body).toContain("If this permission set is assigned to you, have somebody else decide");
  });

  test("says in which accounts denied calls are watched, and names no account that is none", () => {
    expect(body).toContain("if it causes denied calls in the account of this stack or in its member accounts.");
    expect(body).not.toContain("account *");
  });

  test("says the same in Japanese", () => {
    const asked = approvalRequest(proposal, { ...ASKING, words: japanese }).body.replace(/\s+/g, "");
    for (const part of [
      "許可セットAdmins（3つのAWSアカウントのロール）",
      "自分の承認は実行されません。",
      "メンバーアカウントで呼び出しが拒否される",
    ])
      expect(asked).toContain(part);
  });
});

test("a digest tells a permission set from a role", () => {
  const entry = { proposal, link: "https://page.example/r/1" };
  const { body } = digest([entry, entry], { cycleId: "1", expiresAt: ASKING.expiresAt, words: ASKING.words });
  expect(unfolded(body)).toContain("Admins (permission set):");
});

test("the closing message says where the commands for a permission set are to be run", () => {
  const review = { ...reviewOf(proposal, { status: "applied" }), roleArn: proposal.role.arn };
  const plan = { roleName: asRoleName("Admins"), roleArn: ARN, reviewId: review.id, steps: [] };
  const { body } = closing(review, proposal, notices, { change: { plan } });
  expect(unfolded(body)).toContain(
    "To restore the permission set by hand, with the AWS CLI alone, in the account and Region of IAM Identity Center:",
  );
});

describe("the note that every proposal for a permission set has", () => {
  test("says what a role means, what was not read, and whose approval counts", () => {
    expect(noteText(note)).toBe(
      'This is a permission set of IAM Identity Center. "The role" is its role in each of 3 accounts (111122223333, 444455556666, 777788889999), and all of them change together. Team is kept: its document is in those accounts and was not read. If you are assigned to this permission set, somebody else must decide: only an approval by a user of IAM Identity Center who is not assigned to it is carried out.',
    );
  });

  test("names some of many accounts", () => {
    const accounts = Array.from({ length: 40 }, (_, index) => `${100000000000 + index}`);
    expect(noteText({ ...note, accounts, customerManaged: ["A", "B"] })).toMatch(
      /100000000009 and 30 more\).*A, B are kept: their documents are/,
    );
  });
});
