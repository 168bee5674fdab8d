import { describe, expect, test } from "vitest";
import type { RoleName } from "#core/aws/names.ts";
import { MOST_IN_DIGEST } from "#core/messages/digest.ts";
import type { RoleState } from "#core/review/model/role-state.ts";
import type { Message } from "#core/review/ports/notifier.ts";
import type { Settings } from "#core/review/settings.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { proposePolicy } from "#core/steps/propose-policy.ts";
import { requestApproval } from "#core/steps/request-approval.ts";
import { sendDigest } from "#core/steps/send-digest.ts";
import { asArn } from "#test/names.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const USED = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" } });
const namesTo = (count: number) => Array.from({ length: count }, (_, index) => `Role${index + 1}`);

/** A cycle over so many roles, whose generations have all ended. */
async function cycleOf(count: number, settings: Partial<Settings> = {}, input: unknown = {}) {
  const ports = portsOver(
    namesTo(count).map((name) => ({ name })),
    { digestFrom: 3, ...settings },
  );
  const { reviews } = await discoverRoles(ports, { cycleId: "cycle", startedAt: ports.clock.now(), input });
  const ids = reviews.map(({ reviewId }) => reviewId);
  for (const id of ids) await ports.store.putDocument(id, "evidence", { kind: "documents", documents: [USED], isComplete: true });
  return { ports, ids };
}

/** Proposes, and asks or holds as the workflow does. */
async function propose(ports: TestPorts, reviewId: string): Promise<string> {
  const { next } = await proposePolicy(ports, { reviewId });
  if (next !== "end") await requestApproval(ports, { reviewId, taskToken: `hold-${reviewId}`, round: next === "hold" ? 0 : 1 });
  return next;
}

const end = (ports: TestPorts, more = {}) => sendDigest(ports, { cycleId: "cycle", checks: 0, ...more });
const kinds = ({ seen }: TestPorts) => seen.messages.map(({ kind }) => kind);
const links = ({ body }: Message) => body.match(/https:\S+/g) ?? [];

describe("a cycle with many proposals", () => {
  test("is told in one message with a link for each, and each review goes on without being told again", async () => {
    const { ports, ids } = await cycleOf(4);
    for (const id of ids) expect(await propose(ports, id)).toBe("hold");
    expect(kinds(ports)).toEqual([]);
    expect(await end(ports)).toMatchObject({ status: "DONE" });
    expect(kinds(ports)).toEqual(["digest"]);
    expect(new Set(ports.seen.messages.flatMap(links)).size).toBe(4);
    expect(ports.seen.called.map(({ token }) => token).sort()).toEqual(ids.map((id) => `hold-${id}`).sort());
    for (const id of ids) await requestApproval(ports, { reviewId: id, taskToken: `ask-${id}`, round: 1 });
    expect(kinds(ports)).toEqual(["digest"]);
  });

  test("begins the time to decide when it is told, not when it is held", async () => {
    const { ports, ids } = await cycleOf(3);
    for (const id of ids) await propose(ports, id);
    ports.at("2026-11-01T20:00:00.000Z");
    await end(ports);
    ports.at("2026-11-01T20:01:00.000Z");
    for (const id of ids) await requestApproval(ports, { reviewId: id, taskToken: `ask-${id}`, round: 1 });
    const waiting = await Promise.all(ids.map(async (id) => (await ports.store.get(id)).waiting));
    expect(new Set(waiting.map((each) => each?.expiresAt))).toEqual(new Set(["2026-11-15T20:00:00.000Z"]));
  });

  test("waits for proposals that are being made, and not for ever", async () => {
    const { ports, ids } = await cycleOf(4);
    for (const id of ids.slice(0, 3)) await propose(ports, id);
    expect(await end(ports, { checks: 7 })).toEqual({ status: "WAITING", checks: 8, waitSeconds: 20 });
    expect(await end(ports, { checks: 45 })).toMatchObject({ status: "DONE" });
    expect(ports.seen.messages.flatMap(links)).toHaveLength(3);
    expect(await propose(ports, ids[3] ?? ""), "who comes after the digest is told singly").toBe("ask");
    expect(kinds(ports)).toEqual(["digest", "approval-request"]);
  });

  test("is told in several messages where it is very many", async () => {
    const { ports, ids } = await cycleOf(MOST_IN_DIGEST + 2);
    for (const id of ids) await propose(ports, id);
    await end(ports);
    expect(ports.seen.messages.map((message) => [message.kind, links(message).length])).toEqual([
      ["digest", MOST_IN_DIGEST],
      ["digest", 2],
    ]);
  });
});

