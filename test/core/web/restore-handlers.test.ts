import { describe, expect, test } from "vitest";
import { restoreEndPages as texts, restore as words } from "#core/messages/english/restore.ts";
import { newRestoreLink } from "#core/review/approval/links.ts";
import { restoreAskedBy } from "#core/review/approval/restore-vote.ts";
import { askedEntry } from "#core/review/change/restore/requests.ts";
import { deniedEntry } from "#core/review/change/watch/denied.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { restoreRole } from "#core/steps/restore-role.ts";
import { approvalApp } from "#core/web/app.ts";
import { asArn } from "#test/names.ts";
import { applied } from "#test/page/applied.ts";
import { askedOf } from "#test/page/served.ts";
import { ORIGIN, posted } from "./doors.ts";
import { person, seenBy } from "./signed-in.ts";

const DENIED = {
  resources: ["arn:aws:sqs:us-east-1:111122223333:orders"],
  session: "i-0abc",
  address: "10.0.0.7",
  at: "2026-11-02T00:00:00.000Z",
  region: "us-east-1",
  userAgent: "aws-cli",
};

async function restoring(missed: readonly string[] = [], denied: readonly string[] = []) {
  const change = await applied({}, missed);
  const { ports, reviewId, link } = change;
  for (const action of denied)
    await ports.store.append(reviewId, deniedEntry({ ...DENIED, action }, `event of ${action}`, ports.clock.now()));
  const app = approvalApp(ports, (fault) => {
    throw fault;
  });
  const ask = async (init?: RequestInit, address = link) => {
    const answer = await app.fetch(new Request(address, init));
    const html = await answer.text();
    return { status: answer.status, html, title: /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? "" };
  };
  const form = async (way: string, comment = "", address = link) => {
    const token = /name="token" value="([^"]+)"/.exec((await ask(undefined, address)).html)?.[1] ?? "";
    return new URLSearchParams({ token, way, comment }).toString();
  };
  const waysAt = async (address: string) =>
    [...(await ask(undefined, address)).html.matchAll(/name="way" value="(\w+)"/g)].map(([, way]) => way);
  return { ...change, ask, form, waysAt, started: ports.restores.started };
}

