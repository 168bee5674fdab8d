import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { checkRecord, type StandingRecord } from "#core/review/audit/against-record.ts";
import { type AuditEntry, checkChain, EMPTY_CHAIN, nextEntry } from "#core/review/audit/chain.ts";
import { eventsOf } from "#core/review/audit/record-change.ts";
import { sha256Hex } from "#core/review/hash.ts";
import { fromSaved, type Saved, toSaved } from "#core/review/model/saved.ts";
import type { DocumentName, ReviewStore } from "#core/review/ports/review-store.ts";
import { applyPolicy } from "#core/steps/apply-policy.ts";
import { leavesOf, withLeaf } from "#test/leaves.ts";
import { runs } from "#test/runs.ts";
import { approvedAccount, REVIEW_ID } from "../change/account.ts";
import { worker } from "../change/scenarios.ts";

/** All that a table holds of one review, as texts by their place. */
type Table = Readonly<Record<string, string>>;

const signer = { sign: async (text: string) => `signed ${text}` };
const verify = (text: string, signature: string) => signature === `signed ${text}`;
const DOCUMENTS: readonly DocumentName[] = ["proposal", "before"];

let table: Table = {};
let trail: readonly AuditEntry[] = [];

beforeAll(async () => {
  const account = await approvedAccount(worker);
  await applyPolicy(account.ports, { reviewId: REVIEW_ID });
  const { store } = account;
  const journal = await store.journal(REVIEW_ID);
  table = {
    REVIEW: toSaved("review", await store.get(REVIEW_ID), REVIEW_ID),
    ...Object.fromEntries(journal.map((entry, index) => [`JOURNAL#${index}`, toSaved("journal", entry, REVIEW_ID)])),
    ...Object.fromEntries(await Promise.all(DOCUMENTS.map(async (name) => [name, await savedText(store, name)]))),
  };
  trail = await trailOf(table);
});

async function savedText(store: ReviewStore, name: DocumentName): Promise<string> {
  const value = await store.document(REVIEW_ID, name);
  return JSON.stringify(value, (member, part) => (member === "document" && name === "before" ? undefined : part));
}

/** What the stream of such a table tells: the review as it was opened, its decision, then its journal, then its end. */
async function trailOf(texts: Table): Promise<readonly AuditEntry[]> {
  const review = fromSaved("review", texts.REVIEW, REVIEW_ID);
  const { decision: _, ...undecided } = review;
  const opened = JSON.stringify({ ...undecided, status: "generating", revision: 0 });
  const decided = JSON.stringify({ ...review, status: "approved" });
  const writes = [
    { place: "REVIEW", after: opened },
    { place: "REVIEW", before: JSON.stringify({ ...undecided, status: "waiting", revision: review.revision - 1 }), after: decided },
    ...Object.entries(texts).flatMap(([place, after]) => (place.startsWith("JOURNAL#") ? [{ place, after }] : [])),
    {
      place: "REVIEW",
      before: JSON.stringify({ ...review, status: "applying", revision: review.revision - 1 }),
      after: texts.REVIEW ?? "",
    },
  ];
  const entries: AuditEntry[] = [];
  for (const [index, write] of writes.entries()) {
    const at = "2026-11-28T10:00:00.000Z";
    for (const { event } of eventsOf({ id: `e${index}`, reviewId: REVIEW_ID, at, ...write })) {
      const draft = { id: `e${index}`, at, reviewId: REVIEW_ID, place: write.place, record: sha256Hex(write.after), event };
      entries.push(await nextEntry(signer, entries.at(-1) ?? EMPTY_CHAIN, draft, at));
    }
  }
  return entries;
}