describe("a cycle of an account's roles and of permission sets, which are of none", () => {
  /** The last so many roles of a cycle stand for permission sets. */
  async function toldOf(roles: number, sets: number): Promise<TestPorts> {
    const setArnOf = (name: string) => asArn(`arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${name}_*`);
    const isSet = (name: string) => Number(name.slice("Role".length)) > roles;
    const asSet = (role: RoleState): RoleState => (isSet(role.name) ? { ...role, arn: setArnOf(role.name) } : role);
    const { ports } = await cycleOf(0);
    const { roles: iam } = portsOver(namesTo(roles + sets).map((name) => ({ name })));
    const all = async function* () {
      for await (const role of iam.all()) yield asSet(role);
    };
    const mixed = { ...ports, roles: { ...iam, all, read: async (name: RoleName) => asSet(await iam.read(name)) } };
    const { reviews } = await discoverRoles(mixed, { cycleId: "cycle", startedAt: ports.clock.now(), input: {} });
    for (const { reviewId } of reviews) {
      await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
      expect(await propose(mixed, reviewId)).toBe("hold");
    }
    await end(mixed);
    return mixed;
  }

  test("is told in one message for each, so that a filter by account gives everybody what is theirs", async () => {
    const { seen } = await toldOf(3, 2);
    const told = seen.messages.map((message) => [message.account, links(message).length]);
    expect(new Map(told.map(([account, count]) => [account ?? "none", count]))).toEqual(
      new Map<unknown, unknown>([
        ["111122223333", 3],
        ["none", 2],
      ]),
    );
  });

  test("and what stands alone goes on, to be told by itself", async () => {
    const { seen } = await toldOf(3, 1);
    expect(seen.messages.map((message) => [message.account, links(message).length])).toEqual([["111122223333", 3]]);
    expect(seen.called).toHaveLength(4);
  });
});

describe("too few proposals for a digest", () => {
  test("a small cycle holds nothing back", async () => {
    const { ports, ids } = await cycleOf(2);
    for (const id of ids) expect(await propose(ports, id)).toBe("ask");
    expect(await end(ports)).toMatchObject({ status: "DONE" });
    expect(kinds(ports)).toEqual(["approval-request", "approval-request"]);
    expect(ports.seen.called).toEqual([]);
  });

  test.each([
    [0, "never, where the operator says 0"],
    [1, "not for one alone"],
  ])("DigestFrom %i: %s", async (digestFrom) => {
    const { ports, ids } = await cycleOf(1, { digestFrom });
    expect(await propose(ports, ids[0] ?? "")).toBe("ask");
  });

  test("where reviews of the cycle ended otherwise, those that were held are told singly, each with its whole time", async () => {
    const { ports, ids } = await cycleOf(3);
    const [first = "", second = "", third = ""] = ids;
    await propose(ports, first);
    await propose(ports, second);
    const at = ports.clock.now();
    await ports.store.update(third, "fail", { updatedAt: at, closedAt: at });
    await end(ports);
    expect(kinds(ports)).toEqual([]);
    expect(ports.seen.called.map(({ token }) => token)).toEqual([`hold-${first}`, `hold-${second}`]);
    ports.at("2026-11-02T00:00:00.000Z");
    for (const id of [first, second]) await requestApproval(ports, { reviewId: id, taskToken: `ask-${id}`, round: 1 });
    expect(kinds(ports)).toEqual(["approval-request", "approval-request"]);
    expect((await ports.store.get(first)).waiting?.expiresAt).toBe("2026-11-16T00:00:00.000Z");
  });

  test("a dry run is no proposal that anybody waits for", async () => {
    const { ports, ids } = await cycleOf(5, {}, { dryRun: true });
    for (const id of ids) expect(await propose(ports, id)).toBe("end");
    expect(await end(ports)).toMatchObject({ status: "DONE" });
  });
});