describe("a request to restore", () => {
  test("starts the restore once, with a signed vote that says who, what and why, and what was shown", async () => {
    const { ports, reviewId, ask, form, started } = await restoring(["sqs:PurgeQueue"]);
    expect(await ask(posted(await form("action", " It fails. ")))).toMatchObject({ status: 200, title: words.requestedTitle });
    const [{ name, input } = { name: "", input: { reviewId: "" } }] = started;
    expect(started).toHaveLength(1);
    expect(name).toMatch(new RegExp(`^${reviewId.slice(0, 40)}-page-[0-9a-f]{24}$`));
    expect(input).toEqual({
      reviewId,
      addBack: ["sqs:PurgeQueue"],
      seen: expect.stringMatching(/^[0-9a-f]{64}$/),
      votes: [
        {
          at: ports.clock.now(),
          by: "the holder of the link",
          reason: "It fails.",
          addBack: ["sqs:PurgeQueue"],
          seen: input.seen,
          signature: expect.any(String),
        },
      ],
    });
    const { reviewId: _, votes = [], ...asked } = input;
    expect(await restoreAskedBy(ports.votes, await ports.store.get(reviewId), { ...asked, votes }, ports.clock.now())).toEqual({
      by: "the holder of the link",
      reason: "It fails.",
    });
  });

  test("for everything keeps from then on what was missed; for a part, the part says what", async () => {
    const all = await restoring(["sqs:PurgeQueue"]);
    await all.ask(posted(await all.form("all")));
    expect(all.started[0]?.input).toMatchObject({ missed: ["sqs:PurgeQueue"], votes: [{ missed: ["sqs:PurgeQueue"] }] });
    expect(all.started[0]?.input).not.toHaveProperty("addBack");
    const service = await restoring(["sqs:PurgeQueue"]);
    await service.ask(posted(await service.form("service")));
    expect(service.started[0]?.input).toMatchObject({ addBack: ["sqs:*"] });
    expect(service.started[0]?.input).not.toHaveProperty("missed");
  });

  test("is one for all who ask while nothing has changed", async () => {
    const { ask, form, started, ports } = await restoring();
    const first = await form("all", "first");
    await ask(posted(first));
    await ports.restores.ended();
    expect(await ask(posted(await form("all", "second")))).toMatchObject({ status: 409, title: texts.askedAlready.title });
    expect(started).toHaveLength(1);
  });

  test("has another name once the record has changed", async () => {
    const { ask, form, started, ports, reviewId } = await restoring();
    await ask(posted(await form("all")));
    await ports.store.append(reviewId, askedEntry({ by: "ann", reason: "" }, "2026-10-01T00:00:00.000Z"));
    await ask(posted(await form("all")));
    expect(new Set(started.map(({ name }) => name)).size).toBe(2);
  });

  test.each<[string, (form: string) => RequestInit, number, string]>([
    ["from another site", (form) => posted(form, { "sec-fetch-site": "cross-site" }), 403, texts.foreign.title],
    ["with a token that the page did not give", (form) => posted(form.replace(/token=[^&]+/, "token=x")), 403, texts.staleForm.title],
    ["for a way that is not offered", (form) => posted(form.replace("way=all", "way=action")), 403, texts.staleForm.title],
    ["for no way", (form) => posted(form.replace("way=all", "")), 403, texts.staleForm.title],
    ["of more than 16 KB", (form) => posted(`${form}&x=${"x".repeat(16_384)}`), 413, texts.tooLarge.title],
    ["by another method", (form) => ({ ...posted(form), method: "PUT" }), 405, texts.notAllowed.title],
  ])("starts nothing %s", async (_, init, status, title) => {
    const { ask, form, started } = await restoring();
    expect(await ask(init(await form("all")))).toMatchObject({ status, title });
    expect(started).toEqual([]);
  });

  test("starts nothing by a form that showed the role as it is no more", async () => {
    const { ask, form, started, ports } = await restoring();
    const shown = await form("all");
    const { name, attached } = await ports.roles.read("QueueWorker");
    for (const { arn } of attached.slice(0, 1)) await ports.changes.detach(name, arn);
    expect(await ask(posted(shown))).toMatchObject({ status: 403, title: texts.staleForm.title });
    expect(started).toEqual([]);
  });
});

test("a way that is not possible has no button, and starts nothing for who asks for it all the same", async () => {
  const { ports, link } = await applied();
  const role = await ports.roles.read("QueueWorker");
  const [policy] = role.attached;
  if (!policy) throw new Error("The role has policies.");
  const attached = Array.from({ length: 10 }, (_, index) => ({
    ...policy,
    arn: asArn(`arn:aws:iam::111122223333:policy/own${index}`),
    name: `own${index}`,
  }));
  const restoring = async () => ({ ...(await ports.restoring()), rolesIn: () => ({ read: async () => ({ ...role, attached }) }) });
  const page = seenBy({ ...ports, restoring }, person("ann"));
  expect((await page.open(link)).html).not.toContain('name="way"');
  expect(await page.send(link, { way: "all" })).toMatchObject({ status: 403, title: texts.staleForm.title });
  expect(ports.restores.started).toEqual([]);
});

describe("the page offers", () => {
  test("what its link names, what was denied since where it names nothing, and what is typed before either", async () => {
    const buttons = async (page: Awaited<ReturnType<typeof restoring>>, query = "") =>
      [...(await page.ask(undefined, `${page.link}${query}`)).html.matchAll(/Restore only ([\w:]+)</g)].map(([, action]) => action);
    const named = await restoring(["sqs:PurgeQueue"], ["sqs:CreateQueue"]);
    expect(new Set(await buttons(named))).toEqual(new Set(["sqs:PurgeQueue"]));
    expect(new Set(await buttons(named, "?action=SQS:deletequeue"))).toEqual(new Set(["sqs:DeleteQueue"]));
    const denied = await restoring([], ["sqs:CreateQueue"]);
    expect(new Set(await buttons(denied))).toEqual(new Set(["sqs:CreateQueue"]));
    expect(await denied.waysAt(denied.link)).toEqual(["action", "service", "all"]);
    const nothing = await restoring();
    expect(await nothing.waysAt(nothing.link)).toEqual(["all"]);
  });
});

