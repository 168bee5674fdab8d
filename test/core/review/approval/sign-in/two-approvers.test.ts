import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRestoreLink } from "#core/review/approval/links.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { approvalApp } from "#core/web/app.ts";
import { asked, askedOf } from "#test/page/served.ts";
import { openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { type Asking, askedBySignIn, decideAs, heading, openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";
import { type Answer, Visitor } from "#test/sign-in/visitor.ts";

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

const TWO = { name: "DeployRole", policies: ["AmazonSQSFullAccess"], tags: { "whittle:review": "on", "whittle:approvers": "2" } };
const reviewOf = ({ ports, reviewId }: Asking) => ports.store.get(reviewId);

/** People with the review's page open, each in a browser of their own. */
async function opened(...people: readonly string[]) {
  const asking = await askedBySignIn(signInAt(openId), TWO);
  const pages: { readonly visitor: Visitor; readonly page: Answer }[] = [];
  for (const person of people) {
    const visitor = asking.visitor();
    pages.push({ visitor, page: await openAs(visitor, person, asking.link) });
  }
  const decide = (index: number, verdict: "approve" | "reject", comment?: string) => {
    const { visitor, page } = pages[index] ?? { visitor: asking.visitor(), page: undefined };
    if (!page) throw new Error("Nobody has this page open.");
    return decideAs(visitor, page, verdict, comment);
  };
  return { asking, pages, decide };
}

describe("a role that two must approve", () => {
  test("says so before anybody decides", async () => {
    const { pages } = await opened("ann");
    expect(pages[0]?.page.html).toContain("Two different approvers must approve: the tag whittle:approvers asks for it.");
  });

  test("the first approval waits; who opens the page next sees whose it is; the second decides and names both", async () => {
    const { asking, pages, decide } = await opened("ann", "ben");
    const first = await decide(0, "approve");
    expect([first.status, heading(first)]).toEqual([200, "One more approval is needed"]);
    expect(asking.ports.seen.called).toEqual([]);
    const seen = await pages[1]?.visitor.open(asking.link);
    expect(seen?.html).toContain("ann@example.com (Ann Example)");
    expect(seen?.html).toContain("One more approver must approve it.");
    const second = await decide(1, "approve");
    expect([second.status, heading(second)]).toEqual([200, "This is approved"]);
    expect((await reviewOf(asking)).decision?.by).toBe("ann@example.com (Ann Example) and ben@example.com (Ben)");
    expect(asking.ports.seen.called.length).toBe(1);
  });

  test("one person twice is told so, and offered to reject alone", async () => {
    const { asking, pages, decide } = await opened("ann");
    await decide(0, "approve");
    const again = await decide(0, "approve");
    expect([again.status, again.html.includes("You have approved it. One more approver must approve it")]).toEqual([403, true]);
    const shown = await pages[0]?.visitor.open(asking.link);
    expect([shown?.html.includes(">Approve</button>"), shown?.html.includes(">Reject</button>")]).toEqual([false, true]);
    expect(await reviewOf(asking)).toMatchObject({ status: "waiting" });
  });

  test("a reject by anybody ends it, also by who approved", async () => {
    const { asking, decide } = await opened("ann", "ben");
    await decide(0, "approve");
    expect(heading(await decide(0, "reject", "I was wrong"))).toBe("This is rejected");
    expect((await decide(1, "approve")).status).toBe(409);
    expect((await reviewOf(asking)).decision).toMatchObject({ verdict: "rejected", by: "ann@example.com (Ann Example)" });
  });

  test("both clicking at once: two recorded approvals, one decision, one call of the workflow, one application", async () => {
    const { asking, decide } = await opened("ann", "ben");
    const answers = await Promise.all([decide(0, "approve"), decide(1, "approve")]);
    expect(answers.map(heading).sort()).toEqual(["One more approval is needed", "This is approved"]);
    const review = await reviewOf(asking);
    expect(review.approvals?.map(({ identity }) => identity.subject).sort()).toEqual(["ann", "ben"]);
    expect(asking.ports.seen.called.length).toBe(1);
    await Promise.allSettled(Array.from({ length: 5 }, () => applyPolicy(asking.ports, { reviewId: asking.reviewId })));
    expect((await reviewOf(asking)).status).toBe("applied");
    expect(asking.ports.seen.messages.filter(({ subject }) => subject.startsWith("Applied")).length).toBe(1);
  });

  test("40 clicks of both at once: the same", async () => {
    const { asking, decide } = await opened("ann", "ben");
    await Promise.all(Array.from({ length: 40 }, (_, index) => decide(index % 2, "approve")));
    expect((await reviewOf(asking)).approvals?.length).toBe(2);
    expect(new Set(asking.ports.seen.called.map(({ output }) => JSON.stringify(output)))).toEqual(new Set(['{"verdict":"approved"}']));
  });

  test("by link alone it cannot be approved, as proposal and page say; it can be rejected", async () => {
    const { ports, link, reviewId } = await asked(TWO);
    const visitor = new Visitor({ [PAGE]: (request) => approvalApp(ports, () => {}).fetch(request) });
    const shown = await visitor.open(link);
    expect(shown.html).toContain("so this can be rejected but not approved");
    expect(shown.html).not.toContain(">Approve</button>");
    expect((await decideAs(visitor, shown, "approve")).status).toBe(403);
    expect((await ports.store.get(reviewId)).approvals).toBeUndefined();
    expect(heading(await decideAs(visitor, shown, "reject", "no"))).toBe("This is rejected");
  });

  test("on a copy of the account, one person at this machine decides", async () => {
    const { ports, link } = await askedOf({ role: TWO, settings: { pageUrl: PAGE, approverSignIn: "local" } });
    const visitor = new Visitor({ [PAGE]: (request) => approvalApp(ports, () => {}).fetch(request) });
    expect(heading(await decideAs(visitor, await visitor.open(link), "approve"))).toBe("This is approved");
  });
});

describe("restoring a role that two must approve", () => {
  async function restoring() {
    const { asking, decide } = await opened("ann", "ben");
    await decide(0, "approve");
    await decide(1, "approve");
    await applyPolicy(asking.ports, { reviewId: asking.reviewId });
    const { link = "" } = (await newRestoreLink(asking.ports, await reviewOf(asking))) ?? {};
    const ask = async (visitor: Visitor, person: string) => {
      const { html, url } = await openAs(visitor, person, link);
      return visitor.post(url, { token: /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "", way: "all", comment: `by ${person}` });
    };
    return { asking, link, ask, started: () => asking.ports.restores.started };
  }

  test("one person asks, and nothing is started, however often; another asks for the same, and it is", async () => {
    const { asking, link, ask, started } = await restoring();
    const ann = asking.visitor();
    for (let index = 0; index < 2; index++) expect(heading(await ask(ann, "ann"))).toBe("One more person must ask for this");
    expect(started()).toEqual([]);
    const ben = asking.visitor();
    expect((await openAs(ben, "ben", link)).html).toContain("Requested by one of two");
    expect(heading(await ask(ben, "ben"))).toBe("Restore requested");
    expect(started()).toHaveLength(1);
    expect(await restoreRole(asking.ports, started()[0]?.input)).toMatchObject({ status: "restored" });
    const asked = entriesOf(await asking.ports.store.journal(asking.reviewId), "restore-asked");
    expect(asked).toMatchObject([{ by: "ann@example.com (Ann Example) and ben@example.com (Ben)", reason: "by ann / by ben" }]);
  });
});

describe("a role that the approver can assume", () => {
  const trust = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111122223333:user/usr" } }],
  };
  const role = { name: "DeployRole", policies: ["AmazonSQSFullAccess"], trust };

  test("is not theirs to approve, and they are told why; they can reject it", async () => {
    const asking = await askedBySignIn(signInAt(openId), role);
    const usr = asking.visitor();
    const shown = await openAs(usr, "usr", asking.link);
    expect(shown.html).toContain("The trust policy of DeployRole lets arn:aws:iam::111122223333:user/usr assume it.");
    expect(shown.html).not.toContain(">Approve</button>");
    const refused = await decideAs(usr, shown, "approve");
    expect([refused.status, heading(refused)]).toEqual([403, "You cannot approve this"]);
    expect((await reviewOf(asking)).decision).toBeUndefined();
    expect(heading(await decideAs(usr, shown, "reject", "not now"))).toBe("This is rejected");
  });

  test("is anybody else's", async () => {
    const asking = await askedBySignIn(signInAt(openId), role);
    const ann = asking.visitor();
    expect(heading(await decideAs(ann, await openAs(ann, "ann", asking.link), "approve"))).toBe("This is approved");
  });
});
