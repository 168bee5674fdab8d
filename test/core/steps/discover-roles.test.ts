import { describe, expect, test } from "vitest";
import { inMember } from "#core/review/other-stack.ts";
import { discoverRoles } from "#core/steps/discover-roles.ts";
import { portsOver, type TestPorts } from "./ports.ts";

const day = (index: number) => new Date(Date.parse("2026-11-01T00:00:00Z") + index * 86_400_000).toISOString();

function discover(ports: TestPorts, input: unknown = {}, cycleId = "cycle-1", startedAt = day(0)) {
  ports.at(startedAt);
  return discoverRoles(ports, { cycleId, startedAt, input });
}

const names = (found: Awaited<ReturnType<typeof discover>>) => found.reviews.map(({ roleName }) => roleName);

async function settle(ports: TestPorts, reviewId: string, at: string) {
  await ports.store.update(reviewId, "skip", { updatedAt: at, closedAt: at });
}

describe("which roles", () => {
  test("the tagged ones", async () => {
    const ports = portsOver([{ name: "On" }, { name: "Off", tags: {} }, { name: "Other", tags: { "whittle:review": "off" } }]);
    expect(names(await discover(ports))).toEqual(["On"]);
  });

  test("service-linked, reserved, excluded and Whittle's own never, and it says why", async () => {
    const roles = [
      { name: "Linked", path: "/aws-service-role/ssm.amazonaws.com/" },
      { name: "Reserved", path: "/aws-reserved/sso.amazonaws.com/" },
      { name: "Own", path: "/whittle/" },
      { name: "stack-ApplyPolicyRole" },
    ];
    const found = await discover(portsOver(roles, { excludedRoles: ["stack-*"] }));
    expect(found.reviews).toEqual([]);
    expect(found.skipped.map(({ reason }) => reason)).toEqual([
      { id: "service-linked" },
      { id: "reserved-by-aws" },
      { id: "of-whittle" },
      { id: "excluded", pattern: "stack-*" },
    ]);
  });

  test("named ones now, due or not, but only tagged ones", async () => {
    const ports = portsOver([{ name: "A" }, { name: "B" }, { name: "C", tags: {} }]);
    await settle(ports, (await discover(ports)).reviews[0]?.reviewId ?? "", day(0));
    const found = await discover(ports, { roleNames: ["A", "C"] }, "by-hand", day(1));
    expect([names(found), found.skipped.map(({ roleName }) => roleName)]).toEqual([["A"], ["C"]]);
  });
});

describe("another stack of the account", () => {
  const MARK = { "whittle:tag-key": "whittle:review", "whittle:tag-value": "on" };
  const marking = (name: string, stack: string, createdAt: string, more = {}) => ({
    name,
    path: "/whittle/",
    createdAt,
    tags: { "whittle:stack": stack, ...MARK, ...more },
  });
  const own = marking("own", "eu-central-1/whittle", day(0));
  const withStack = (...roles: Parameters<typeof portsOver>[0]) =>
    portsOver([{ name: "A" }, own, ...roles], { stack: "eu-central-1/whittle" });

  test.each([
    ["an older one in another region", marking("other", "us-east-1/whittle", day(-1))],
    ["an older one in the same region", marking("other", "eu-central-1/test", day(-1))],
    ["one of the same age", marking("other", "us-east-1/whittle", day(0))],
  ])("%s that reviews the same roles: nothing is reviewed, and the error names it", async (_, other) => {
    const ports = withStack(other);
    await expect(discover(ports)).rejects.toThrow(`The stack ${other.tags["whittle:stack"]} reviews the roles tagged whittle:review=on`);
    expect(await ports.store.open()).toEqual([]);
  });

  test.each([
    ["a younger one, which refuses itself", marking("other", "us-east-1/whittle", day(1))],
    ["one with another tag", marking("other", "us-east-1/whittle", day(-1), { "whittle:tag-value": "east" })],
    ["a role with such tags at another path", { ...marking("other", "us-east-1/whittle", day(-1)), path: "/apps/" }],
  ])("%s does not stop it", async (_, other) => {
    expect(names(await discover(withStack(other)))).toContain("A");
  });
});