describe("what was asked for", () => {
  test("and is about to begin is told to who opens the page, and to who clicks as too late; after a quarter of an hour it is offered again", async () => {
    const { ask, form, ports, reviewId } = await restoring();
    const shown = await form("all");
    await ports.store.append(reviewId, askedEntry({ by: "ann", reason: "It fails.", addBack: ["sqs:PurgeQueue"] }, ports.clock.now()));
    const opened = await ask();
    expect(opened).toMatchObject({ status: 200, title: words.requestedTitle });
    for (const text of ["ann", "It fails.", "sqs:PurgeQueue"]) expect(opened.html).toContain(text);
    expect((await ask(posted(shown))).status).toBe(409);
    ports.at(new Date(Date.parse(ports.clock.now()) + 900_000).toISOString());
    expect((await ask()).html).toContain('name="way" value="all"');
  });

  test("and is back is told with who asked for it", async () => {
    const { ask, form, ports, reviewId, started } = await restoring();
    const shown = await form("all");
    await ask(posted(await form("all", "It fails.")));
    await restoreRole(ports, started[0]?.input);
    expect((await ports.store.get(reviewId)).status).toBe("restored");
    const opened = await ask();
    expect(opened).toMatchObject({ status: 200, title: words.restoredTitle });
    expect(opened.html).toContain("It fails.");
    expect((await ask(posted(shown))).status).toBe(409);
  });
});

test("a link that has expired, or that somebody changed, opens nothing", async () => {
  const { ask, link, ports, reviewId } = await restoring();
  expect((await ask(undefined, `${link}x`)).status).toBe(403);
  ports.at("2027-11-01T00:00:00.000Z");
  expect(await ask()).toMatchObject({ status: 410, title: texts.expired.title });
  const made = await newRestoreLink(ports, await ports.store.get(reviewId));
  expect((await ask(undefined, made?.link)).status).toBe(200);
});

/** A change that ann and ben approved, of a role whose owner has approvers of its own. */
async function ofTwo(tags: Readonly<Record<string, string>> = { "whittle:approvers": "2" }, missed: readonly string[] = []) {
  const settings = { pageUrl: ORIGIN, approverSignIn: "oidc", approversOf: [{ of: "payments", group: "finance" }] } as const;
  const asking = await askedOf({ settings, role: { name: "Worker", tags: { "whittle:review": "on", ...tags } } });
  const { ports, reviewId, link } = asking;
  for (const each of ["ann", "ben"]) await seenBy(ports, person(each, { groups: ["finance"] })).send(link, { verdict: "approve" });
  await applyPolicy(ports, { reviewId });
  const linkTo = async (actions: readonly string[]) => (await newRestoreLink(ports, await ports.store.get(reviewId), actions))?.link ?? "";
  return { ...asking, link: await linkTo(missed), linkTo, started: ports.restores.started };
}

