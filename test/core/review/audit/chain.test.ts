import { generateKeyPairSync, sign, verify } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type AuditDraft, type AuditEntry, checkChain, EMPTY_CHAIN, nextEntry, withoutLater } from "#core/review/audit/chain.ts";
import { runs } from "#test/runs.ts";

const ours = generateKeyPairSync("ec", { namedCurve: "P-256" });
const theirs = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signWith = (key: typeof ours) => ({
  sign: async (text: string) => sign("sha256", Buffer.from(text), key.privateKey).toString("base64"),
});
const isOurs = (text: string, signature: string) => verify("sha256", Buffer.from(text), ours.publicKey, Buffer.from(signature, "base64"));

const LENGTH = 6;
let chain: readonly AuditEntry[] = [];
beforeAll(async () => {
  chain = await chainOf(ours, LENGTH);
});

describe("checking an audit trail", () => {
  test("accepts a trail as it was written, and gives its end", () => {
    expect(checkChain(isOurs, chain)).toEqual({ ok: true, entries: LENGTH, end: chain.at(-1) });
  });

  test("accepts an empty trail", () => {
    expect(checkChain(isOurs, [])).toMatchObject({ ok: true, entries: 0 });
  });

  test("accepts a trail that begins later only where that was asked for", () => {
    expect(checkChain(isOurs, chain.slice(2))).toMatchObject({ ok: false, because: "missing-before", entry: { sequence: 3 } });
    expect(checkChain(isOurs, chain.slice(2), 3)).toMatchObject({ ok: true, entries: 4 });
  });

  test("leaves out what was written while the trail was read, and nothing that no end tells of", () => {
    const sequences = (before: number, after: number) =>
      withoutLater(chain, { before: { sequence: before, hash: "" }, after: { sequence: after, hash: "" } }).map(({ sequence }) => sequence);
    expect(sequences(LENGTH, LENGTH)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(sequences(3, LENGTH)).toEqual([1, 2, 3]);
    expect(sequences(3, 4)).toEqual([1, 2, 3, 5, 6]);
    expect(sequences(3, 3)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("names the first entry after one that was removed", () => {
    expect(checkChain(isOurs, chain.toSpliced(3, 1))).toMatchObject({ ok: false, because: "missing-before", entry: { sequence: 5 } });
  });

  test("names an entry that stands twice, and one out of order", () => {
    const [first, second, third] = chain;
    if (!(first && second && third)) throw new Error("no chain");
    expect(checkChain(isOurs, [first, second, second])).toMatchObject({ ok: false, because: "twice", entry: { sequence: 2 } });
    expect(checkChain(isOurs, [first, third, second])).toMatchObject({
      ok: false,
      because: "missing-before",
      entry: { sequence: 3 },
    });
  });

  test("refuses a trail that somebody else signed", async () => {
    expect(checkChain(isOurs, await chainOf(theirs, 2))).toMatchObject({ ok: false, because: "not-signed", entry: { sequence: 1 } });
  });

  test("refuses an entry of another trail of the same key in the place of its own", async () => {
    const other = await chainOf(ours, LENGTH, "other");
    const third = other[2];
    if (!third) throw new Error("no chain");
    expect(checkChain(isOurs, chain.with(2, third))).toMatchObject({ ok: false, because: "not-following", entry: { sequence: 3 } });
  });

  test("refuses every change of one value of one entry, at that entry or the next", () => {
    const place = fc.integer({ min: 0, max: LENGTH - 1 });
    fc.assert(
      fc.property(place, fc.nat(), fc.string({ minLength: 1, maxLength: 8 }), (at, which, value) => {
        const entry = chain[at];
        if (!entry) throw new Error("no entry");
        const changed = mutate(entry, which, value);
        fc.pre(JSON.stringify(changed) !== JSON.stringify(entry));
        const check = checkChain(isOurs, chain.with(at, changed));
        expect(check.ok).toBe(false);
      }),
      runs(2000),
    );
  }, 60_000);
});

function mutate(entry: AuditEntry, which: number, value: string): AuditEntry {
  const paths = [
    "previous",
    "id",
    "at",
    "recordedAt",
    "reviewId",
    "place",
    "role",
    "record",
    "hash",
    "signature",
    "sequence",
    "event",
  ] as const;
  const path = paths[which % paths.length] ?? "id";
  if (path === "sequence") return { ...entry, sequence: entry.sequence + 1 + (which % 5) };
  if (path === "event") return { ...entry, event: { kind: "journal", entry: value } };
  return { ...entry, [path]: value };
}

async function chainOf(key: typeof ours, length: number, reviewId = "r1"): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (let index = 0; index < length; index += 1) {
    const draft: AuditDraft = {
      id: `event-${index}`,
      at: `2026-11-28T10:00:0${index}.000Z`,
      reviewId,
      place: `JOURNAL#0000000${index}`,
      role: "arn:aws:iam::111122223333:role/MyRole",
      record: "a".repeat(64),
      event: { kind: "journal", entry: "sent" },
    };
    entries.push(await nextEntry(signWith(key), entries.at(-1) ?? EMPTY_CHAIN, draft, `2026-11-28T10:00:1${index}.000Z`));
  }
  return entries;
}
