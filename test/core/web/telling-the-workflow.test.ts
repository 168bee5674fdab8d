import { describe, expect, test } from "vitest";
import { ThrottledError } from "#core/errors.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { approvalApp } from "#core/web/app.ts";
import type { PageNeeds } from "#core/web/context.ts";
import { asked } from "#test/page/served.ts";

function visitorOf(ports: PageNeeds, link: string) {
  const app = approvalApp(ports, () => {});
  const open = async () => app.fetch(new Request(link));
  return {
    open,
    async fillIn() {
      const token = /name="token" value="([^"]+)"/.exec(await (await open()).text())?.[1] ?? "";
      return async (verdict: string, comment = "") =>
        app.fetch(
          new Request(link, {
            method: "POST",
            body: new URLSearchParams({ token, verdict, comment }).toString(),
            headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin" },
          }),
        );
    },
  };
}

describe("the workflow hears of a decision", () => {
  test("also where it could not be told at once, as soon as the page is opened again", async () => {
    const { ports, link, reviewId } = await asked();
    let isThrottled = true;
    const callbacks: PageNeeds["callbacks"] = {
      async succeed(token, output) {
        if (isThrottled) throw new ThrottledError("states:SendTaskSuccess");
        await ports.callbacks.succeed(token, output);
      },
    };
    const { open, fillIn } = visitorOf({ ...ports, callbacks }, link);
    expect((await (await fillIn())("approve")).status).toBe(503);
    isThrottled = false;
    expect([(await open()).status, ports.seen.called]).toEqual([200, [{ token: `token-of-${reviewId}`, output: { verdict: "approved" } }]]);
  });

  test("by the task token of the round that it is in when the decision is recorded", async () => {
    const { ports, link, reviewId } = await asked();
    const store: PageNeeds["store"] = {
      ...ports.store,
      async decide(id, decision) {
        await requestApproval(ports, { reviewId, taskToken: "token-of-round-2", round: 2 });
        return ports.store.decide(id, decision);
      },
    };
    await (await visitorOf({ ...ports, store }, link).fillIn())("approve");
    expect(ports.seen.called).toEqual([{ token: "token-of-round-2", output: { verdict: "approved" } }]);
  });

  test("from a form that was opened before the reminder went out", async () => {
    const { ports, link, reviewId } = await asked();
    const send = await visitorOf(ports, link).fillIn();
    await requestApproval(ports, { reviewId, taskToken: "token-of-round-2", round: 2 });
    expect((await send("reject", "It needs more.")).status).toBe(200);
    expect((await ports.store.get(reviewId)).decision).toMatchObject({ verdict: "rejected", reason: "It needs more." });
  });
});
