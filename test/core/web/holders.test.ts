import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRestoreLink } from "#core/review/approval/links.ts";
import type { SetHolders } from "#core/review/ports/permission-sets.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { approvalApp } from "#core/web/app.ts";
import type { PageNeeds } from "#core/web/context.ts";
import { REVIEW_ID } from "#test/core/review/change/account.ts";
import { approvedSet, SET_SCENARIOS } from "#test/core/review/permission-sets/approved-set.ts";
import { portsOver } from "#test/core/steps/ports.ts";
import type { FakeRestores } from "#test/fakes/restores.ts";
import { type Asked, askedOf } from "#test/page/served.ts";
import { openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { decideAs, heading, openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";
import { Visitor } from "#test/sign-in/visitor.ts";

const ACCOUNT = "111122223333";
const permissionSet = {
  instanceArn: "arn:aws:sso:::instance/ssoins-1234567890abcdef",
  arn: "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1",
  accounts: [ACCOUNT],
};
/** ann holds the set, ben does not, and Identity Center does not know usr. */
const HELD: Readonly<Record<string, boolean>> = { ann: true, ben: false };

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

interface Page {
  /** ARNs of the sets that were asked about. */
  readonly asked: (string | undefined)[];
  readonly visitor: Visitor;
}

function pageOf(ports: Omit<PageNeeds, "signIn" | "holders">): Page {
  const asked: (string | undefined)[] = [];
  const holders: SetHolders = {
    holds: async (set, { subject }) => {
      asked.push(set.permissionSet?.arn);
      return HELD[subject];
    },
  };
  const app = approvalApp({ ...ports, signIn: signInAt(openId), holders: async () => holders }, (fault) => {
    throw fault;
  });
  return { asked, visitor: new Visitor({ [PAGE]: (request) => app.fetch(request) }) };
}

const SETTINGS = { pageUrl: PAGE, approverSignIn: "oidc" } as const;

async function askedOfSet(of: { readonly isSet: boolean } = { isSet: true }): Promise<Asked & Page> {
  const review = await askedOf({ settings: SETTINGS, ...(of.isSet ? { permissionSet } : {}) });
  return { ...review, ...pageOf(review.ports) };
}

/** A set whose change was carried out, with the link to restore it. */
async function appliedSet(): Promise<Page & { readonly link: string; readonly restores: FakeRestores }> {
  const [scenario] = SET_SCENARIOS;
  if (!scenario) throw new Error("there are scenarios");
  const account = await approvedSet(scenario);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const { signer, ...base } = portsOver([]);
  const ports = { ...base, ...account.ports, signer, settings: { ...account.ports.settings, ...SETTINGS } };
  const restoring = async () => ({ ...(await base.restoring()), rolesIn: () => account.iam.roles });
  const made = await newRestoreLink(ports, await ports.store.get(REVIEW_ID));
  return { ...pageOf({ ...ports, restoring }), link: made?.link ?? "", restores: base.restores };
}

describe.each([
  ["ann", "who holds it", "You are assigned to this permission set, directly or through a group. Another approver must approve it."],
  ["usr", "whom Identity Center does not know", "IAM Identity Center has no user with your e-mail address"],
])("of a permission set, %s, %s", (person, _, because) => {
  test("is told on the page that they cannot approve, and has no button for it", async () => {
    const review = await askedOfSet();
    const { html } = await openAs(review.visitor, person, review.link);
    expect(html).toContain(because);
    expect(html).not.toContain('value="approve"');
    expect(html).toContain('value="reject"');
    expect(review.asked).toEqual([permissionSet.arn]);
  });

  test("cannot send the form all the same", async () => {
    const review = await askedOfSet();
    const { visitor } = review;
    const answer = await decideAs(visitor, await openAs(visitor, person, review.link), "approve");
    expect(answer.status).toBe(403);
    expect(answer.html).toContain(because);
    expect((await review.ports.store.get(review.reviewId)).decision).toBeUndefined();
  });

  test("may reject it", async () => {
    const review = await askedOfSet();
    const { visitor } = review;
    await decideAs(visitor, await openAs(visitor, person, review.link), "reject", "We need all of it.");
    expect((await review.ports.store.get(review.reviewId)).decision?.verdict).toBe("rejected");
  });

  test("can neither see nor send the form that restores it", async () => {
    const { visitor, link, restores } = await appliedSet();
    const page = await openAs(visitor, person, link);
    expect(page.status).toBe(403);
    expect(page.html).toContain(because.split(" Another")[0]);
    expect(page.html).not.toContain('value="all"');
    expect((await visitor.post(link, { way: "all", comment: "", token: "" })).status).toBe(403);
    expect(restores.started).toEqual([]);
  });
});

test("somebody else approves the change of a permission set, and restores it", async () => {
  const { visitor, link } = await askedOfSet();
  expect(heading(await decideAs(visitor, await openAs(visitor, "ben", link), "approve"))).toBe("This is approved");
  const done = await appliedSet();
  expect((await openAs(done.visitor, "ben", done.link)).html).toContain("Restore everything that the review removed");
});

test("of a role, Identity Center is not asked", async () => {
  const { visitor, link, asked } = await askedOfSet({ isSet: false });
  expect((await openAs(visitor, "ann", link)).html).toContain('value="approve"');
  expect(asked).toEqual([]);
});
