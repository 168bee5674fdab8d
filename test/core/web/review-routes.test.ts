import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { endPages as texts } from "#core/messages/english/end-pages.ts";
import { english } from "#core/messages/english/words.ts";
import { newRestoreLink, reviewLink } from "#core/review/approval/links.ts";
import { isGenuineVote } from "#core/review/approval/vote-text.ts";
import { proposalHash } from "#core/review/hash.ts";
import type { JournalEntry } from "#core/review/model/journal.ts";
import type { Review } from "#core/review/model/review.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { approvalApp } from "#core/web/app.ts";
import { askedFive } from "#test/page/asked-five.ts";
import { askedOf } from "#test/page/served.ts";
import { type Door, decidingDoor, ORIGIN, posted } from "./doors.ts";
import { person, seenBy } from "./signed-in.ts";

const AT = "2026-11-01T00:00:00.000Z";
const LATER = "2026-11-02T00:00:00.000Z";
const TWO = { "whittle:review": "on", "whittle:approvers": "2" };

const titleOf = (html: string) => /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? "";

async function answered(response: Response | Promise<Response>) {
  const { status, text } = await Promise.resolve(response).then(async (each) => ({ status: each.status, text: await each.text() }));
  return { status, text, title: titleOf(text) };
}

/** The same page over a record in which the review is another one. */
function pageOver({ ports }: Pick<Door, "ports">, change: (review: Review) => Partial<Review>) {
  const store = { ...ports.store, get: async (id: string) => ({ ...(await ports.store.get(id)), ...change(await ports.store.get(id)) }) };
  const faults: unknown[] = [];
  const app = approvalApp({ ...ports, store }, (fault) => faults.push(fault));
  return { faults, open: (link: string, init?: RequestInit) => answered(app.fetch(new Request(link, init))) };
}

describe("a link to a review that nobody decided", () => {
  test.each<[string, Partial<Review>, number, string]>([
    ["and that waits", {}, 200, ""],
    ["of another proposal by now", { proposalHash: "00" }, 409, texts.changed.title],
    ["whose role was changed meanwhile", { status: "drifted" }, 409, texts.changed.title],
    ["that is proposed anew", { status: "proposing" }, 409, texts.changed.title],
    ["that failed", { status: "failed" }, 409, texts.failed.title],
    ["that has ended", { status: "settled" }, 409, texts.notWaiting.title],
    ["that is being applied", { status: "applying" }, 409, texts.notWaiting.title],
  ])("%s", async (_, change, status, title) => {
    const door = await decidingDoor();
    const page = pageOver(door, () => change);
    const form = await door.form();
    const shown = await page.open(door.link);
    expect(shown.status).toBe(status);
    if (title !== "") expect(shown.title).toBe(title);
    else expect(shown.text).toContain('name="verdict" value="approve"');
    if (title !== "") expect(await page.open(door.link, posted(form))).toMatchObject({ status, title });
    if (title !== "") expect(await door.done()).toEqual([]);
    expect(page.faults).toEqual([]);
  });

  test("whose proposal nobody sealed shows nothing and takes nothing, and the operator hears of it", async () => {
    const door = await decidingDoor();
    const form = await door.form();
    const faults: unknown[] = [];
    const app = approvalApp({ ...door.ports, seals: processSigner() }, (fault) => faults.push(fault));
    for (const init of [undefined, posted(form)]) expect((await answered(app.fetch(new Request(door.link, init)))).status).toBe(503);
    expect(faults).toEqual([expect.objectContaining({ code: "record-mismatch" }), expect.objectContaining({ code: "record-mismatch" })]);
    expect(await door.done()).toEqual([]);
  });
});

