import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { type AuditEntry, NO_ENTRY } from "#core/review/audit/chain.ts";
import { type AuditEvent, DETAIL_TYPES } from "#core/review/audit/event.ts";

const text = readFileSync(new URL("../../../../docs/audit-event.schema.json", import.meta.url), "utf8");
const matches = new Ajv2020({ allErrors: true }).compile(JSON.parse(text));
const person = { by: "ann", issuer: "https://id.example.com", subject: "s-1" };

const EVENTS: { readonly [K in AuditEvent["kind"]]: Extract<AuditEvent, { kind: K }> } = {
  status: { kind: "status", from: "waiting", to: "approved" },
  decision: { kind: "decision", verdict: "approved", final: true, person, proposalHash: "h" },
  "decision-withdrawn": { kind: "decision-withdrawn", proposalHash: "h" },
  "restore-vote": { kind: "restore-vote", person, addBack: ["s3:GetObject"] },
  change: { kind: "change", step: { kind: "delete-inline", name: "old" }, state: "failed", error: "throttled" },
  journal: { kind: "journal", entry: "denied", action: "s3:GetObject" },
  tampering: { kind: "tampering", what: "review-rewritten" },
};

test.each(Object.values(EVENTS))("the documented schema takes an entry of kind $kind, and names its detail type", (event) => {
  const entry: AuditEntry = {
    version: 1,
    sequence: 1,
    previous: NO_ENTRY,
    id: "e-0",
    at: "2026-11-28T10:00:00.000Z",
    recordedAt: "2026-11-28T10:00:01.000Z",
    reviewId: "r1",
    place: "REVIEW",
    role: "arn:aws:iam::111122223333:role/MyRole",
    record: NO_ENTRY,
    event,
    hash: NO_ENTRY,
    signature: "s",
  };
  expect([matches(entry), matches.errors]).toEqual([true, null]);
  expect(matches({ ...entry, event: { ...event, link: "https://x" } })).toBe(false);
  expect(text).toContain(`Detail type: ${DETAIL_TYPES[event.kind]}.`);
});