describe("of a role that two must approve", () => {
  test("the first request is noted and starts nothing; another person's for the same starts it, with both votes", async () => {
    const { ports, reviewId, link, started } = await ofTwo();
    const first = await seenBy(ports, person("ann")).send(link, { way: "all", comment: "It fails." });
    expect(first).toMatchObject({ status: 200, title: words.oneMoreTitle });
    expect([started, (await ports.store.get(reviewId)).restoreVotes?.length]).toEqual([[], 1]);
    const page = await seenBy(ports, person("ben")).open(link);
    for (const text of [words.oneOfTwo, "ann@example.com", "It fails."]) expect(page.html).toContain(text);
    const second = await seenBy(ports, person("ben")).send(link, { way: "all" });
    expect(second).toMatchObject({ status: 200, title: words.requestedTitle });
    expect(second.html).toContain("ann@example.com and ben@example.com");
    expect(started[0]?.input.votes?.map(({ identity }) => identity?.subject)).toEqual(["ann", "ben"]);
    expect(await restoreRole(ports, started[0]?.input)).toMatchObject({ status: "restored" });
  });

  test("one person is one, however often they ask", async () => {
    const { ports, reviewId, link, started } = await ofTwo();
    for (const comment of ["once", "twice"]) await seenBy(ports, person("ann")).send(link, { way: "all", comment });
    expect([started, (await ports.store.get(reviewId)).restoreVotes?.map(({ reason }) => reason)]).toEqual([[], ["twice"]]);
  });

  test("what was missed is the first one's word, and both sign it", async () => {
    const { ports, linkTo, started } = await ofTwo({ "whittle:approvers": "2" });
    await seenBy(ports, person("ann")).send(await linkTo(["sqs:PurgeQueue"]), { way: "all" });
    await seenBy(ports, person("ben")).send(await linkTo(["sqs:CreateQueue"]), { way: "all" });
    expect(started[0]?.input).toMatchObject({
      missed: ["sqs:PurgeQueue"],
      votes: [{ missed: ["sqs:PurgeQueue"] }, { missed: ["sqs:PurgeQueue"] }],
    });
    expect(await restoreRole(ports, started[0]?.input)).toMatchObject({ status: "restored" });
  });

  test("nobody without a name asks for one, and so it is where the proposal alone says two", async () => {
    const { ports, link, started, reviewId } = await ofTwo();
    const store = {
      ...ports.store,
      get: async (id: string) => {
        const { approversNeeded: _, ...review } = await ports.store.get(id);
        return review;
      },
    };
    expect((await seenBy({ ...ports, store }, person("ann")).send(link, { way: "all" })).title).toBe(words.oneMoreTitle);
    const app = approvalApp({ ...ports, settings: { ...ports.settings, approverSignIn: "link" } }, () => {});
    const open = async (init?: RequestInit) => app.fetch(new Request(link, init));
    const token = /name="token" value="([^"]+)"/.exec(await (await open()).text())?.[1] ?? "";
    const refused = await open(posted(new URLSearchParams({ token, way: "all", comment: "" }).toString()));
    expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining(words.twoUnknown)]);
    expect([started, (await ports.store.get(reviewId)).restoreVotes?.length]).toEqual([[], 1]);
  });
});

describe("somebody cannot restore", () => {
  test("a role whose owner has approvers of its own, unless they are one of them", async () => {
    const { ports, link, started } = await ofTwo({ "whittle:owner": "payments" });
    const refused = await seenBy(ports, person("ann")).open(link);
    expect(refused).toMatchObject({ status: 403, title: words.cannot });
    expect(refused.html).toContain("finance");
    expect((await seenBy(ports, person("ann", { groups: ["finance"] })).send(link, { way: "all" })).title).toBe(words.requestedTitle);
    expect(started).toHaveLength(1);
  });

  test("a role that they can use by now, whatever its trust policy said then", async () => {
    const { ports, link } = await ofTwo({});
    const trust = JSON.stringify({
      Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "arn:aws:iam::111122223333:user/usr" } },
    });
    const restoring = async () => ({
      ...(await ports.restoring()),
      rolesIn: () => ({ read: async (name: string) => ({ ...(await ports.roles.read(name)), trust }) }),
    });
    const opened = await seenBy({ ...ports, restoring }, person("ann", { username: "usr" })).open(link);
    expect(opened).toMatchObject({ status: 403, title: words.cannot });
    expect((await seenBy(ports, person("ann", { username: "usr" })).open(link)).status).toBe(200);
  });

  test("with a sign-in of an hour ago, until they sign in again", async () => {
    const { ports, link, started } = await ofTwo({});
    const signIn = {
      settings: { issuer: "i", clientId: "c", groups: [], emails: [], groupsClaim: "groups", sessionMinutes: 60, freshMinutes: 15 },
      provider: { begin: () => Promise.reject(new Error("unused")), finish: () => Promise.reject(new Error("unused")) },
      signOuts: { end: async () => {}, isEnded: async () => false },
    };
    const signedIn = (minutesAgo: number) =>
      person("ann", { signedInAt: new Date(Date.parse(ports.clock.now()) - minutesAgo * 60_000).toISOString() });
    expect((await seenBy({ ...ports, signIn }, signedIn(60)).send(link, { way: "all" })).status).toBe(401);
    expect(started).toEqual([]);
    expect((await seenBy({ ...ports, signIn }, signedIn(5)).send(link, { way: "all" })).status).toBe(200);
  });
});

test("the record names whoever asked in full, up to 200 characters", async () => {
  const { ports, link, started } = await ofTwo({});
  const name = "Ann Example of the Department of Long Names and Longer Titles";
  await seenBy(ports, person("ann", { name })).send(link, { way: "all" });
  expect(started[0]?.input.votes?.[0]?.by).toBe(`ann@example.com (${name})`);
});