describe("a decision", () => {
  test("to approve is recorded with all that it says, signed, and the workflow goes on with it", async () => {
    const door = await decidingDoor();
    const { ports, reviewId } = door;
    const form = await door.form({ comment: "  fine  " });
    ports.at(LATER);
    expect(await answered(door.ask(door.link, posted(form)))).toMatchObject({ status: 200, title: "This is approved" });
    const { decision, proposalHash, status } = await ports.store.get(reviewId);
    expect({ decision, status }).toEqual({
      status: "approved",
      decision: {
        verdict: "approved",
        at: LATER,
        by: "the holder of the link",
        proposalHash,
        reason: "fine",
        answers: [{ question: "sqs/any", verdict: "remove", by: "default" }],
        signature: expect.any(String),
      },
    });
    const proposal = await ports.store.document(reviewId, "proposal");
    expect(proposal && decision && (await isGenuineVote(ports.votes, proposal, decision))).toBe(true);
    expect(ports.seen.called).toEqual([{ token: `token-of-${reviewId}`, output: { verdict: "approved" } }]);
  });

  test("to reject is recorded with its reason and without answers, and the workflow goes on with it", async () => {
    const door = await decidingDoor();
    const { ports, reviewId } = door;
    const form = await door.form({ verdict: "reject", comment: "not yet" });
    expect(await answered(door.ask(door.link, posted(form)))).toMatchObject({ status: 200, title: "This is rejected" });
    const { decision } = await ports.store.get(reviewId);
    expect(decision).toMatchObject({ verdict: "rejected", reason: "not yet" });
    expect(decision).not.toHaveProperty("answers");
    expect(ports.seen.called).toEqual([{ token: `token-of-${reviewId}`, output: { verdict: "rejected" } }]);
  });

  test("without a comment is recorded without a reason, and a rejection without one is asked for it", async () => {
    const door = await decidingDoor();
    const refused = await answered(door.ask(door.link, posted(await door.form({ verdict: "reject", comment: " \n " }))));
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('role="alert"');
    expect(await door.done()).toEqual([]);
    await door.ask(door.link, posted(await door.form()));
    expect((await door.ports.store.get(door.reviewId)).decision).not.toHaveProperty("reason");
  });

  test("that is made already is told: to who opens the link as it is, to who clicks as too late", async () => {
    const door = await decidingDoor();
    const form = await door.form({ verdict: "reject", comment: "first" });
    await door.ask(door.link, posted(form));
    for (const [init, status] of [
      [undefined, 200],
      [posted(form), 409],
      [posted(await door.form({ verdict: "approve" })), 409],
    ] as const) {
      const told = await answered(door.ask(door.link, init));
      expect(told).toMatchObject({ status, title: "This is rejected" });
      expect(told.text).toContain("first");
    }
    expect((await door.ports.store.get(door.reviewId)).decision?.reason).toBe("first");
  });

  test.each(["approve", "reject"])(
    "of which the workflow was not told, because that failed, is told when the page is opened again: %s",
    async (verdict) => {
      const door = await decidingDoor();
      const form = await door.form({ verdict, comment: "because" });
      const callbacks = { succeed: () => Promise.reject(new Error("not now")) };
      const app = approvalApp({ ...door.ports, callbacks }, () => {});
      expect((await app.fetch(new Request(door.link, posted(form)))).status).toBe(503);
      expect([await door.done(), door.ports.seen.called]).toEqual([[verdict === "approve" ? "approved" : "rejected"], []]);
      await door.ask(door.link);
      expect(door.ports.seen.called).toHaveLength(1);
    },
  );
});

describe("the form is refused, and decides nothing,", () => {
  test.each<[string, (form: string) => RequestInit, number, string]>([
    ["from another site", (form) => posted(form, { "sec-fetch-site": "cross-site" }), 403, texts.foreign.title],
    ["from another host of the site", (form) => posted(form, { "sec-fetch-site": "same-site" }), 403, texts.foreign.title],
    ["with a token that the page did not give", (form) => posted(form.replace(/token=[^&]+/, "token=x")), 403, texts.staleForm.title],
    ["without a verdict", (form) => posted(form.replace("verdict=approve", "")), 403, texts.staleForm.title],
    ["with a question that was not asked", (form) => posted(`${form}&asked=iam%2Fany`), 403, texts.staleForm.title],
    ["of more than 16 KB", (form) => posted(`${form}&x=${"x".repeat(16_384)}`), 413, texts.tooLarge.title],
    ["by another method", (form) => ({ ...posted(form), method: "PUT" }), 405, texts.notAllowed.title],
  ])("%s", async (_, init, status, title) => {
    const door = await decidingDoor();
    expect(await answered(door.ask(door.link, init(await door.form())))).toMatchObject({ status, title });
    expect([await door.done(), door.ports.seen.called]).toEqual([[], []]);
  });

  test("where the review was asked about anew meanwhile; after a reminder it is as good", async () => {
    const door = await decidingDoor();
    const form = await door.form();
    const later = pageOver(door, ({ waiting }) => (waiting ? { waiting: { ...waiting, since: LATER } } : {}));
    expect(await later.open(door.link, posted(form))).toMatchObject({ status: 403, title: texts.staleForm.title });
    expect(await door.done()).toEqual([]);
    door.ports.at(LATER);
    await requestApproval(door.ports, { reviewId: door.reviewId, taskToken: "second", round: 2 });
    expect((await answered(door.ask(door.link, posted(form)))).status).toBe(200);
    expect(door.ports.seen.called).toEqual([{ token: "second", output: { verdict: "approved" } }]);
  });
});