describe("another stack of a member", () => {
  const HUB = "444455556666";
  const marking = (name: string, stack: string, createdAt: string) => ({
    name,
    path: "/whittle/",
    createdAt,
    tags: { "whittle:stack": stack, "whittle:tag-key": "whittle:review", "whittle:tag-value": "on" },
  });
  const hubs = marking("whittle-discover-roles", `${HUB}/eu-central-1/whittle`, day(0));
  const own = (createdAt: string) => marking("whittle-DiscoverRolesRole-1", "eu-central-1/whittle", createdAt);
  const asMember = inMember({ stack: "eu-central-1/whittle" }, HUB);

  test("an older one of the hub's own region and name stops the hub there", async () => {
    const ports = portsOver([{ name: "A" }, hubs, own(day(-1))], asMember);
    await expect(discover(ports)).rejects.toThrow("The stack eu-central-1/whittle reviews the roles");
  });

  test("a younger one is stopped by the hub's mark, which names its account", async () => {
    const roles = [{ name: "A" }, hubs, own(day(1))];
    expect(names(await discover(portsOver(roles, asMember)))).toContain("A");
    await expect(discover(portsOver(roles, { stack: "eu-central-1/whittle" }))).rejects.toThrow(`The stack ${HUB}/eu-central-1/whittle`);
  });

  test("an embedded run has no mark there either", () => {
    expect(inMember({}, HUB)).toEqual({});
  });
});

