import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processSigner } from "#adapters/local/small-ports.ts";
import { knownToAssume } from "#core/review/approval/sign-in/assume.ts";
import { whyNotOneself } from "#core/review/approval/sign-in/obstacle.ts";
import { type Sealing, seal, unseal } from "#core/review/approval/sign-in/sealed.ts";
import { openSession, sealSession } from "#core/review/approval/sign-in/session.ts";
import { openTransaction, sealTransaction } from "#core/review/approval/sign-in/transaction.ts";
import { asRoleName } from "#test/names.ts";
import { runs } from "#test/runs.ts";

const LATER = "2026-11-01T01:00:00.000Z";
const sealing: Sealing = {
  signer: processSigner(),
  clock: { now: () => "2026-11-01T00:00:00.000Z" },
  pageUrl: "https://page.example",
  settings: { issuer: "https://login.example", clientId: "client" },
};

describe("a sealed value", () => {
  test("comes back as it was, whatever characters it has", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ stringUnit: "binary", maxDepth: 2 }), async (value) => {
        const text = JSON.stringify(value);
        fc.pre(text.length < 300);
        const sealed = await seal(sealing, "session", LATER, value);
        expect(sealed).toMatch(/^[\w-]+\.[\w-]+$/);
        expect(JSON.stringify(await unseal(sealing, "session", sealed))).toBe(text);
      }),
    );
  });

  test.each([
    ["another purpose", { purpose: "sign-in" as const }],
    ["another page", { pageUrl: "https://page.example.evil.example" }],
    ["another provider", { settings: { issuer: "https://evil.example", clientId: "client" } }],
    ["another client", { settings: { issuer: "https://login.example", clientId: "clients" } }],
    ["another key", { signer: processSigner() }],
    ["a later time", { clock: { now: () => LATER } }],
  ])("is nothing to %s", async (_, { purpose = "session", ...change }: Partial<Sealing> & { purpose?: "session" | "sign-in" }) => {
    const sealed = await seal(sealing, "session", LATER, "value");
    expect(await unseal({ ...sealing, ...change }, purpose, sealed)).toBeUndefined();
  });

  test("is not made where no cookie could hold it", async () => {
    await expect(seal(sealing, "session", LATER, "x".repeat(3_000))).rejects.toThrow("longer than a cookie holds");
    // 3,600 characters leave room for the cookie's name and attributes: 2,500 letters in base64 and all else have fewer, 2,600 more.
    expect((await seal(sealing, "session", LATER, "x".repeat(2_500))).length).toBeLessThanOrEqual(3_600);
    await expect(seal(sealing, "session", LATER, "x".repeat(2_600))).rejects.toThrow("longer than a cookie holds");
  });

  test("nothing made up opens", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.stringMatching(/^[\w-]*\.[\w-]*$/)), async (text) => {
        expect(await unseal(sealing, "session", text)).toBeUndefined();
      }),
    );
  });
});

test("a sign-in under way is found again by its own state alone", async () => {
  const transaction = { challenge: { state: "state-of-this-sign-in", nonce: "n", verifier: "v" }, goTo: "/reviews" };
  const sealed = await sealTransaction(sealing, transaction);
  expect(await openTransaction(sealing, sealed, "state-of-this-sign-in")).toEqual(transaction);
  expect(await openTransaction(sealing, sealed, "state-of-this-sign-out")).toBeUndefined();
});

test.each([
  ["as many principals as fit are kept, and can be held against a role", 5, undefined],
  ["of more principals than fit it is known that some are missing", 12, true],
] as const)("%s", async (_, count, isCut) => {
  const principals = Array.from({ length: count }, (_, index) => `arn:aws:iam::111122223333:role/Engineering-Role-Number-${index}`);
  const identity = { issuer: sealing.settings.issuer, subject: "s", groups: ["g"], principals };
  const settings = { ...sealing.settings, groups: ["g"], emails: [], groupsClaim: "groups", sessionMinutes: 60, freshMinutes: 15 };
  const opened = await openSession(sealing, await sealSession(sealing, settings, identity));
  expect(opened?.isCut).toBe(isCut);
  const role = {
    name: asRoleName("Role"),
    trust: JSON.stringify({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: principals.at(-1) } } }),
  };
  expect(opened && whyNotOneself(role, opened, false)?.id).toBe(isCut ? "unknown" : "own");
});

test("a trust policy of any shape is read without a fault", () => {
  const person = { issuer: "https://login.example", subject: "s", username: "ann", groups: ["a"], principals: ["arn:aws:iam::1:role/r"] };
  const parts = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant("sts:AssumeRole"), fc.jsonValue());
  const statement = fc.record({
    Effect: fc.constantFrom("Allow", "Deny"),
    Action: parts,
    Principal: fc.oneof(parts, fc.record({ AWS: parts, Federated: parts })),
    Condition: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.dictionary(fc.string(), parts))),
  });
  const seen = { named: 0, unnamed: 0 };
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), fc.record({ Statement: fc.oneof(statement, fc.array(statement)) })), (trust) => {
      const text = JSON.stringify(trust);
      const found = knownToAssume({ trust: text }, person);
      // Who is not named, and not meant by a pattern, is not known to be able to.
      const isUnnamed = !/[*?]|role\/r|ann|iam::1|"1"/.test(text);
      if (isUnnamed) expect(found).toBeUndefined();
      else expect(found ?? "may").toEqual(expect.any(String));
      seen[isUnnamed ? "unnamed" : "named"] += 1;
    }),
    runs(2_000),
  );
  expect(Math.min(seen.named, seen.unnamed)).toBeGreaterThan(0);
});