test("a problem is shown with the comment and the boxes as they were sent", async () => {
  const five = await askedFive();
  const app = approvalApp(five.ports, () => {});
  const html = async (init?: RequestInit) => (await app.fetch(new Request(five.link, init))).text();
  const token = /name="token" value="([^"]+)"/.exec(await html())?.[1] ?? "";
  const body = new URLSearchParams([
    ["token", token],
    ["verdict", "reject"],
    ["comment", ""],
    ["asked", "sns/alerts"],
    ["keep", "sns/alerts"],
  ]);
  const shown = await html(posted(body.toString()));
  expect([...shown.matchAll(/name="keep" value="([^"]+)" checked/g)].map(([, id]) => id)).toContain("sns/alerts");
});

describe("an approved change says what it waits for", () => {
  const postponed: JournalEntry = { kind: "change-postponed", at: AT, until: LATER };
  const canaries: JournalEntry = { kind: "canaries-awaited", at: AT, canaries: [{ reviewId: "c", roleName: "Bird" }] };
  const setAside: JournalEntry = { kind: "approval-set-aside", at: AT, by: "ann", decidedAt: AT };

  test.each<[string, readonly JournalEntry[], string, RegExp]>([
    ["until its window opens", [postponed], AT, /Changes are made in a window that opens/],
    ["no more when it has opened", [postponed], LATER, /Whittle is applying the change/],
    ["the last thing", [postponed, canaries], AT, /Canary roles are changed first: Bird/],
    ["not what an earlier approval waited for", [canaries, setAside], AT, /Whittle is applying the change/],
    ["what it waits for since", [canaries, setAside, postponed], AT, /Changes are made in a window that opens/],
  ])("%s", async (_, journal, now, words) => {
    const { ports, reviewId, link, ask } = await decidingDoor();
    await ports.store.decide(reviewId, { verdict: "approved", at: AT, by: "Ann", proposalHash: "0" });
    for (const entry of journal) await ports.store.append(reviewId, entry);
    ports.at(now);
    expect((await answered(ask(link))).text).toMatch(words);
  });

  test("and one that was rejected waits for nothing", async () => {
    const { ports, reviewId, link, ask } = await decidingDoor();
    await ports.store.decide(reviewId, { verdict: "rejected", at: AT, by: "Ann", proposalHash: "0" });
    await ports.store.append(reviewId, canaries);
    expect((await answered(ask(link))).text).not.toContain("Bird");
  });
});

test("a restore link is made of an approved review alone", async () => {
  const { ports, reviewId } = await decidingDoor();
  expect(await newRestoreLink(ports, await ports.store.get(reviewId))).toBeUndefined();
});

describe("of two approvers who signed in", () => {
  const asking = () => askedOf({ settings: { pageUrl: ORIGIN, approverSignIn: "oidc" }, role: { name: "Worker", tags: TWO } });

  test("the first one's approval is recorded and tells the workflow nothing; the second one's decides", async () => {
    const { ports, link, reviewId } = await asking();
    const first = await seenBy(ports, person("ann")).send(link, { verdict: "approve", comment: "fine" });
    expect(first).toMatchObject({ status: 200, title: english.page.decided.oneMore });
    expect([(await ports.store.get(reviewId)).decision, ports.seen.called]).toEqual([undefined, []]);
    expect((await ports.store.get(reviewId)).approvals).toMatchObject([
      { by: "ann@example.com", identity: { issuer: "https://login.example", subject: "ann", email: "ann@example.com" }, reason: "fine" },
    ]);
    expect(await seenBy(ports, person("ben")).send(link, { verdict: "approve" })).toMatchObject({ status: 200, title: "This is approved" });
    expect(ports.seen.called).toEqual([{ token: `token-of-${reviewId}`, output: { verdict: "approved" } }]);
  });

  test("the first one cannot approve again, and is told so without a button for it", async () => {
    const { ports, link, reviewId } = await asking();
    const ann = seenBy(ports, person("ann"));
    await ann.send(link, { verdict: "approve" });
    expect(await ann.send(link, { verdict: "approve" })).toMatchObject({ status: 403, title: english.page.decide.cannot });
    const { html } = await ann.open(link);
    expect([html.includes('value="approve"'), html.includes('value="reject"'), html.includes(english.page.decide.oneMore)]).toEqual([
      false,
      true,
      true,
    ]);
    expect((await ports.store.get(reviewId)).approvals).toHaveLength(1);
  });

  test("a form that was shown to one is not the other's", async () => {
    const { ports, link } = await asking();
    const token = /name="token" value="([^"]+)"/.exec((await seenBy(ports, person("ann")).open(link)).html)?.[1] ?? "";
    const body = new URLSearchParams({ token, verdict: "approve", comment: "" }).toString();
    for (const other of [person("ben"), person("ann", { issuer: "https://other.example" })])
      expect(await seenBy(ports, other).open(link, posted(body))).toMatchObject({ status: 403, title: texts.staleForm.title });
  });
});