function recordOf(texts: Table): StandingRecord {
  return {
    text: (_, place) => texts[place],
    places: Object.keys(texts).flatMap((place) => (/^(?:REVIEW|JOURNAL#)/.test(place) ? [{ reviewId: REVIEW_ID, place }] : [])),
    document: async <K extends DocumentName>(id: string, name: K): Promise<Saved[K] | undefined> => {
      const text = texts[name];
      return text === undefined ? undefined : fromSaved(name, text, id);
    },
  };
}

const NOW = "2027-01-01T00:00:00.000Z";
const check = (texts: Table) => checkRecord(recordOf(texts), trail, NOW);

describe("a record against its audit trail", () => {
  test("matches as Whittle wrote it", async () => {
    expect(trail.filter(({ event }) => event.kind === "tampering")).toEqual([]);
    expect(checkChain(verify, trail).ok).toBe(true);
    expect(await check(table)).toEqual({ ok: true, reviews: 1 });
  });

  test.each([
    ["REVIEW", "record-removed"],
    ["JOURNAL#0", "record-removed"],
    ["proposal", "proposal-changed"],
    ["before", "role-state-changed"],
  ])("names the entry about %s where that was removed", async (place, because) => {
    const { [place]: _, ...rest } = table;
    expect(await check(rest)).toMatchObject({ ok: false, because });
  });

  test("names the entry about the status that a review has no more", async () => {
    const review = { ...fromSaved("review", table.REVIEW, REVIEW_ID), status: "waiting" as const };
    expect(await check({ ...table, REVIEW: JSON.stringify(review) })).toMatchObject({
      ok: false,
      because: "status-changed",
      entry: { event: { kind: "status", to: "applied" } },
    });
  });

  test.each(["{}", "no JSON"])("names the entry about a review of which nobody can read what stands there now: %s", async (text) => {
    expect(await check({ ...table, REVIEW: text })).toMatchObject({ ok: false, because: "record-changed", entry: { place: "REVIEW" } });
  });

  test("names the entry that tells of a removal where something stands there anew", async () => {
    const [entry] = trail.filter(({ place }) => place === "JOURNAL#0");
    if (!entry) throw new Error("The trail tells of the journal.");
    const { record: _, ...told } = entry;
    const removal = { ...told, sequence: trail.length + 1, event: { kind: "tampering", what: "journal-removed" } as const };
    const { "JOURNAL#0": __, ...rest } = table;
    expect(await checkRecord(recordOf(rest), [...trail, removal], NOW)).toMatchObject({ ok: true });
    expect(await checkRecord(recordOf(table), [...trail, removal], NOW)).toMatchObject({
      ok: false,
      because: "record-changed",
      entry: removal,
    });
  });

  test("leaves the proposal alone once its decision was withdrawn", async () => {
    const withdrawn = { kind: "decision-withdrawn", proposalHash: "x" } as const;
    const [entry] = trail.filter(({ event }) => event.kind === "decision");
    if (!entry) throw new Error("The trail has a decision.");
    const set = [...trail, { ...entry, sequence: trail.length + 1, event: withdrawn }];
    expect(await checkRecord(recordOf({ ...table, proposal: (table.proposal ?? "").replace("worker", "other") }), set, NOW)).toMatchObject({
      ok: true,
    });
  });

  describe("names what no entry tells of", () => {
    const dated = (day: string) => ({
      ...table,
      "JOURNAL#90": JSON.stringify({ kind: "break-glass", at: `2026-12-${day}T10:00:00.000Z` }),
    });
    const untold = { ok: false, because: "untold", untold: { reviewId: REVIEW_ID, place: "JOURNAL#90" }, others: 0 };

    test("where the end of the trail was cut off, which is whole by itself", async () => {
      expect(await check(dated("01"))).toMatchObject(untold);
    });

    test("where the trail is empty", async () => {
      const { ok, ...rest } = await checkRecord(recordOf(table), [], NOW);
      expect([ok, rest]).toMatchObject([false, { because: "untold", others: Object.keys(table).length - 1 - DOCUMENTS.length }]);
      expect(await checkRecord(recordOf({}), [], NOW)).toEqual({ ok: true, reviews: 0 });
    });

    test("but not what was written before the trail began, nor what may be on its way", async () => {
      const early = { ...table, "JOURNAL#90": JSON.stringify({ kind: "break-glass", at: "2026-11-28T09:59:59.000Z" }) };
      expect(await check(early)).toMatchObject({ ok: true });
      expect(await checkRecord(recordOf(dated("01")), trail, "2026-12-01T10:14:59.000Z")).toMatchObject({ ok: true });
    });
  });

  test("of 10,000 changes of one member of journal, proposal or role state, each is named", async () => {
    const places = Object.entries(table).flatMap(([place, text]) =>
      place === "REVIEW" ? [] : leavesOf(JSON.parse(text)).map((leaf) => ({ place, leaf })),
    );
    expect(places.length).toBeGreaterThan(60);
    const values = fc.oneof(fc.string(), fc.nat(), fc.boolean(), fc.constant(null));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), values, async ({ place, leaf }, value) => {
        const changed = JSON.stringify(withLeaf(JSON.parse(table[place] ?? ""), leaf, value));
        fc.pre(changed !== table[place]);
        expect((await check({ ...table, [place]: changed })).ok, `${place} ${leaf.join(".")} = ${JSON.stringify(value)}`).toBe(false);
      }),
      runs(10_000),
    );
  });

  test("of 10,000 changes of one member of an entry of the trail, each is named", () => {
    const places = trail.flatMap((entry, index) => leavesOf(entry).map((leaf) => ({ index, leaf })));
    expect(places.length).toBeGreaterThan(60);
    const values = fc.oneof(fc.string(), fc.nat(), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.constantFrom(...places), values, ({ index, leaf }, value) => {
        const entry = trail[index];
        const changed = withLeaf(entry, leaf, value);
        fc.pre(entry !== undefined && changed !== undefined && JSON.stringify(changed) !== JSON.stringify(entry));
        if (changed) expect(checkChain(verify, trail.with(index, changed)).ok).toBe(false);
      }),
      runs(10_000),
    );
  });
});
