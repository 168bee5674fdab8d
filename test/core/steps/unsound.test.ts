import { describe, expect, test } from "vitest";
import { NotAuthorizedError, RequestRefusedError, ServiceFaultError, ThrottledError } from "#core/errors.ts";
import { ProposalUnsoundError } from "#core/review/errors.ts";
import type { PolicyChecks, PolicyFinding } from "#core/review/ports/access-analyzer.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { portsOver } from "./ports.ts";

const found = (type: PolicyFinding["type"]): Partial<PolicyChecks> => ({
  validate: async () => [{ type, code: "CODE", detail: "what is wrong" }],
});
const sound: PolicyChecks = { validate: async () => [], noNewAccess: async () => ({ pass: true, reasons: [] }) };

/** Takes a role up to its proposal, with Access Analyzer saying what `checks` says. */
async function proposedWith(checks: Partial<PolicyChecks>) {
  const ports = { ...portsOver([{ name: "QueueWorker" }]), checks: { ...sound, ...checks } };
  const { reviews } = await discoverRoles(ports, { cycleId: "c", startedAt: ports.clock.now(), input: {} });
  const reviewId = reviews[0]?.reviewId ?? "";
  const document = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } };
  await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [JSON.stringify(document)], isComplete: true });
  return { ports, reviewId, proposing: proposePolicy(ports, { reviewId }) };
}

describe("a proposal that fails a check of Access Analyzer", () => {
  test.each([
    ["ValidatePolicy finds an error", found("ERROR")],
    ["CheckNoNewAccess fails", { noNewAccess: async () => ({ pass: false, reasons: ["New access in the statement with index: 0."] }) }],
  ])("%s: nobody is asked about it, and it is kept for a look", async (_, checks) => {
    const { ports, reviewId, proposing } = await proposedWith(checks);
    await expect(proposing).rejects.toThrow(ProposalUnsoundError);
    const kept = await ports.store.document(reviewId, "proposal");
    expect(kept?.checks.filter(({ result }) => result === "fail")).toHaveLength(1);
    expect(ports.seen.messages).toEqual([]);
  });

  test.each(["SECURITY_WARNING", "WARNING", "SUGGESTION"] as const)("a %s is told with the question", async (type) => {
    const { ports, reviewId, proposing } = await proposedWith(found(type));
    expect((await proposing).next).toBe("ask");
    const kept = await ports.store.document(reviewId, "proposal");
    expect(kept?.checks.find(({ name }) => name === "access-analyzer-valid-policy")?.result).toBe("warn");
  });

  test.each([
    ["is denied", new NotAuthorizedError("access-analyzer:CheckNoNewAccess", "AccessDenied.")],
    ["is down", new ServiceFaultError("access-analyzer:CheckNoNewAccess", "InternalServerException.")],
    ["refuses the question", new RequestRefusedError("access-analyzer:CheckNoNewAccess", "UnprocessableEntityException.")],
  ])("where Access Analyzer %s, its checks are skipped with the reason, and the proposal is asked about", async (_, error) => {
    const refused = () => Promise.reject(error);
    const { ports, reviewId, proposing } = await proposedWith({ validate: refused, noNewAccess: refused });
    expect((await proposing).next).toBe("ask");
    const kept = await ports.store.document(reviewId, "proposal");
    expect(kept?.checks.filter(({ name }) => name.startsWith("access-analyzer"))).toMatchObject([
      { result: "skipped", because: { id: "not-answered", error: error.message } },
      { result: "skipped", because: { id: "not-answered", error: error.message } },
    ]);
  });

  test("where Access Analyzer asks to slow down, the workflow makes the step again", async () => {
    const throttled = new ThrottledError("access-analyzer:ValidatePolicy");
    const { proposing } = await proposedWith({ validate: () => Promise.reject(throttled) });
    await expect(proposing).rejects.toThrow(throttled);
  });

  test("one that passes every check is asked about", async () => {
    expect((await (await proposedWith({})).proposing).next).toBe("ask");
  });
});