describe("of a role whose owner has approvers of its own, somebody else", () => {
  const asking = () =>
    askedOf({
      settings: { pageUrl: ORIGIN, approverSignIn: "oidc", approversOf: [{ of: "payments", group: "finance" }] },
      role: { name: "Worker", tags: { "whittle:review": "on", "whittle:owner": "payments" } },
    });

  test.each(["approve", "reject"])("cannot %s it, and has no form for it", async (verdict) => {
    const { ports, link, reviewId } = await asking();
    const { html } = await seenBy(ports, person("ann")).open(link);
    expect([html.includes('<form method="post" id='), html.includes("finance")]).toEqual([false, true]);
    const token =
      /name="token" value="([^"]+)"/.exec((await seenBy(ports, person("ann", { groups: ["finance"] })).open(link)).html)?.[1] ?? "";
    const body = new URLSearchParams({ token, verdict, comment: "because" }).toString();
    const refused = await seenBy(ports, person("ann")).open(link, posted(body));
    expect(refused).toMatchObject({ status: 403, title: english.page.decide.cannotDecide });
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
    expect((await seenBy(ports, person("ann", { groups: ["finance"] })).open(link, posted(body))).status).toBe(200);
  });
});

describe("where approvers sign in, a sign-in of an hour ago", () => {
  const SIGN_IN = {
    settings: {
      issuer: "https://login.example",
      clientId: "c",
      groups: ["approvers"],
      emails: [],
      groupsClaim: "groups",
      sessionMinutes: 60,
      freshMinutes: 15,
    },
    provider: { begin: () => Promise.reject(new Error("unused")), finish: () => Promise.reject(new Error("unused")) },
    signOuts: { end: async () => {}, isEnded: async () => false },
  };
  const signedInAt = "2026-10-31T23:00:00.000Z";

  test("is too old to approve with, and good enough to reject with", async () => {
    const { ports, link, reviewId } = await askedOf({ settings: { pageUrl: ORIGIN, approverSignIn: "oidc" } });
    const ann = seenBy({ ...ports, signIn: SIGN_IN }, person("ann", { signedInAt }));
    const again = await ann.send(link, { verdict: "approve", comment: "fine" });
    expect(again).toMatchObject({ status: 401, title: english.signIn.again });
    expect(again.html).toContain('name="comment" value="fine"');
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
    expect((await ann.send(link, { verdict: "reject", comment: "no" })).status).toBe(200);
  });

  test("is fresh for a quarter of an hour", async () => {
    const { ports, link } = await askedOf({ settings: { pageUrl: ORIGIN, approverSignIn: "oidc" } });
    const ann = seenBy({ ...ports, signIn: SIGN_IN }, person("ann", { signedInAt: "2026-10-31T23:45:01.000Z" }));
    expect((await ann.send(link, { verdict: "approve" })).status).toBe(200);
  });
});

describe("the page of a role that code owns", () => {
  test.each([
    ["patch", english.page.plan.handedOver],
    ["pull-request", english.page.plan.pullRequest],
  ] as const)("says what approving does with %s", async (codeOwnedRoles, words) => {
    const { ports, link } = await askedOf({
      settings: { pageUrl: ORIGIN, codeOwnedRoles },
      role: { name: "Worker", tags: { "whittle:review": "on", terraform: "true" } },
    });
    const html = await (await approvalApp(ports, () => {}).fetch(new Request(link))).text();
    const said = words({ id: "tag", key: "terraform", value: "true" });
    expect(html).toContain(said.slice(-60).replaceAll("'", "&#39;"));
  });
});

test("the page says where not all that is asked about would fit, and not where it does", async () => {
  const five = await askedFive();
  const open = async (ports: typeof five.ports) => (await approvalApp(ports, () => {}).fetch(new Request(five.link))).text();
  const words = english.page.questions.notAllFit({ managed: 1, inline: 0 }).slice(0, 40).replaceAll("'", "&#39;");
  expect(await open(five.ports)).not.toContain(words);
  const [made, before] = [
    await five.ports.store.document(five.reviewId, "proposal"),
    await five.ports.store.document(five.reviewId, "before"),
  ];
  if (!made?.choices || !before) throw new Error("Five questions are asked about the role.");
  const tight = { ...made, choices: { ...made.choices, room: { managed: 0, inline: 0 } } };
  await five.ports.store.putDocument(five.reviewId, "proposal", tight);
  const hash = proposalHash(tight);
  const store = { ...five.ports.store, get: async (id: string) => ({ ...(await five.ports.store.get(id)), proposalHash: hash }) };
  const { waiting } = await five.ports.store.get(five.reviewId);
  const link = await reviewLink(five.ports.signer, ORIGIN, {
    reviewId: five.reviewId,
    proposalHash: hash,
    expiresAt: waiting?.expiresAt ?? "",
  });
  expect(await (await approvalApp({ ...five.ports, store }, () => {}).fetch(new Request(link))).text()).toContain(words);
});
