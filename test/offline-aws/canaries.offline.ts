import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamRoles } from "#adapters/aws/iam/roles.ts";
import { entriesOf } from "#core/review/model/journal.ts";
import { createInstanceRole, GENERATED, roleArn } from "./account.ts";
import { offlineAwsMissing } from "./offline-aws.ts";
import { withinOneDay } from "./one-day.ts";
import { linkIn, press } from "./page.ts";
import { type DeployedStack, deployStack } from "./stack.ts";
import { until } from "./until.ts";

const missing = offlineAwsMissing();
const CANARY = "Canary";
const OTHER = "AnotherRole";

/** Each test goes on where the one before it ended. */
describe.skipIf(missing)(`a canary role and a limit of one change a day${missing ? ` (skipped: ${missing})` : ""}`, () => {
  let stack: DeployedStack;
  let reviews: ReadonlyMap<string, string>;

  beforeAll(async () => {
    await withinOneDay();
    stack = await deployStack({ DigestFrom: "0", WatchHours: "1", MaxChangesPerDay: "1" });
    for (const [name, tags] of [
      [OTHER, {}],
      [CANARY, { "whittle:wave": "canary" }],
    ] as const) {
      await createInstanceRole(stack.iam, name, { "whittle:review": "on", ...tags });
      await stack.aws.control("aa/script", { principal_arn: roleArn(name), polls: 0, policies: [GENERATED] });
    }
    await stack.ended(await stack.startCycle({}), 300);
    reviews = new Map((await stack.store.open()).map(({ roleName, id }) => [roleName, id]));
  }, 600_000);
  afterAll(() => stack.aws.stop());

  const idOf = (name: string) => reviews.get(name) ?? "";
  const journalOf = (name: string) => stack.store.journal(idOf(name));
  async function approve(name: string): Promise<void> {
    const [link] = await until(
      "the request",
      async () => {
        const links = (await stack.messages()).filter(({ subject }) => subject.includes(name)).map(({ message }) => linkIn(message));
        return links.length > 0 ? links : undefined;
      },
      170,
    );
    expect((await press(link ?? "", "approve", "")).status).toBe(200);
  }

  test("a change that is approved before the canary's waits for it", async () => {
    const before = await iamRoles(stack.iam).read(OTHER);
    await approve(OTHER);
    const awaited = await until("the wait", async () => entriesOf(await journalOf(OTHER), "canaries-awaited")[0], 170);
    expect(awaited.canaries).toEqual([{ reviewId: idOf(CANARY), roleName: CANARY }]);
    expect(await iamRoles(stack.iam).read(OTHER)).toEqual(before);
  });

  test("the canary is changed and watched, and the other change gets the next day, as this one has its change", async () => {
    await approve(CANARY);
    await until("the end of the canary's review", async () => (await stack.store.get(idOf(CANARY))).closedAt, 170);
    const postponed = await until("the next wait", async () => entriesOf(await journalOf(OTHER), "change-postponed")[0], 170);
    expect(postponed).toMatchObject({ because: "day-full", until: expect.stringMatching(/T00:00:00\.000Z$/) });
    expect(entriesOf(await journalOf(CANARY), "change-postponed")).toEqual([]);
    expect(entriesOf(await journalOf(OTHER), "step")).toEqual([]);
  });

  test("no function was denied a call", async () => {
    expect((await stack.calls()).filter(({ denied, role }) => denied && role !== null)).toEqual([]);
  });
});
