import { expect, test } from "vitest";
import { instantText } from "#core/messages/text.ts";
import { approvalApp } from "#core/web/app.ts";
import { asked } from "#test/page/served.ts";

test("the page of an approved change says when the window for changes opens that it waits for", async () => {
  const { ports, reviewId, link } = await asked();
  const decision = { verdict: "approved", at: ports.clock.now(), by: "Ann", proposalHash: "0" } as const;
  await ports.store.decide(reviewId, decision);
  const text = async () => (await approvalApp(ports, (fault) => console.error(fault)).request(link)).text();
  expect(await text()).toContain("Whittle is applying the change");
  const until = new Date(Date.parse(ports.clock.now()) + 86_400_000).toISOString();
  await ports.store.append(reviewId, { kind: "change-postponed", at: ports.clock.now(), until });
  expect(await text()).toContain(`Changes are made in a window that opens ${instantText(until)}.`);
  ports.at(until);
  expect(await text()).toContain("Whittle is applying the change");
});
