import { expect, test } from "vitest";
import { english } from "#core/messages/english/words.ts";
import { decideForm } from "#core/web/decide-form.ts";

const probing = { kind: "probing", by: "region", actions: [], sources: ["us-east-1"], calls: 5, worksIn: ["eu-west-1"] } as const;
const asking = { expiresAt: "2026-11-24T16:00:00.000Z", formToken: "token", approvals: [] };

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
