import { describe, expect, test } from "vitest";
import { noLastAccess, noLatestUse, noPolicyChecks, ownSeals, ownVotes, processSigner } from "#adapters/local/small-ports.ts";

describe("the links of one process", () => {
  const signer = processSigner();

  test("open what was signed, for the purpose that it was signed for, in that process", async () => {
    const signature = await signer.sign("review", "the text");
    expect(await signer.verify("review", "the text", signature)).toBe(true);
    expect(await signer.verify("review", "another text", signature)).toBe(false);
    expect(await signer.verify("restore", "the text", signature)).toBe(false);
    expect(await processSigner().verify("review", "the text", signature)).toBe(false);
  });

  test.each<[string, (signature: string) => string]>([
    ["of another text, which is as long", (signature) => signature.replace(/^./, (first) => (first === "A" ? "B" : "A"))],
    ["that was cut off", (signature) => signature.slice(0, -4)],
    ["with more behind it", (signature) => `${signature}AAAA`],
    ["in other letters for the same bytes", (signature) => signature.replaceAll("-", "+").replaceAll("_", "/").concat("=")],
    ["that is none", () => ""],
  ])("open nothing by a signature %s", async (_, changed) => {
    expect(await signer.verify("review", "the text", changed(await signer.sign("review", "the text")))).toBe(false);
  });
});

test("a vote counts where the person who runs the command made it, and no other", async () => {
  expect(await ownVotes.verify("vote", "text", await ownVotes.sign("vote", "text"))).toBe(true);
  expect(await ownVotes.verify("vote", "text", "AQID")).toBe(false);
  expect(await ownVotes.verify("vote", "text", "")).toBe(false);
});

test("a proposal in the record is as good as its own, of an earlier version too", async () => {
  expect(await ownSeals.verify("proposal", "text", "")).toBe(true);
});

test("what an embedded run cannot ask is unknown, and keeps it from nothing", async () => {
  const arn = "arn:aws:iam::111122223333:role/A";
  expect(await noPolicyChecks.validate("{}")).toBe("unavailable");
  expect(await noPolicyChecks.noNewAccess("{}", "{}")).toBe("unavailable");
  expect(await noLastAccess.ofRole(arn)).toBeUndefined();
  expect(await noLatestUse.ofRole(arn)).toEqual({ report: undefined, logged: [] });
});