describe("when something goes wrong", () => {
  test("a digest that cannot be told leaves every request held; told singly, each asks for itself", async () => {
    const { ports, ids } = await cycleOf(3);
    for (const id of ids) await propose(ports, id);
    const broken = { ...ports, notifier: { publish: () => Promise.reject(new Error("no topic")) } };
    await expect(end(broken)).rejects.toThrow("no topic");
    expect(ports.seen.called).toEqual([]);
    await end(ports, { singly: true });
    expect(ports.seen.called).toHaveLength(3);
    for (const id of ids) await requestApproval(ports, { reviewId: id, taskToken: `ask-${id}`, round: 1 });
    expect(kinds(ports)).toEqual(["approval-request", "approval-request", "approval-request"]);
  });

  test("cut off after the message, the step lets the reviews go on when it runs again, and tells none twice", async () => {
    const { ports, ids } = await cycleOf(3);
    for (const id of ids) await propose(ports, id);
    const cutOff = { ...ports, callbacks: { succeed: () => Promise.reject(new Error("cut off")) } };
    await expect(end(cutOff)).rejects.toThrow("cut off");
    await end(ports);
    expect(kinds(ports)).toEqual(["digest"]);
    expect(ports.seen.called).toHaveLength(3);
  });

  test("where the digest never comes, the request is told by itself, with its whole time", async () => {
    const { ports, ids } = await cycleOf(3);
    for (const id of ids) await propose(ports, id);
    ports.at("2026-11-02T00:00:00.000Z");
    await requestApproval(ports, { reviewId: ids[0], taskToken: "ask", round: 1 });
    expect(kinds(ports)).toEqual(["approval-request"]);
    expect((await ports.store.get(ids[0] ?? "")).waiting).toMatchObject({ round: 1, toldRound: 1, expiresAt: "2026-11-16T00:00:00.000Z" });
  });

  test("where a request was told by itself while the digest was made, its own time to decide stands", async () => {
    const { ports, ids } = await cycleOf(3);
    for (const id of ids) await propose(ports, id);
    const [early = ""] = ids;
    const slow = {
      ...ports,
      notifier: {
        async publish(message: Parameters<typeof ports.notifier.publish>[0]) {
          ports.at("2026-11-02T00:00:00.000Z");
          await requestApproval(ports, { reviewId: early, taskToken: "ask", round: 1 });
          await ports.notifier.publish(message);
        },
      },
    };
    const begun = ports.clock.now();
    await end(slow);
    const waiting = await Promise.all(ids.slice(0, 2).map(async (id) => (await ports.store.get(id)).waiting));
    expect(waiting.map((each) => [each?.since, each?.toldRound])).toEqual([
      ["2026-11-02T00:00:00.000Z", 1],
      [begun, 1],
    ]);
  });

  test("who decides on the list of open reviews before the digest is not asked by it", async () => {
    const { ports, ids } = await cycleOf(4);
    for (const id of ids) await propose(ports, id);
    const [early = ""] = ids;
    const { proposalHash = "" } = await ports.store.get(early);
    await ports.store.decide(early, { verdict: "approved", at: ports.clock.now(), by: "Ann", proposalHash });
    await end(ports);
    expect(ports.seen.messages.flatMap(links)).toHaveLength(3);
    await requestApproval(ports, { reviewId: early, taskToken: "ask", round: 1 });
    expect(ports.seen.called).toContainEqual({ token: "ask", output: { verdict: "approved" } });
  });

  test("no message holds a task token", async () => {
    const { ports, ids } = await cycleOf(3);
    for (const id of ids) await propose(ports, id);
    await end(ports);
    expect(JSON.stringify(ports.seen.messages)).not.toContain("hold-");
  });
});

test("roles of several owners are told apart, so that a filter by owner gives everybody what is theirs", async () => {
  const owners = ["payments", "payments", "platform", "platform", "paiments", undefined];
  const approversOf = ["payments", "platform"].map((of) => ({ of, group: of }));
  const ports = portsOver(
    owners.map((owner, index) => ({
      name: `Role${index}`,
      tags: { "whittle:review": "on", ...(owner ? { "whittle:owner": owner } : {}) },
    })),
    { digestFrom: 3, approverSignIn: "oidc", approversOf },
  );
  const { reviews } = await discoverRoles(ports, { cycleId: "cycle", startedAt: ports.clock.now(), input: {} });
  for (const { reviewId } of reviews) {
    await ports.store.putDocument(reviewId, "evidence", { kind: "documents", documents: [USED], isComplete: true });
    await propose(ports, reviewId);
  }
  await end(ports);
  const told = ports.seen.messages.map((message) => [message.owner ?? "everybody", links(message).length] as const);
  expect(new Map(told)).toEqual(
    new Map([
      ["payments", 2],
      ["platform", 2],
      ["everybody", 2],
    ]),
  );
});