describe("when", () => {
  test("30 days after the last review ended, the longest-waiting first", async () => {
    const ports = portsOver([{ name: "A" }, { name: "B" }]);
    const [a, b] = (await discover(ports)).reviews;
    await settle(ports, a?.reviewId ?? "", day(2));
    await settle(ports, b?.reviewId ?? "", day(1));
    expect(names(await discover(ports, {}, "cycle-2", day(20)))).toEqual([]);
    expect(names(await discover(ports, {}, "cycle-3", day(31)))).toEqual(["B"]);
    await settle(ports, (await discover(ports, {}, "cycle-3", day(31))).reviews[0]?.reviewId ?? "", day(31));
    expect(names(await discover(ports, {}, "cycle-4", day(62)))).toEqual(["A", "B"]);
  });

  test("by the role's own tag, which names its cycle in days", async () => {
    const tags = (days: string) => ({ "whittle:review": "on", "whittle:cycle-days": days });
    const ports = portsOver([{ name: "Weekly", tags: tags("7") }, { name: "Yearly", tags: tags("365") }, { name: "Usual" }]);
    for (const { reviewId } of (await discover(ports)).reviews) await settle(ports, reviewId, day(0));
    expect(names(await discover(ports, {}, "cycle-2", day(6)))).toEqual([]);
    const weekly = await discover(ports, {}, "cycle-3", day(7));
    expect(names(weekly)).toEqual(["Weekly"]);
    await settle(ports, weekly.reviews[0]?.reviewId ?? "", day(360));
    expect(names(await discover(ports, {}, "cycle-4", day(364)))).toEqual(["Usual"]);
    expect(names(await discover(ports, {}, "cycle-5", day(365)))).toEqual(["Yearly"]);
  });

  test.each(["", "0", "366", "1000", "30 days", "-1", "1.5"])(
    "a tag that names no days from 1 to 365 (%j) is told, and the stack's cycle applies",
    async (days) => {
      const ports = portsOver([{ name: "A", tags: { "whittle:review": "on", "whittle:cycle-days": days } }]);
      await settle(ports, (await discover(ports)).reviews[0]?.reviewId ?? "", day(0));
      const { skipped } = await discover(ports, {}, "cycle-2", day(29));
      expect(skipped.map(({ reason }) => reason)).toEqual([{ id: "reviewed-lately", days: 30, unreadableTag: days }]);
      expect(names(await discover(ports, {}, "cycle-3", day(30)))).toEqual(["A"]);
    },
  );

  test("the longest overdue first, whatever the length of its cycle", async () => {
    const ports = portsOver([{ name: "A" }, { name: "B", tags: { "whittle:review": "on", "whittle:cycle-days": "10" } }]);
    for (const { reviewId, roleName } of (await discover(ports)).reviews) await settle(ports, reviewId, day(roleName === "B" ? 15 : 0));
    // B, looked at later, is due since day 25; A since day 30.
    expect(names(await discover(ports, {}, "cycle-2", day(31)))).toEqual(["B", "A"]);
  });

  test.each([
    ["and their reviews say so", { stack: "eu-central-1/whittle" }, [true, undefined]],
    ["and embedded, where no change is watched, nobody waits for them", {}, [undefined, undefined]],
  ])("canary roles before all others, %s", async (_, settings, expected) => {
    const ports = portsOver([{ name: "A" }, { name: "B", tags: { "whittle:review": "on", "whittle:wave": "canary" } }], settings);
    const { reviews } = await discover(ports);
    expect(reviews.map(({ roleName }) => roleName)).toEqual(["B", "A"]);
    const canary = await Promise.all(reviews.map(async ({ reviewId }) => (await ports.store.get(reviewId)).canary));
    expect(canary).toEqual(expected);
  });

  test("not the roles that somebody makes every day: one that is overdue comes before them", async () => {
    const made = Array.from({ length: 5 }, (_, index) => ({ name: `New${index}`, createdAt: day(40) }));
    const ports = portsOver([{ name: "Old", createdAt: day(-400) }, { name: "Z" }, ...made], { generationsPerDay: 2 });
    const first = await discover(ports, { roleNames: ["Z"] });
    await settle(ports, first.reviews[0]?.reviewId ?? "", day(1));
    // Z is due since day 31, and Old, which was never reviewed, since it was made.
    expect(names(await discover(ports, {}, "cycle-2", day(41)))).toEqual(["Old", "Z"]);
  });

  test("not canary roles alone, however many there are: others get half of the places", async () => {
    const tags = { "whittle:review": "on", "whittle:wave": "canary" };
    const canaries = Array.from({ length: 9 }, (_, index) => ({ name: `C${index}`, tags, createdAt: day(-1000) }));
    const roles = [...canaries, { name: "A", createdAt: day(-2000) }, { name: "B", createdAt: day(-1500) }];
    expect(names(await discover(portsOver(roles, { generationsPerDay: 4 })))).toEqual(["C0", "C1", "A", "B"]);
    expect(names(await discover(portsOver(roles, { generationsPerDay: 3 })))).toEqual(["C0", "C1", "A"]);
    expect(names(await discover(portsOver(canaries, { generationsPerDay: 3 })))).toEqual(["C0", "C1", "C2"]);
  });

  test("a failed review leaves its role due", async () => {
    const ports = portsOver([{ name: "A" }]);
    const [first] = (await discover(ports)).reviews;
    await ports.store.update(first?.reviewId ?? "", "fail", { updatedAt: day(0) });
    expect(names(await discover(ports, {}, "cycle-2", day(1)))).toEqual(["A"]);
  });

  test("roles that fail every day do not take the day's quota from the others", async () => {
    const failing = Array.from({ length: 3 }, (_, index) => ({ name: `A${index}` }));
    const ports = portsOver([...failing, { name: "B" }, { name: "C" }], { generationsPerDay: 3 });
    const reviewed: (readonly string[])[] = [];
    for (const index of [0, 1, 2, 3]) {
      const { reviews } = await discover(ports, {}, `cycle-${index}`, day(index));
      reviewed.push(reviews.map(({ roleName }) => roleName));
      for (const { reviewId, roleName } of reviews) {
        await ports.store.update(reviewId, roleName.startsWith("A") ? "fail" : "skip", { updatedAt: day(index), closedAt: day(index) });
      }
    }
    expect(reviewed).toEqual([
      ["A0", "A1", "A2"],
      ["B", "C", "A0"],
      ["A1", "A2", "A0"],
      ["A0", "A1", "A2"],
    ]);
  });

  test.each([
    ["a dry run", { dryRun: true }],
    ["a role that was not eligible", { outcome: "not-eligible" }],
  ] as const)("%s takes nothing from a role's cycle", async (_, how) => {
    const ports = portsOver([{ name: "A" }]);
    const input = "dryRun" in how ? { dryRun: how.dryRun } : {};
    const [first] = (await discover(ports, input)).reviews;
    const outcome = "outcome" in how ? { outcome: how.outcome } : {};
    await ports.store.update(first?.reviewId ?? "", "skip", { ...outcome, updatedAt: day(0), closedAt: day(0) });
    expect(names(await discover(ports, {}, "cycle-2", day(1)))).toEqual(["A"]);
  });

  test("what another cycle has claimed and not started is of today's quota", async () => {
    const ports = portsOver([{ name: "A" }, { name: "B" }, { name: "C" }], { generationsPerDay: 2 });
    expect(names(await discover(ports, { roleNames: ["A"] }, "by-hand"))).toEqual(["A"]);
    expect(names(await discover(ports))).toEqual(["B"]);
  });

  test.each([
    [3, [3, 7]],
    [Number.POSITIVE_INFINITY, [10, 0]],
  ])("at most %d roles a cycle, whatever the quota", async (reviewsPerCycle, expected) => {
    const roles = Array.from({ length: 10 }, (_, index) => ({ name: `Role${index}` }));
    const found = await discover(portsOver(roles, { generationsPerDay: 1000, reviewsPerCycle }));
    expect([found.reviews.length, found.skippedCount]).toEqual(expected);
  });

  test("as far as the day's quota of generations goes", async () => {
    const ports = portsOver([{ name: "A" }, { name: "B" }, { name: "C" }], { generationsPerDay: 2 });
    const found = await discover(ports);
    expect([names(found), found.skipped.map(({ roleName }) => roleName)]).toEqual([["A", "B"], ["C"]]);
  });
});

