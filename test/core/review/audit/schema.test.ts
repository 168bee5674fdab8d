import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { type AuditEvent, DETAIL_TYPES } from "#core/review/audit/event.ts";
import { auditEntry } from "./entry.ts";

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
  const entry = auditEntry(event);
  expect([matches(entry), matches.errors]).toEqual([true, null]);
  expect(matches({ ...entry, event: { ...event, link: "https://x" } })).toBe(false);
  expect(text).toContain(`Detail type: ${DETAIL_TYPES[event.kind]}.`);
});
