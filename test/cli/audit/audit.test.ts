import { generateKeyPairSync, sign } from "node:crypto";
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type AuditEntry, EMPTY_CHAIN, nextEntry } from "#core/review/audit/chain.ts";
import type { AuditEvent } from "#core/review/audit/event.ts";
import { whittle } from "../in-process.ts";

const root = mkdtempSync(join(tmpdir(), "audit-"));
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signer = { sign: async (text: string) => sign("sha256", Buffer.from(text), pair.privateKey).toString("base64") };
const key = join(root, "key.pem");
const folder = join(root, "copy");
afterAll(() => rmSync(root, { recursive: true }));

const EVENTS: readonly AuditEvent[] = [
  { kind: "status", to: "generating" },
  { kind: "decision", verdict: "approved", final: true, person: { by: "ann", subject: "s-1" }, proposalHash: "h" },
  { kind: "change", step: { kind: "delete-inline", name: "old" }, state: "done" },
  { kind: "tampering", what: "journal-removed" },
];

beforeEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(key, pair.publicKey.export({ format: "pem", type: "spki" }));
  let end = EMPTY_CHAIN;
  for (const [index, event] of EVENTS.entries()) {
    const at = `2026-11-0${index + 1}T10:00:00.000Z`;
    const role = `arn:aws:iam::111122223333:role/${index < 2 ? "A" : "B"}`;
    const entry = await nextEntry(signer, end, { id: `e${index}`, at, reviewId: "r1", place: "REVIEW", role, event }, at);
    const day = join(folder, at.slice(0, 10));
    mkdirSync(day, { recursive: true });
    writeFileSync(fileOf(entry), JSON.stringify(entry));
    end = entry;
  }
});

const fileOf = ({ sequence, at }: Pick<AuditEntry, "sequence" | "at">) => join(folder, at.slice(0, 10), `${sequence}.json`);
const file = (sequence: number) => fileOf({ sequence, at: `2026-11-0${sequence}` });

describe("whittle audit", () => {
  test("lists what happened, oldest first", async () => {
    const { code, out } = await whittle("audit", "--folder", folder);
    expect(code).toBe(0);
    expect(out).toMatch(/Review opened.*approved by ann \(s-1\).*Change done.*tampered with/s);
  });

  test("lists one role in a span of time, as JSON", async () => {
    const { out } = await whittle("audit", "--folder", folder, "--role", "B", "--from", "2026-11-04", "--format", "json");
    expect(
      out
        .trim()
        .split("\n")
        .map((line: string) => JSON.parse(line).id),
    ).toEqual(["e3"]);
  });

  test("takes an entry at the first moment of the span, and leaves out one at its end", async () => {
    const span = ["--from", "2026-11-02T10:00:00Z", "--to", "2026-11-04T10:00:00Z"];
    const { out } = await whittle("audit", "--folder", folder, ...span, "--format", "json");
    expect(
      out
        .trim()
        .split("\n")
        .map((line: string) => JSON.parse(line).id),
    ).toEqual(["e1", "e2"]);
  });

  test.each([
    [["audit", "verify", "--role", "A"], "leave out --role"],
    [["audit", "--first", "2"], "are for: whittle audit verify"],
    [["audit", "--key", key], "are for: whittle audit verify"],
    [["audit", "verify", "--from", "2026-11-01"], "leave out --role, --from and --to"],
    [["audit", "verify", "--to", "2026-11-01"], "leave out --role, --from and --to"],
    [["audit", "verify", "now"], "Unexpected argument: now."],
    [["audit", "verify", "--first", "1.5"], "--first must be"],
    [["audit", "--folder", folder, "--out", root], "Give --out DIR alone, or --folder DIR."],
    [["audit", "check"], "Unexpected argument: check. See"],
    [["audit", "verfy"], "Unexpected argument: verfy. Did you mean verify?"],
    [["audit", "--from", "soon"], "--from is no date: soon"],
    [["audit", "verify", "--first", "0"], "--first must be"],
    [["audit", "--folder", join(root, "none")], "cannot be read"],
  ])("%j: %s", async (args, message) => {
    const { code, err } = await whittle(...args);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("whittle audit verify", () => {
  const verify = (...more: string[]) => whittle("audit", "verify", "--folder", folder, "--key", key, ...more);

  test("accepts a whole trail and says where it ends", async () => {
    const { code, out } = await verify();
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /^4 entries, none changed, removed or reordered\.\nLast: 4, hash [0-9a-f]{64}\nReports of tampering with the record: 1\. See: whittle audit\n$/,
      ),
    ]);
  });

  test("accepts a trail whose beginning was archived, from the entry that it is told to begin with", async () => {
    rmSync(file(1));
    expect(await verify("--first", "2")).toMatchObject({ code: 0, out: expect.stringMatching(/^3 entries, none changed/) });
    expect((await verify()).code).toBe(1);
  });

  test("says nothing of tampering where no entry tells of any", async () => {
    rmSync(file(4));
    const { code, out } = await verify();
    expect([code, out]).toEqual([0, expect.not.stringContaining("tampering")]);
    expect(JSON.parse((await verify("--format", "json")).out)).toMatchObject({ ok: true, tampering: 0 });
  });

  test("names the entry after one that was removed", async () => {
    rmSync(file(2));
    const { code, out } = await verify();
    expect([code, out]).toEqual([1, expect.stringContaining("Entry 3 does not fit: entries before it are missing.")]);
  });

  test("names an entry that was changed", async () => {
    writeFileSync(file(2), JSON.stringify({ ...(await entryAt(2)), reviewId: "r2" }));
    const { code, out } = await verify("--format", "json");
    expect([code, JSON.parse(out)]).toMatchObject([1, { ok: false, because: "changed", entry: { sequence: 2 } }]);
  });

  test("refuses what another key signed", async () => {
    writeFileSync(key, generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ format: "pem", type: "spki" }));
    expect(await verify()).toMatchObject({ code: 1, out: expect.stringContaining("Entry 1 does not fit: its signature") });
  });

  test("a file that is no entry is named", async () => {
    renameSync(file(2), `${file(2)}.bak`);
    writeFileSync(file(2), "{}");
    expect(await verify()).toMatchObject({ code: 2, err: expect.stringContaining("2.json") });
  });
});

async function entryAt(sequence: number): Promise<AuditEntry> {
  const { out } = await whittle("audit", "--folder", folder, "--format", "json");
  return JSON.parse(out.split("\n")[sequence - 1] ?? "{}");
}
