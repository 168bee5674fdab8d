import { expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { decideForm } from "#core/web/decide-form.ts";

const probing = { kind: "probing", by: "region", actions: [], sources: ["us-east-1"], calls: 5, worksIn: ["eu-west-1"] } as const;
const settings = { approverSignIn: "link" } as const;
const asking = { expiresAt: "2026-11-24T16:00:00.000Z", formToken: "token", approvals: [], settings };

test.each([
  ["points at suspicious activity, beside the button that would approve it", [probing], true],
  ["says nothing of it where none was found", [], false],
] as const)("the form for deciding %s", async (_, suspicious, isTold) => {
  const form = String(await decideForm({ ...asking, proposal: { questions: [], suspicious } }, english));
  expect(form.includes("Suspicious activity was found.")).toBe(isTold);
  expect(form).toContain("Approve</button>");
  const [approve, reject] = [...form.matchAll(/<button([^>]*) name="verdict"/g)].map(([, look]) => look);
  // Beside an alarm, neither answer stands out.
  expect(approve === reject).toBe(isTold);
});

test.each<[string, Partial<Parameters<typeof decideForm>[0]>, boolean]>([
  ["says that an approval can be undone", {}, true],
  ["does not where there is an alarm", { proposal: { questions: [], suspicious: [probing] } }, false],
  ["does not where only a copy is changed", { settings: { approverSignIn: "local" } }, false],
  ["does not where approving hands over a patch", { patch: {} }, false],
  ["does not to somebody who cannot approve", { obstacle: "You can use this role." }, false],
])("the form for deciding %s", async (_, change, isTold) => {
  const form = String(await decideForm({ ...asking, proposal: { questions: [], suspicious: [] }, ...change }, english));
  expect(form.includes("Approving can be undone")).toBe(isTold);
});
