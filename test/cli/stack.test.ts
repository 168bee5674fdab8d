import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Proposal } from "#core/review/model/proposal.ts";
import type { Review } from "#core/review/model/review.ts";
import { setArn } from "#core/review/permission-sets/permission-set.ts";
import { foundingProposal, reviewOf } from "#test/core/messages/proposals.ts";
import { arnOf, fakeStack, OUTPUTS, PAGE } from "./fake-stack.ts";
import { whittle } from "./in-process.ts";
import { temporaryFolder } from "./whittle.ts";

const AT = "2026-11-20T10:00:00.000Z";

const stack = fakeStack();
let founding: Proposal;

function stackOf(signIn: string, ...reviews: readonly Review[]): void {
  stack.holds({ signIn, reviews });
}

beforeAll(async () => {
  founding = await foundingProposal();
});
beforeEach(() => stack.machines.resetHistory());

const started = () => stack.started();
const waiting = () =>
  reviewOf(founding, {
    id: "waiting1",
    status: "waiting",
    waiting: { taskToken: "secret-token", since: AT, expiresAt: AT, round: 1, toldRound: 1 },
  });
const applied = () =>
  reviewOf(founding, { id: "applied1", status: "settled", decision: { verdict: "approved", at: AT, by: "erin", proposalHash: "ab" } });

describe("whittle approve", () => {
  test("prints where the decision is made, and decides nothing", async () => {
    stackOf("oidc", waiting());
    const { code, out } = await whittle("approve", founding.role.name);
    expect({ code, last: out.trim().split("\n").at(-1) }).toEqual({ code: 0, last: `${PAGE}/reviews/waiting1` });
    expect(out).not.toContain("secret-token");
    expect([...stack.table.calls(), ...stack.machines.calls()].map(({ args }) => args[0].constructor.name)).not.toContain(
      "UpdateItemCommand",
    );
    expect(started()).toEqual([]);
  });

  test.skipIf(process.platform !== "linux")("--open opens that page", async () => {
    stackOf("oidc", waiting());
    const bin = temporaryFolder();
    writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\nprintf %s "$1" > "${bin}/opened"\n`);
    chmodSync(join(bin, "xdg-open"), 0o700);
    vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
    expect((await whittle("approve", "waiting1", "--open")).code).toBe(0);
    expect(readFileSync(join(bin, "opened"), "utf8")).toBe(`${PAGE}/reviews/waiting1`);
  });

  test("says that a link alone decides where nobody signs in", async () => {
    stackOf("link", waiting());
    const { code, out } = await whittle("approve", "waiting1");
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain("is decided by the link in the message to its approvers");
  });

  test("says that nothing waits", async () => {
    stackOf("oidc", applied());
    const { code, out } = await whittle("approve", founding.role.name);
    expect(code).toBe(1);
    expect(out).toContain("is settled: there is nothing to decide.");
  });

  test("says that the stack is too old where it does not tell its page", async () => {
    const { PageUrl: _, ...older } = OUTPUTS;
    stack.holds({ outputs: older, reviews: [waiting()] });
    const { code, out, err } = await whittle("approve", "waiting1");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^whittle: stack whittle: it has no output PageUrl, so an older version of Whittle made it\./);
  });

  test("needs one review", async () => {
    expect(await whittle("approve")).toMatchObject({
      code: 2,
      err: "whittle: Give one review id or one role name. See: whittle approve --help\n",
    });
  });
});

describe("whittle restore --stack", () => {
  test("starts role-restore for the latest approved review of the role, and says what follows", async () => {
    stackOf("oidc", applied(), waiting());
    const { code, out } = await whittle("restore", founding.role.name, "--stack", "whittle", "--reason", "backups fail");
    expect(code).toBe(0);
    const [input, ...more] = started();
    expect(more).toEqual([]);
    expect(input?.stateMachineArn).toBe(arnOf("restore"));
    expect(JSON.parse(input?.input ?? "")).toEqual({ reviewId: "applied1", reason: "backups fail" });
    expect(out).toContain(`Started execution:${input?.name}\n`);
    expect(out.replace(/\s+/g, " ")).toContain(
      "attaches to PatchManagerInstanceRole what the review detached, then detaches what the review attached",
    );
  });

  test("without a place, asks the stack that every command means", async () => {
    stackOf("oidc", applied());
    expect((await whittle("restore", "applied1")).code).toBe(0);
    expect(started()).toHaveLength(1);
  });

  test("--action asks for these alone", async () => {
    stackOf("link", applied());
    const { out } = await whittle("restore", "applied1", "--stack", "whittle", "--action", "logs:GetLogEvents");
    expect(JSON.parse(started()[0]?.input ?? "")).toEqual({ reviewId: "applied1", addBack: ["logs:GetLogEvents"] });
    expect(out).toContain("It adds logs:GetLogEvents to the policy that the review gave");
  });

  test.each([
    ["no such review", ["Nobody", "--stack", "whittle"], /^whittle: Nobody: no applied review /],
    ["two places", ["applied1", "--stack", "whittle", "--out", "."], /^whittle: Give --out DIR alone, or --stack NAME /],
    ["a profile for a folder", ["applied1", "--out", ".", "--profile", "p"], /^whittle: Give --out DIR alone, or --stack NAME /],
  ])("with %s, starts nothing", async (_, args, line) => {
    stackOf("oidc", applied());
    const { code, err } = await whittle("restore", ...args);
    expect(code).toBe(2);
    expect(err).toMatch(line);
    expect(started()).toEqual([]);
  });

  test("of a stack that does not tell its state machine, starts nothing", async () => {
    const { RoleRestoreArn: _, ...older } = OUTPUTS;
    stack.holds({ outputs: older, reviews: [applied()] });
    const { code, err } = await whittle("restore", "applied1", "--stack", "whittle");
    expect(code).toBe(2);
    expect(err).toMatch(/^whittle: stack whittle: it has no output RoleRestoreArn/);
    expect(started()).toEqual([]);
  });

  test("of a permission set that the stack reviews no more, starts nothing and says so", async () => {
    const roleArn = setArn({ partition: "aws", path: "/aws-reserved/sso.amazonaws.com/", name: "Admins" });
    stackOf("oidc", { ...applied(), roleName: "Admins", roleArn });
    const { code, err } = await whittle("restore", "applied1", "--stack", "whittle");
    expect(code).toBe(2);
    expect(err.replace(/\s+/g, " ")).toContain("Admins: is a permission set, and the stack whittle reviews none any more");
    expect(started()).toEqual([]);
  });
});
