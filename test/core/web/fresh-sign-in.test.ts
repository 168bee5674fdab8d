import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { approvalApp } from "#core/web/app.ts";
import { applied } from "#test/page/applied.ts";
import { type Asked, askedOf } from "#test/page/served.ts";
import { openTestOpenId, type TestOpenId } from "#test/sign-in/openid.ts";
import { openAs, PAGE, PEOPLE, signInAt } from "#test/sign-in/signed.ts";
import { Visitor } from "#test/sign-in/visitor.ts";

const SETTINGS = { pageUrl: PAGE, approverSignIn: "oidc" } as const;

let openId: TestOpenId;
beforeAll(async () => {
  openId = await openTestOpenId(PEOPLE, () => [`${PAGE}/signed-in`]);
});
afterAll(() => openId.close());

/** Ann, whom the provider asked who she is so many minutes ago, sends the form of the link's page. */
async function sentBy({ ports, link }: Asked, fields: Readonly<Record<string, string>>, minutesAgo: number): Promise<number> {
  const authTime = () => Date.parse(ports.clock.now()) / 1000 - minutesAgo * 60;
  const app = approvalApp({ ...ports, signIn: signInAt(openId, { freshMinutes: 15 }, { authTime }) }, (fault) => {
    throw fault;
  });
  const visitor = new Visitor({ [PAGE]: (request) => app.fetch(request) });
  const { html, url } = await openAs(visitor, "ann", link);
  const token = /name="token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  return (await visitor.post(url, { token, comment: "", ...fields })).status;
}

describe("who signed in a while ago", () => {
  const deciding = () => askedOf({ settings: SETTINGS });
  const restoring = () => applied({ settings: SETTINGS });

  test.each([
    [14, 200, "approved"],
    [16, 401, undefined],
  ])("%i minutes, approves: %i", async (minutes, status, verdict) => {
    const review = await deciding();
    expect(await sentBy(review, { verdict: "approve" }, minutes)).toBe(status);
    expect((await review.ports.store.get(review.reviewId)).decision?.verdict).toBe(verdict);
  });

  test.each([
    [14, 200, 1],
    [16, 401, 0],
  ])("%i minutes, restores: %i", async (minutes, status, started) => {
    const review = await restoring();
    expect(await sentBy(review, { way: "all" }, minutes)).toBe(status);
    expect(review.ports.restores.started).toHaveLength(started);
  });
});