describe("the cycle that follows at once", () => {
  const five = ["A", "B", "C", "D", "E"].map((name) => ({ name }));
  const settings = { generationsPerDay: 1000, reviewsPerCycle: 2, reviewCycleDays: 1 };

  /** A cycle and those that follow it, an hour apart; `ended` says how each review of them ends, which is at once. */
  async function chain(ports: TestPorts, ended?: "fail" | "skip", input: unknown = {}, start = 0) {
    const taken: (readonly string[])[] = [];
    let next = { name: `first-${start}`, input };
    for (let hour = 0; next.name !== ""; hour += 1) {
      const at = day(start + hour / 24);
      const found = await discover(ports, next.input, next.name, at);
      for (const { reviewId } of ended ? found.reviews : [])
        await ports.store.update(reviewId, ended ?? "skip", { updatedAt: at, closedAt: at });
      taken.push(names(found));
      next = found.nextCycle;
    }
    return taken;
  }

  test.each([undefined, "fail", "skip"] as const)("takes each role once until none is left, where reviews end so: %s", async (ended) => {
    expect(await chain(portsOver(five, settings), ended)).toEqual([["A", "B"], ["C", "D"], ["E"]]);
  });

  test("goes on to a day's share of the roles and a fifth more, so that approvers are not asked about all at once", async () => {
    const roles = Array.from({ length: 100 }, (_, index) => ({ name: `R${index}` }));
    const short = { "whittle:review": "on", "whittle:cycle-days": "1" };
    const taken = async (more: Parameters<typeof portsOver>[0]) =>
      (await chain(portsOver([...roles, ...more], { ...settings, reviewCycleDays: 30 }))).map(({ length }) => length);
    // A hundred in 30 days are 3.3 a day; a role with a cycle of a day is one more.
    expect(await taken([])).toEqual([2, 2]);
    expect(
      await taken([
        { name: "A", tags: short },
        { name: "B", tags: short },
      ]),
    ).toEqual([2, 2, 2, 1]);
  });

  test("is of the same account, a dry run where the first one is, and under a name that Step Functions takes", async () => {
    const input = { dryRun: true, account: "111122223333" };
    const { nextCycle } = await discover(portsOver(five, settings), input);
    expect(nextCycle).toEqual({ name: expect.stringMatching(/^[A-Za-z0-9_-]{1,80}$/), input: { ...input, since: day(0), left: 4 } });
  });

  test.each([
    ["the quota is the limit", { generationsPerDay: 2, reviewsPerCycle: 3 }, {}],
    ["a cycle takes them all", { generationsPerDay: 1000, reviewsPerCycle: 5 }, {}],
    ["roles are asked for by name", settings, { roleNames: ["A", "B", "C"] }],
  ])("is none where %s", async (_, given, input) => {
    expect((await discover(portsOver(five, given), input)).nextCycle.name).toBe("");
  });

  test("is none for roles that are under review already", async () => {
    const ports = portsOver(five, { ...settings, reviewsPerCycle: 4 });
    await discover(ports, { roleNames: ["E"] }, "by-hand");
    const found = await discover(ports, {}, "cycle-2");
    expect([names(found), found.nextCycle.name]).toEqual([["A", "B", "C", "D"], ""]);
  });

  test("does not take a role again whose review ends while it looks", async () => {
    const ports = portsOver([{ name: "A" }], settings);
    const [first] = (await discover(ports)).reviews;
    const history: typeof ports.store.history = async (roles) => {
      const read = await ports.store.history(roles);
      await ports.store.update(first?.reviewId ?? "", "skip", { updatedAt: day(0), closedAt: day(0) });
      return read;
    };
    const found = await discover({ ...ports, store: { ...ports.store, history } }, { since: day(0) }, "cycle-2");
    expect([names(found), found.skipped]).toEqual([[], [{ roleName: "A", reason: { id: "still-open", reviewId: first?.reviewId } }]]);
  });

  test("of the next day tries what failed again", async () => {
    const ports = portsOver(five, settings);
    await chain(ports, "fail");
    expect((await chain(ports, "fail", {}, 1)).flat().toSorted()).toEqual(["A", "B", "C", "D", "E"]);
  });
});

