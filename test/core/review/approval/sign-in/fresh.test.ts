import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newRestoreLink } from "#core/review/approval/links.ts";
import { isStale, readIdentity } from "#core/review/approval/sign-in/identity.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { askedBySignIn, decideAs, heading, openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

/** Signed in at the provider long before the page was opened. */
const longAgo = () => signInAt(openId, {}, { authTime: () => 1 });

describe("a fresh sign-in", () => {
  test("is asked for before an approval, and what was ticked and written is sent again with one click", async () => {
    const { ports, link, reviewId, visitor } = await askedBySignIn(longAgo());
    const ann = visitor();
    const answer = await decideAs(ann, await openAs(ann, "ann", link), "approve", 'fine "so far"');
    expect([answer.status, heading(answer)]).toEqual([401, "Please sign in again"]);
    expect(answer.html).toContain(`${PAGE}/sign-in?to=`);
    expect(answer.html).toContain('name="verdict" value="approve"');
    expect(answer.html).toContain('name="comment" value="fine &quot;so far&quot;"');
    expect((await ports.store.get(reviewId)).decision).toBeUndefined();
  });

  test("is not needed to reject", async () => {
    const { link, visitor } = await askedBySignIn(longAgo());
    const ann = visitor();
    expect((await decideAs(ann, await openAs(ann, "ann", link), "reject", "no")).status).toBe(200);
  });

  test("lets the same decision pass once it was made", async () => {
    let askedAt: number | undefined = 1;
    const { link, visitor } = await askedBySignIn(signInAt(openId, {}, { authTime: () => askedAt }));
    const ann = visitor();
    const shown = await openAs(ann, "ann", link);
    const asked = await decideAs(ann, shown, "approve");
    expect(asked.status).toBe(401);
    askedAt = undefined;
    await openAs(ann, "ann", `${PAGE}/sign-in?to=${encodeURIComponent(new URL(link).pathname)}`);
    expect((await decideAs(ann, { ...asked, url: link }, "approve")).status).toBe(200);
  });

  test("is asked for before a restore, which is sent again to the very address that it was asked at", async () => {
    let askedAt: number | undefined;
    const { ports, link, reviewId, visitor } = await askedBySignIn(signInAt(openId, {}, { authTime: () => askedAt }));
    const ann = visitor();
    await decideAs(ann, await openAs(ann, "ann", link), "approve");
    await applyPolicy(ports, { reviewId });
    const { link: toRestore = "" } = (await newRestoreLink(ports, await ports.store.get(reviewId))) ?? {};
    const later = visitor();
    askedAt = 1;
    const shown = await openAs(later, "ann", toRestore);
    const fields = { token: /name="token" value="([^"]+)"/.exec(shown.html)?.[1] ?? "", way: "all", comment: "needed" };
    const asked = await later.post(shown.url, fields);
    expect([asked.status, heading(asked)]).toEqual([401, "Please sign in again"]);
    expect(asked.html).toContain('name="way" value="all"');
    expect(asked.html).toContain('<form method="post"><p>');
    expect(ports.restores.started).toEqual([]);
    askedAt = undefined;
    await openAs(later, "ann", `${PAGE}/sign-in?to=${encodeURIComponent(new URL(toRestore).pathname)}`);
    expect(heading(await later.post(shown.url, fields))).toBe("Restore requested");
    expect(ports.restores.started).toHaveLength(1);
  });

  test("is what the provider is asked for, and it says when it asked", async () => {
    const { provider } = signInAt(openId);
    const { url } = await provider.begin({ asSomebodyElse: false, maxAgeSeconds: 900 });
    expect(new URL(url).searchParams.get("max_age")).toBe("900");
    expect(readIdentity({ idToken: { sub: "ann", auth_time: 1_795_860_000 }, userInfo: {} }, signInAt(openId).settings)).toMatchObject({
      signedInAt: new Date(1_795_860_000_000).toISOString(),
    });
  });

  test.each([
    ["just now", "2026-11-28T10:00:00.000Z", false],
    ["14 minutes ago", "2026-11-28T09:46:00.000Z", false],
    ["15 minutes ago", "2026-11-28T09:45:00.000Z", true],
    ["by a clock that is half a minute ahead", "2026-11-28T10:00:30.000Z", false],
    ["by a clock that is a minute ahead", "2026-11-28T10:01:00.000Z", false],
    ["by one that is further ahead", "2026-11-28T10:01:00.001Z", true],
    ["in the future", "2026-11-28T11:00:00.000Z", true],
    ["at a time that is none", "soon", true],
  ])("%s: stale is %s %s", (_, signedInAt, expected) => {
    const identity = { issuer: "i", subject: "s", groups: [], principals: [], signedInAt };
    expect(isStale(identity, { freshMinutes: 15 }, "2026-11-28T10:00:00.000Z")).toBe(expected);
  });
});
