import { expect, test } from "vitest";
import { instantText } from "#core/messages/text.ts";
import { approvalApp } from "#core/web/app.ts";
import { asked } from "#test/page/served.ts";

test.each([
  [{}, (until: string) => `Changes are made in a window that opens ${until}.`],
  [{ because: "day-full" }, (until: string) => `The limit of changes a day is reached. This change is made from ${until} on.`],
] as const)("the page of an approved change says what it waits for, and until when: %o", async (wait, words) => {
  const { ports, reviewId, link } = await asked();
  const decision = { verdict: "approved", at: ports.clock.now(), by: "Ann", proposalHash: "0" } as const;
  await ports.store.decide(reviewId, decision);
  const text = async () => (await approvalApp(ports, (fault) => console.error(fault)).request(link)).text();
  expect(await text()).toContain("Whittle is applying the change");
  const until = new Date(Date.parse(ports.clock.now()) + 86_400_000).toISOString();
  await ports.store.append(reviewId, { kind: "change-postponed", at: ports.clock.now(), until, ...wait });
  expect(await text()).toContain(words(instantText(until)));
  ports.at(until);
  expect(await text()).toContain("Whittle is applying the change");
});

test("the page of an approved change names the canary roles that it waits for", async () => {
  const { ports, reviewId, link } = await asked();
  await ports.store.decide(reviewId, { verdict: "approved", at: ports.clock.now(), by: "Ann", proposalHash: "0" });
  await ports.store.append(reviewId, { kind: "canaries-awaited", at: ports.clock.now(), canaries: [{ reviewId: "c", roleName: "Bird" }] });
  const text = await (await approvalApp(ports, (fault) => console.error(fault)).request(link)).text();
  expect(text).toContain("Canary roles are changed first: Bird.");
});

test("the page of an approved change that code is to make leads to its pull request", async () => {
  const { ports, reviewId, link } = await asked();
  await ports.store.decide(reviewId, { verdict: "approved", at: ports.clock.now(), by: "Ann", proposalHash: "0" });
  const url = "https://code.example/acme/infra/pull/1";
  await ports.store.append(reviewId, {
    kind: "code-requested",
    at: ports.clock.now(),
    form: "pull-request",
    repository: "acme/infra",
    number: 1,
    url,
  });
  const text = await (await approvalApp(ports, (fault) => console.error(fault)).request(link)).text();
  expect(text).toContain(`The change is requested in the code of the role: ${url}.`);
});

test.each([
  [{ id: "canary-undone", roleNames: ["Bird"] }, "Nothing was changed: the change of the canary role Bird was undone."],
  [
    { id: "withdrawn", because: { id: "of-whittle" } },
    "The role was withdrawn before the approved change was made, and nothing was changed.",
  ],
  [{ id: "handed-over", owner: { id: "stack", stack: "app" } }, "so the change was sent as a patch"],
  [
    { id: "not-deployed", because: "closed", form: "pull-request", url: "https://code.example/1", days: 30 },
    "The pull request was closed without the change.",
  ],
] as const)("the page of an approved change that was never made says why: %o", async (reason, words) => {
  const { ports, reviewId, link } = await asked();
  const updatedAt = ports.clock.now();
  await ports.store.decide(reviewId, { verdict: "approved", at: updatedAt, by: "Ann", proposalHash: "0" });
  await ports.store.update(reviewId, "withdraw", { reason, updatedAt, closedAt: updatedAt });
  const text = await (await approvalApp(ports, (fault) => console.error(fault)).request(link)).text();
  expect(text).toContain(words);
  expect(text).not.toContain("The change is made");
});
