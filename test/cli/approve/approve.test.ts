import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Proposal } from "#core/review/model/proposal.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { fakeStack, PAGE } from "../fake-stack.ts";
import { whittle } from "../in-process.ts";
import { temporaryFolder } from "../whittle.ts";

const stack = fakeStack();
let proposal: Proposal;
beforeAll(async () => {
  proposal = await foundingProposal();
});

const waiting = {
  taskToken: "secret-token",
  since: "2026-11-20T10:00:00.000Z",
  expiresAt: "2026-12-04T10:00:00.000Z",
  round: 1,
  toldRound: 1,
};
const words = (text: string) => text.replace(/\s+/g, " ").trim();

test("names the page and until when to decide, starts nothing and opens nothing unasked", async () => {
  stack.holds({ reviews: [reviewOf(proposal, { id: "one", waiting })] });
  const bin = temporaryFolder();
  writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\nprintf %s "$1" > "${bin}/opened"\n`);
  chmodSync(join(bin, "xdg-open"), 0o700);
  vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
  const { code, out } = await whittle("approve", "one");
  expect({ code, said: words(out) }).toEqual({
    code: 0,
    said: `Approve or reject PatchManagerInstanceRole here, until 2026-12-04 10:00 UTC: ${PAGE}/reviews/one`,
  });
  expect(existsSync(join(bin, "opened"))).toBe(false);
  expect((await whittle("approve", "one", "--open")).code).toBe(0);
  expect(readFileSync(join(bin, "opened"), "utf8")).toBe(`${PAGE}/reviews/one`);
  expect(stack.started()).toEqual([]);
});

test("lets the record go at the end", async () => {
  stack.holds({ reviews: [reviewOf(proposal, { id: "one", waiting })] });
  const closed = vi.spyOn(DynamoDBClient.prototype, "destroy");
  await whittle("approve", "one");
  expect(closed).toHaveBeenCalled();
  closed.mockRestore();
});

describe("names no page", () => {
  test.each(["approved", "rejected", "applying", "applied", "settled", "failed"] as const)(
    "for a review that is %s, though it once waited",
    async (status) => {
      stack.holds({ reviews: [reviewOf(proposal, { id: "one", status, waiting })] });
      const { code, out } = await whittle("approve", "one");
      expect({ code, said: words(out) }).toEqual({
        code: 1,
        said: `PatchManagerInstanceRole is ${status}: there is nothing to decide. See: whittle show one --stack whittle`,
      });
    },
  );

  test("where nobody signs in: the link alone decides, until it expires", async () => {
    stack.holds({ signIn: "link", reviews: [reviewOf(proposal, { id: "one", waiting })] });
    const { code, out } = await whittle("approve", "one");
    expect(code).toBe(1);
    expect(words(out)).toContain("is decided by the link in the message to its approvers, until 2026-12-04 10:00 UTC.");
    expect(out).not.toContain(PAGE);
  });

  test.each([[[]], [["one", "two"]]])("for %j: it takes one review", async (names) => {
    stack.holds({ reviews: [reviewOf(proposal, { id: "one", waiting })] });
    expect(await whittle("approve", ...names)).toEqual({
      code: 2,
      out: "",
      err: "whittle: Give one review id or one role name. See: whittle approve --help\n",
    });
  });
});