describe("once", () => {
  test("the same cycle asking again gets the same reviews", async () => {
    const ports = portsOver([{ name: "A" }, { name: "B" }]);
    const first = await discover(ports);
    expect((await discover(ports)).reviews).toEqual(first.reviews);
  });

  test("also where they are all that the day's quota has", async () => {
    const ports = portsOver([{ name: "A" }, { name: "B" }, { name: "C" }], { generationsPerDay: 2 });
    const first = await discover(ports);
    expect(names(first)).toEqual(["A", "B"]);
    expect((await discover(ports)).reviews).toEqual(first.reviews);
  });

  test("another cycle leaves a role under review alone, and says which review that is", async () => {
    const ports = portsOver([{ name: "A" }]);
    const [open] = (await discover(ports)).reviews;
    const other = await discover(ports, { roleNames: ["A"] }, "by-hand");
    expect([other.reviews, other.skipped[0]?.reason]).toEqual([[], { id: "still-open", reviewId: open?.reviewId }]);
  });

  test("a review that was cut off does not block its role for ever", async () => {
    const ports = portsOver([{ name: "A" }]);
    const [open] = (await discover(ports)).reviews;
    for (const transition of ["propose", "ask"] as const) await ports.store.update(open?.reviewId ?? "", transition, { updatedAt: day(0) });
    expect(names(await discover(ports, {}, "cycle-2", day(31)))).toEqual([]);
    expect(names(await discover(ports, {}, "cycle-3", day(60)))).toEqual(["A"]);
    expect(await ports.store.get(open?.reviewId ?? "")).toMatchObject({ failure: { code: "abandoned" }, closedAt: day(60) });
  });

  test("a cycle that ended before it came to a role blocks it no longer than a cycle may take", async () => {
    const ports = portsOver([{ name: "A" }]);
    await discover(ports);
    expect(names(await discover(ports, {}, "cycle-2", day(7)))).toEqual([]);
    expect(names(await discover(ports, {}, "cycle-3", day(9)))).toEqual(["A"]);
  });
});

describe("wrong input fails at once, and says what is wrong", () => {
  test.each([
    [{ roleNames: "A" }, /roleNames/],
    [{ roleNames: [] }, /roleNames: names no role/],
    [{ roleNames: [""] }, /roleNames.0: is empty/],
    [{ dryRun: "yes" }, /dryRun: must be true or false/],
    [{ roles: ["A"] }, /roles: is not known here; allowed are roleNames, dryRun and account/],
    [[], /must be like/],
    ["A", /must be like/],
    [null, /must be like/],
    [{ roleNames: ["Nobody", "A"] }, /there is no role named Nobody in this account/],
    [{ roleNames: ["Nobody", "A", "Noone"] }, /there is no role named Nobody, Noone in this account/],
  ])("%j", async (input, message) => {
    await expect(discover(portsOver([{ name: "A" }]), input)).rejects.toThrow(message);
  });
});
