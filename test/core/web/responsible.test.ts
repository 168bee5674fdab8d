import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRestoreLink } from "#core/review/approval/links.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { approvalApp } from "#core/web/app.ts";
import { askedOf } from "#test/page/served.ts";
import { openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { decideAs, heading, openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";
import { Visitor } from "#test/sign-in/visitor.ts";

const approversOf = [
  { of: "payments", group: "payments-leads" },
  { of: "sandbox", group: "everyone" },
];
const ONLY = "Only approvers in the group payments-leads may decide about this role";

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

/** A role with this owner that waits for its approvers; fay is one, and leads payments. */
async function asked(owner?: string, rules = approversOf) {
  const tags = { "whittle:review": "on", ...(owner === undefined ? {} : { "whittle:owner": owner }) };
  const review = await askedOf({
    role: { name: "QueueWorker", policies: ["AmazonSQSFullAccess", "AmazonSSMManagedInstanceCore"], tags },
    settings: { pageUrl: PAGE, approverSignIn: "oidc", approversOf: rules },
  });
  const signIn = signInAt(openId, { groupsOfSome: rules.map(({ group }) => group) });
  const fail = (fault: unknown) => {
    throw fault;
  };
  const { approversOf: _, ...lenient } = review.ports.settings;
  const app = approvalApp({ ...review.ports, signIn }, fail);
  /** As the page was before the stack had the parameter. */
  const before = approvalApp({ ...review.ports, settings: lenient, signIn }, fail);
  const site = { now: app };
  return { ...review, app, before, site, visitor: () => new Visitor({ [PAGE]: (request) => site.now.fetch(request) }) };
}

describe("of a role whose owner has approvers of its own, another approver", () => {
  test("reads it, and is told who may decide, with no form", async () => {
    const { visitor, link } = await asked("payments");
    const { html, status } = await openAs(visitor(), "ann", link);
    expect(status).toBe(200);
    expect(html).toContain(ONLY);
    expect(html).toContain("You cannot decide about this");
    expect(html).not.toMatch(/value="(approve|reject)"/);
  });

  test.each(["approve", "reject"] as const)("cannot send that they %s it", async (verdict) => {
    const { visitor, link, ports, reviewId, site, app, before } = await asked("payments");
    const ann = visitor();
    site.now = before;
    const shown = await openAs(ann, "ann", link);
    site.now = app;
    const answer = await decideAs(ann, shown, verdict, "We need it.");
    expect(answer.status).toBe(403);
    expect(heading(answer)).toBe("You cannot decide about this");
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
  });
});

test("whoever leads the owner's approvers decides", async () => {
  const { visitor, link } = await asked("payments");
  const fay = visitor();
  expect(heading(await decideAs(fay, await openAs(fay, "fay", link), "approve"))).toBe("This is approved");
});

test("whoever is in the owner's group and no approver is not let in", async () => {
  const { visitor, link } = await asked("sandbox");
  expect((await openAs(visitor(), "cat", link)).status).toBe(403);
});

test("a role that somebody tagged with a misspelt owner is everybody's, and the page says so", async () => {
  const { visitor, link } = await asked("paiments");
  const ann = visitor();
  const page = await openAs(ann, "ann", link);
  expect(page.html).toContain("The tag whittle:owner says paiments, and ApproversOf names no group for it.");
  expect(heading(await decideAs(ann, page, "approve"))).toBe("This is approved");
});

test("a role of an account with approvers of its own is theirs, whatever owner somebody tagged it with", async () => {
  const rules = [...approversOf, { of: "111122223333", group: "payments-leads" }];
  const { visitor, link } = await asked("sandbox", rules);
  const page = await openAs(visitor(), "ann", link);
  expect(page.html).toContain(ONLY);
  expect(page.html).not.toMatch(/value="(approve|reject)"/);
});

test("a tag that is changed after the proposal changes nobody's right to decide", async () => {
  const { visitor, link, ports, reviewId } = await asked("payments");
  const role = await ports.roles.read((await ports.store.get(reviewId)).roleName);
  Object.assign(role.tags, { "whittle:owner": "sandbox" });
  expect((await openAs(visitor(), "ann", link)).html).toContain(ONLY);
});

test("what was changed is restored by those who may decide alone", async () => {
  const { visitor, link, ports, reviewId } = await asked("payments");
  const fay = visitor();
  await decideAs(fay, await openAs(fay, "fay", link), "approve");
  await applyPolicy(ports, { reviewId });
  const restore = (await newRestoreLink(ports, await ports.store.get(reviewId)))?.link ?? "";
  expect((await openAs(fay, "fay", restore)).html).toContain("Restore everything that the review removed");
  const refused = await openAs(visitor(), "ann", restore);
  expect(refused.status).toBe(403);
  expect(refused.html).toContain(ONLY);
});
